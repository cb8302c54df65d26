"""GIF, TIFF, SVG and EMF without what their program wrote beside the picture; what is seen stays as it is.

GIF: free words in comment extensions, XMP in application extensions (GIF89a). TIFF: words, times, Exif and XMP are
fields of a directory (TIFF 6.0). SVG: ``metadata``, remarks, and what drawing programs add in namespaces of their own.
EMF: who made it stands behind the header, and programs leave records of their own (MS-EMF). From general knowledge of
these texts; GIF and TIFF are held against files that Pillow writes.
"""

import struct
from collections.abc import Iterator

from lxml import etree

from evidencehub.extraction.cleaning.package import drop

_LOOPS = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}  # say how often a moving picture is shown
_GIF_EXTENSION, _GIF_PICTURE, _GIF_END = 0x21, 0x2C, 0x3B
_GIF_COMMENT, _GIF_APPLICATION = 0xFE, 0xFF

_TIFF = {b"II*\x00": "<", b"MM\x00*": ">"}
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_NAMED = {269, 270, 271, 272, 285, 305, 306, 315, 316, 33432}  # document, words, maker, program, date, artist, owner
_PACKED = {700, 33723, 34377, 37510, 37724, 40091, 40092, 40093, 40094, 40095}  # XMP, IPTC, a program's own
_BESIDE = {34665, 34853, 40965}  # directories of their own: Exif, where it was taken, how to read Exif
_MORE = 330  # smaller copies of the picture
_MOST = 1_000  # directories of one file

_PROGRAMS = ("inkscape.org/namespaces", "sodipodi", "ns.adobe.com", "bohemiancoding.com", "vectornator")
_EMF_HEADER, _EMF_COMMENT = 1, 70
_DRAWN = {b"EMF+", b"GDIC"}  # comments that hold a part of the picture


def gif(content: bytes) -> Iterator[bytes]:
    """:raises IndexError, struct.error: it is damaged."""
    place = 13 + _gif_colours(content[10])
    yield content[:place]
    while content[place] != _GIF_END:
        start = place
        if content[place] == _GIF_EXTENSION:
            label, name = content[place + 1], content[place + 3 : place + 14]
            place = _gif_blocks(content, place + 2)
            if label == _GIF_COMMENT or (label == _GIF_APPLICATION and name not in _LOOPS):
                continue
        elif content[place] == _GIF_PICTURE:
            place = _gif_blocks(content, place + 11 + _gif_colours(content[place + 9]))
        else:
            raise IndexError(place)
        yield content[start:place]
    yield content[place : place + 1]


def _gif_colours(flags: int) -> int:
    """Bytes of the table of colours that follows."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks(content: bytes, place: int) -> int:
    while content[place]:
        place += content[place] + 1
    return place + 1


def tiff(content: bytes) -> bytes:
    """The same length: what is taken out is written over. :raises IndexError, struct.error: it is damaged."""
    order = _TIFF[content[:4]]
    made, seen = bytearray(content), set[int]()
    waiting = [struct.unpack(f"{order}I", content[4:8])[0]]
    while waiting and len(seen) < _MOST:
        place = waiting.pop()
        if place and place not in seen:
            seen.add(place)
            waiting += _directory(made, order, place, all_of_it=False)
    return bytes(made)


def _directory(made: bytearray, order: str, place: int, *, all_of_it: bool) -> list[int]:
    """Take the notes out of one directory, and say where the next ones are."""
    count = struct.unpack_from(f"{order}H", made, place)[0]
    end = place + 2 + 12 * count
    entries = [bytes(made[place + 2 + 12 * n : place + 14 + 12 * n]) for n in range(count)]
    following = bytes(made[end : end + 4])
    nexts = [] if all_of_it else [struct.unpack(f"{order}I", following)[0]]
    kept = []
    for entry in entries:
        tag, kind, number = struct.unpack(f"{order}HHI", entry[:8])
        value, size = struct.unpack(f"{order}I", entry[8:])[0], _TIFF_SIZES.get(kind, 1) * number
        if tag in _BESIDE:
            _directory(made, order, value, all_of_it=True)
        elif not all_of_it and tag not in _NAMED | _PACKED:
            kept.append(entry)
            if tag == _MORE:
                nexts += struct.unpack_from(f"{order}{number}I", made, value) if number > 1 else [value]
            continue
        if size > 4 and tag not in _BESIDE:  # a value of up to four bytes stands in the entry itself
            if value + size > len(made):
                raise IndexError(value)
            made[value : value + size] = bytes(size)
    new = struct.pack(f"{order}H", len(kept)) + b"".join(kept) + following
    made[place : end + 4] = new + bytes(end + 4 - place - len(new))
    return nexts


def svg(content: bytes) -> bytes:
    """The very same bytes where there was nothing. :raises IndexError: it cannot be read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise IndexError from error
    gone = [each for each in root.iter() if not isinstance(each.tag, str) or _is_note(each.tag)]
    attributes = [(each, name) for each in root.iter("*") for name in each.attrib if _is_of_a_program(name)]
    if not gone and not attributes and root.getprevious() is None and root.getnext() is None:
        return content
    for each in gone:
        drop(each)
    for each, name in attributes:
        each.attrib.pop(name, None)
    etree.cleanup_namespaces(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def _is_note(tag: str) -> bool:
    return etree.QName(tag).localname == "metadata" or _is_of_a_program(tag)


def _is_of_a_program(name: str) -> bool:
    return name.startswith("{") and any(each in name for each in _PROGRAMS)


def emf(content: bytes) -> bytes:
    """The same length. :raises IndexError, struct.error: it is damaged."""
    made = bytearray(content)
    place = 0
    while place < len(made):
        kind, size = struct.unpack_from("<II", made, place)
        if size < 8 or place + size > len(made):  # a record holds its kind and its size at least
            raise IndexError(place)
        if kind == _EMF_HEADER:
            letters, start = struct.unpack_from("<II", made, place + 60)
            if letters:
                if start + 2 * letters > size:
                    raise IndexError(start)
                made[place + start : place + start + 2 * letters] = bytes(2 * letters)
                struct.pack_into("<II", made, place + 60, 0, 0)
        elif kind == _EMF_COMMENT and bytes(made[place + 12 : place + 16]) not in _DRAWN:
            made[place + 12 : place + size] = bytes(size - 12)
        place += size
    return bytes(made)
