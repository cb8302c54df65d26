"""Word: the body in reading order with its tables, then notes, headers and footers; no comments, no deleted words."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from evidencehub.extraction import messages
from evidencehub.extraction.archive import Archive, attribute, local_name
from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.places import without
from evidencehub.extraction.reading import (
    PART_CHARACTERS,
    Picture,
    Reading,
    Unreadable,
    add_pages,
    clean,
    has_text,
    in_parts,
    split_at,
)
from evidencehub.extraction.word.body import blocks
from evidencehub.extraction.word.paragraph import PAGE_BREAK
from evidencehub.extraction.word.part import Found, Part
from evidencehub.extraction.word.styles import Styles

_AUTHOR_FIELDS = frozenset({"creator", "lastModifiedBy", "Company", "Manager"})
_ABOUT = ("core-properties", "extended-properties", "extendedProperties")  # the last as Strict Open XML has it
_TRACKED = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"})
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read_docx(stream: BinaryIO, limits: Limits) -> Reading:
    """:raises Unreadable: locked, too large when unpacked, or not a Word file inside."""
    archive = Archive(stream, limits)
    main = next(iter(archive.related("", "officeDocument")), None)
    if main is None:
        raise Unreadable(State.BROKEN)
    document = _Document(archive, main)
    reading = Reading(is_picture=any("/media/" in name for name in archive.names))
    add_pages(reading, document.pages(), limits)
    reading.notes += [messages.NO_FIXED_PAGES, *document.notes()]
    reading.pictures = document.pictures()
    return reading


class _Document:
    def __init__(self, archive: Archive, main: str) -> None:
        self._archive, self._main = archive, main
        self._root = archive.root(main)
        styles = archive.related(main, "styles")
        self._styles = Styles(archive.root(styles[0]) if styles else None)
        self._found = Found()
        self._has_running_lines = False

    def pages(self) -> Iterator[str]:
        """Split where Word broke or last drew pages; a stretch without such marks becomes parts of about a page."""
        for paragraphs in split_at(PAGE_BREAK, self._blocks(self._main, self._root)):
            yield from self._found.places.parts(paragraphs, _parts)
        notes = (note for kind in ("note", "endnote") for note in self._notes(kind))
        yield from self._found.places.parts(notes, _parts)
        yield from self._found.places.parts(self._running_lines(), _parts)

    def pictures(self) -> list[Picture]:
        """To be asked for after the pages."""
        return self._found.places.pictures(self._archive)

    def _blocks(self, path: str, element: Any) -> Iterator[str]:
        return blocks(Part(self._archive, path, self._styles, self._found), element)

    def _notes(self, kind: str) -> Iterator[str]:
        """In the order in which the text refers to them; what it no longer refers to is not shown by Word either."""
        for path in self._archive.related(self._main, "footnotes" if kind == "note" else "endnotes"):
            notes = {attribute(one, "id"): one for one in self._archive.root(path)}
            for name, number in list(self._found.notes.get(kind, {}).items()):
                if name in notes and attribute(notes[name], "type") not in _SEPARATORS:
                    text = "\n".join(without(self._blocks(path, notes[name]))).replace(PAGE_BREAK, "").strip()
                    yield f"[{kind} {number}] {text}"

    def _running_lines(self) -> Iterator[str]:
        """Headers, then footers, each once however many sections have it."""
        told = set()
        for kind in ("header", "footer"):
            for path in self._archive.related(self._main, kind):
                blocks_of_it = without(self._blocks(path, self._archive.root(path)))
                text = clean("\n".join(blocks_of_it).replace(PAGE_BREAK, ""))
                if has_text(text) and (kind, text) not in told:
                    told.add((kind, text))
                    self._has_running_lines = True
                    yield f"[{kind}] {text}"

    def notes(self) -> Iterator[str]:
        """What was left out of the text or is in the file beside it; to be asked for after the pages."""
        found = self._found
        if found.is_hidden:
            yield messages.HIDDEN
        if found.is_white:
            yield messages.WHITE
        if found.unknown_signs:
            yield messages.unknown_signs(found.unknown_signs)
        if found.unread_equations:
            yield messages.unread_equations(found.unread_equations)
        if found.unread_figures:
            yield messages.unread_figures(found.unread_figures)
        comments = sum(local_name(one.tag) == "comment" for root in self._related("comments") for one in root)
        if comments:
            yield messages.comments(comments)
        if any("/embeddings/" in name for name in self._archive.names) or self._archive.related(self._main, "aFChunk"):
            yield messages.ATTACHMENT
        if self._has_running_lines:
            yield messages.RUNNING_LINES
        if any(local_name(one.tag) in _TRACKED for root in self._told() for one in root.iter("{*}*")):
            yield messages.TRACKED_CHANGES
        about = (self._archive.root(path) for path in self._archive.related("", *_ABOUT))
        if any(local_name(one.tag) in _AUTHOR_FIELDS and (one.text or "").strip() for root in about for one in root):
            yield messages.AUTHOR

    def _told(self) -> Iterator[Any]:
        yield self._root
        yield from self._related("footnotes", "endnotes", "header", "footer")

    def _related(self, *kinds: str) -> Iterator[Any]:
        for path in self._archive.related(self._main, *kinds):
            try:
                yield self._archive.root(path)
            except etree.XMLSyntaxError:
                continue


def _parts(paragraphs: list[str]) -> Iterator[str]:
    text = clean("\n".join(paragraphs))
    if not text:  # a break that stands twice: as typed, and as Word last drew it
        return
    if len(text) <= 2 * PART_CHARACTERS:
        yield text
    else:
        yield from in_parts(text.split("\n"))
