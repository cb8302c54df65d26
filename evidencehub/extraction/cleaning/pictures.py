"""Pictures without what their camera or program wrote beside them; not one point of the picture is changed.

JPEG: Exif, XMP and Adobe's own notes stand in segments APP1 and APP13, free words in COM (ITU-T T.81, B.2.4).
PNG: words, times and Exif stand in chunks of their own (PNG specification, 11.3). JPEG 2000: XML and XMP stand in boxes
(ISO 15444-1, annex I). WebP: Exif and XMP stand in chunks (RFC 9649, 2.7). What hangs behind a
picture goes too. GIF, TIFF, SVG and EMF are in :mod:`.older_pictures`. Other kinds are left as they are.
"""

import struct
from collections.abc import Iterator

from evidencehub.extraction.cleaning import older_pictures
from evidencehub.extraction.cleaning.taken import Cleaned, Thing

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_GIF, _TIFF, _EMF = (b"GIF87a", b"GIF89a"), (b"II*\x00", b"MM\x00*"), b"\x01\x00\x00\x00"
_SOON = 4096  # within which a drawing says what it is
_JP2, _RIFF = b"\x00\x00\x00\x0cjP  ", b"RIFF"
_BOXES = {b"xml ", b"uuid", b"uinf"}
_KEPT_APP = {0xE0, 0xE2, 0xEE}  # JFIF; the colour profile; Adobe's, which says how colours are kept
_COMMENT, _START_OF_SCAN, _END = 0xFE, 0xDA, 0xD9
_BARE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_NOTES = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_ORIENTATION = 0x0112


def clean(content: bytes, cleaned: Cleaned) -> bytes:
    """The same picture without its notes; the very same bytes where it is damaged, which is counted apart."""
    try:
        less = _taken_apart(content)
    except (struct.error, IndexError):
        cleaned.taken[Thing.DAMAGED] += 1
        return content
    if less != content:
        cleaned.taken[Thing.PICTURE] += 1
    return less


def without_notes(content: bytes) -> bytes:
    """The same picture; the very same bytes where there was nothing, or where it is of another kind or damaged."""
    return clean(content, Cleaned())


def _taken_apart(content: bytes) -> bytes:
    """:raises IndexError, struct.error: it is damaged."""
    if content.startswith(_JPEG):
        return b"".join(_jpeg(content))
    if content.startswith(_PNG):
        return b"".join(_png(content))
    if content.startswith(_JP2):
        return b"".join(_jp2(content))
    if content.startswith(_RIFF) and content[8:12] == b"WEBP":
        return _webp(content)
    if content.startswith(_GIF):
        return b"".join(older_pictures.gif(content))
    if content[:4] in _TIFF:
        return older_pictures.tiff(content)
    if content[:4] == _EMF and content[40:44] == b" EMF":
        return older_pictures.emf(content)
    if b"<svg" in content[:_SOON]:
        return older_pictures.svg(content)
    return content


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    place = 2
    while place < len(content):
        if content[place] != 0xFF:
            raise IndexError(place)
        marker = content[place + 1]
        if marker == _END:
            yield content[place : place + 2]
            return
        if marker in _BARE or marker == 0xFF:
            end = place + (1 if marker == 0xFF else 2)
        else:
            end = place + 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
        if end > len(content):
            raise IndexError(end)
        if marker == 0xE1 and (turned := _orientation(content[place + 4 : end])):
            yield turned
        elif not (0xE0 <= marker <= 0xEF and marker not in _KEPT_APP) and marker != _COMMENT:
            yield content[place:end]
        place = end
        if marker == _START_OF_SCAN:  # what follows is the picture, up to a marker that is none of its own
            while content[end] != 0xFF or content[end + 1] == 0 or content[end + 1] in _BARE:
                end += 1
            yield content[place:end]
            place = end


def _orientation(segment: bytes) -> bytes:
    """A segment that says which way up the picture is, and nothing else; b"" where it is upright or none said."""
    if not segment.startswith(b"Exif\x00\x00"):
        return b""
    body = segment[6:]
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(body[:4])
    if order is None:
        return b""
    start = struct.unpack(f"{order}I", body[4:8])[0]
    count = struct.unpack(f"{order}H", body[start : start + 2])[0]
    for number in range(min(count, 100)):
        entry = body[start + 2 + 12 * number : start + 14 + 12 * number]
        tag, value = struct.unpack(f"{order}H", entry[:2])[0], struct.unpack(f"{order}H", entry[8:10])[0]
        if tag == _ORIENTATION:
            if value not in range(2, 9):
                return b""
            said = b"Exif\x00\x00MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
            return b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said
    return b""


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    place = 8
    while place < len(content):
        length, name = struct.unpack(">I4s", content[place : place + 8])
        end = place + 12 + length
        if end > len(content):
            raise IndexError(end)
        if name not in _NOTES:
            yield content[place:end]
        place = end
        if name == b"IEND":  # what hangs behind it belongs to no picture
            return


def _jp2(content: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(content):
        length, name = struct.unpack(">I4s", content[place : place + 8])
        if length == 1:
            length = struct.unpack(">Q", content[place + 8 : place + 16])[0]
        end = place + length if length else len(content)
        if end > len(content) or end <= place:
            raise IndexError(end)
        if name not in _BOXES:
            yield content[place:end]
        place = end


def _webp(content: bytes) -> bytes:
    kept, place = [], 12
    over = 8 + int(struct.unpack("<I", content[4:8])[0])
    if over > len(content):
        raise IndexError(over)
    while place < over:
        name, length = struct.unpack("<4sI", content[place : place + 8])
        end = place + 8 + length + length % 2
        chunk = content[place:end]
        if name == b"VP8X":  # its flags say what else there is
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if name not in {b"EXIF", b"XMP "}:
            kept.append(chunk)
        place = end
    body = b"WEBP" + b"".join(kept)
    return _RIFF + struct.pack("<I", len(body)) + body
