"""Word by python-docx: the body in reading order with its tables, then the notes; no comments, no deleted words."""

import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import docx
from docx.oxml import parse_xml

from evidencehub.extraction import messages
from evidencehub.extraction.docx_body import PAGE_BREAK, attribute, blocks, local_name
from evidencehub.extraction.limits import MIB, Limits, State
from evidencehub.extraction.reading import PART_CHARACTERS, Reading, Unreadable, add_pages, clean, has_text, in_parts

_RATIO_MATTERS_ABOVE_BYTES = 10 * MIB  # below that a high ratio is only a small, dull file
_AUTHOR_FIELDS = frozenset({"creator", "lastModifiedBy", "Company", "Manager"})
_TRACKED = frozenset({"ins", "del", "moveFrom", "moveTo"})
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read_docx(stream: BinaryIO, limits: Limits) -> Reading:
    """:raises Unreadable: locked, too large when unpacked, or not a Word file inside."""
    names = _check_archive(stream, limits)
    document = docx.Document(stream)
    _refuse_declarations(document)
    reading = Reading(is_picture=any(name.startswith("word/media/") for name in names))
    add_pages(reading, _pages(document), limits)
    reading.notes.append(messages.NO_FIXED_PAGES)
    _note_the_rest(document, names, reading)
    return reading


def _check_archive(stream: BinaryIO, limits: Limits) -> list[str]:
    """Look at the directory only: nothing is unpacked before the sizes are known to be bearable."""
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise Unreadable(State.BROKEN) from None
    unpacked = sum(entry.file_size for entry in entries)
    # Measured against the file itself: the packed sizes in the directory are only what it claims.
    ratio = unpacked / max(1, stream.seek(0, 2))
    stream.seek(0)
    if unpacked > limits.uncompressed_bytes:
        raise Unreadable(State.TOO_LARGE)
    if unpacked > _RATIO_MATTERS_ABOVE_BYTES and ratio > limits.compression_ratio:
        raise Unreadable(State.TOO_LARGE)
    if any(entry.flag_bits & 0x1 for entry in entries):  # APPNOTE.TXT 4.4.4: bit 0, encrypted
        raise Unreadable(State.ENCRYPTED)
    return [entry.filename for entry in entries]


def _refuse_declarations(document: Any) -> None:
    """Word writes no DTD; who does wants entities to be expanded. (The parser does not expand them either way.)"""
    for part in document.part.package.iter_parts():
        element = getattr(part, "element", None)
        if element is not None and element.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(State.BROKEN)


def _pages(document: Any) -> Iterator[str]:
    """Split where Word broke or last drew pages; a stretch without such marks becomes parts of about a page."""
    paragraphs: list[str] = []
    for block in blocks(document.element.body):
        before, *after = block.split(PAGE_BREAK)
        paragraphs.append(before)
        for start in after:
            yield from _parts(paragraphs)
            paragraphs = [start]
    yield from _parts(paragraphs)
    yield from _parts([note for kind in ("footnotes", "endnotes") for note in _notes(document, kind)])


def _parts(paragraphs: list[str]) -> Iterator[str]:
    text = clean("\n".join(paragraphs))
    if not text:  # a break that stands twice: as typed, and as Word last drew it
        return
    if len(text) <= 2 * PART_CHARACTERS:
        yield text
    else:
        yield from in_parts(text.split("\n"))


def _notes(document: Any, kind: str) -> Iterator[str]:
    for root in _related(document.part, kind):
        for note in root:
            if attribute(note, "type") not in _SEPARATORS:
                yield from (block.replace(PAGE_BREAK, "") for block in blocks(note))


def _related(part: Any, kind: str) -> Iterator[Any]:
    """Parsed parts inside the file that ``part`` points to by a relationship of that kind."""
    for relationship in part.rels.values():
        if relationship.reltype.endswith(f"/{kind}") and not relationship.is_external:
            yield parse_xml(relationship.target_part.blob)


def _note_the_rest(document: Any, names: list[str], reading: Reading) -> None:
    package, part = document.part.package, document.part
    comments = sum(local_name(child.tag) == "comment" for root in _related(part, "comments") for child in root)
    if comments:
        reading.notes.append(messages.comments(comments))
    is_attached = any(name.startswith("word/embeddings/") for name in names)
    if is_attached or any(rel.reltype.endswith("/aFChunk") for rel in part.rels.values()):
        reading.notes.append(messages.ATTACHMENT)
    running = [root for kind in ("header", "footer") for root in _related(part, kind)]
    if any(has_text(block) for root in running for block in blocks(root)):
        reading.notes.append(messages.RUNNING_LINES)
    if any(local_name(element.tag) in _TRACKED for element in document.element.body.iter("{*}*")):
        reading.notes.append(messages.TRACKED_CHANGES)
    about = [root for kind in ("core-properties", "extended-properties") for root in _related(package, kind)]
    if any(local_name(e.tag) in _AUTHOR_FIELDS and (e.text or "").strip() for root in about for e in root):
        reading.notes.append(messages.AUTHOR)
