"""OpenDocument text: its XML in reading order, as LibreOffice shows it.

odfdo and odfpy give hidden and deleted words, and join a raised figure to its number.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from evidencehub.extraction import messages
from evidencehub.extraction.archive import Archive, attribute, child, local_name
from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.line import Line
from evidencehub.extraction.places import MARK, Places, without
from evidencehub.extraction.reading import Picture, Reading, Unreadable, add_pages, clean, has_text, in_parts, split_at

_PAGE_BREAK = "\f"
# Kept beside the text: what was deleted, who changed it, comments, field declarations, formats.
_SKIPPED = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "sequence-decls", "variable-decls", "user-field-decls", "forms",
     "automatic-styles", "title", "desc", "note-citation", "hidden-text", "hidden-paragraph", "change", "change-start"}
)  # fmt: skip


def read_odt(stream: BinaryIO, limits: Limits) -> Reading:
    """:raises Unreadable: locked, too large when unpacked, or no OpenDocument inside."""
    archive = Archive(stream, limits)
    if archive.holds("META-INF/manifest.xml"):
        manifest = archive.root("META-INF/manifest.xml")
        if any(local_name(one.tag) == "encryption-data" for one in manifest.iter("{*}*")):
            raise Unreadable(State.ENCRYPTED)
    text = _Text(archive)
    reading = Reading(is_picture=any(name.startswith("Pictures/") for name in archive.names))
    add_pages(reading, text.pages(), limits)
    reading.notes += [messages.NO_FIXED_PAGES_OF_TEXT, *text.notes()]
    reading.pictures = text.pictures()
    return reading


class _Text:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._root = archive.root("content.xml")
        self._styles_root = archive.root("styles.xml") if archive.holds("styles.xml") else None
        self._styles = {
            attribute(one, "name"): one
            for root in (self._styles_root, self._root)
            if root is not None
            for one in root.iter("{*}style")
        }
        self._is_hidden, self._running = False, False
        self._notes: list[str] = []
        self._places = Places()
        self._unread_equations = 0

    def pages(self) -> Iterator[str]:
        body = child(self._root, "body")
        for paragraphs in split_at(_PAGE_BREAK, self._blocks(body if body is not None else self._root)):
            yield from self._places.parts(paragraphs, _parts)
        yield from self._places.parts(self._notes, _parts)
        yield from self._places.parts(self._running_lines(), _parts)

    def pictures(self) -> list[Picture]:
        """To be asked for after the pages."""
        return self._places.pictures(self._archive)

    def notes(self) -> Iterator[str]:
        if self._is_hidden:
            yield messages.HIDDEN
        if self._unread_equations:
            yield messages.unread_equations(self._unread_equations)
        if comments := sum(1 for _ in self._root.iter("{*}annotation")):
            yield messages.comments(comments)
        if self._running:
            yield messages.RUNNING_LINES
        if next(self._root.iter("{*}tracked-changes"), None) is not None:
            yield messages.TRACKED_CHANGES
        if self._archive.holds("meta.xml"):
            about = self._archive.root("meta.xml").iter("{*}creator", "{*}initial-creator")
            if any((one.text or "").strip() for one in about):
                yield messages.AUTHOR

    def _running_lines(self) -> Iterator[str]:
        told = set()
        for kind in ("header", "footer"):
            roots = () if self._styles_root is None else self._styles_root.iter(f"{{*}}{kind}")
            for root in roots:
                text = clean("\n".join(without(self._blocks(root))).replace(_PAGE_BREAK, ""))
                if has_text(text) and (kind, text) not in told:
                    told.add((kind, text))
                    self._running = True
                    yield f"[{kind}] {text}"

    def _blocks(self, element: Any) -> Iterator[str]:
        for one in element:
            match local_name(one.tag):
                case "p" | "h":
                    line, boxes = Line(), list[Any]()
                    self._inline(one, line, boxes, self._level(one))
                    yield line.text()
                    for box in boxes:
                        yield from filter(None, [self._picture(box)]) if _is_image(box) else self._blocks(box)
                case "section" if attribute(one, "display") == "none":
                    self._is_hidden = True
                case "table-row":
                    yield from self._row(one)
                case "image":
                    yield from filter(None, [self._picture(one)])
                case name if name and name not in _SKIPPED:
                    yield from self._blocks(one)

    def _row(self, row: Any) -> Iterator[str]:
        if attribute(row, "visibility") in {"collapse", "filter"}:
            self._is_hidden = True
            return
        cells = [" ".join(self._blocks(one)) for one in row if local_name(one.tag) == "table-cell"]
        pictures = "".join(MARK.findall("".join(cells)))
        if line := " | ".join(" ".join(MARK.sub("", cell).split()) for cell in cells).rstrip(" |"):
            yield line
        if pictures:
            yield pictures

    def _inline(self, element: Any, line: Line, boxes: list[Any], level: int) -> None:
        if self._hides(element):
            self._is_hidden |= bool("".join(element.itertext()).strip())
            return
        line.add(element.text or "", level)
        for one in element:
            match local_name(one.tag):
                case "span" | "a":
                    self._inline(one, line, boxes, self._level(one) or level)
                case "s":
                    count = attribute(one, "c")
                    line.add(" " * (min(int(count), 100) if count.isdecimal() else 1))
                case "tab":
                    line.add("\t")
                case "line-break":
                    line.add("\n")
                case "soft-page-break":
                    line.add(_PAGE_BREAK)
                case "note":
                    line.add(self._note(one))
                case "text-box" | "image":
                    boxes.append(one)
                case "object":
                    line.add_apart(self._unread_equation())
                case "hidden-text" | "hidden-paragraph":
                    self._is_hidden = True
                case name if name and name not in _SKIPPED:
                    self._inline(one, line, boxes, level)
            line.add(one.tail or "", level)

    def _picture(self, image: Any) -> str:
        return self._places.mark_of(self._archive, attribute(image, "href"))

    def _note(self, note: Any) -> str:
        kind = "endnote" if attribute(note, "note-class") == "endnote" else "note"
        number = 1 + sum(one.startswith(f"[{kind} ") for one in self._notes)
        place = len(self._notes)
        self._notes.append(f"[{kind} {number}] ")
        body = child(note, "note-body")
        self._notes[place] += "\n".join(without(self._blocks(body))).strip() if body is not None else ""
        return f"[{kind} {number}]"

    def _unread_equation(self) -> str:
        self._unread_equations += 1
        return "[equation or object: not read]"

    def _level(self, element: Any) -> int:
        position = self._property(element, "text-position").split()
        if not position:
            return 0
        height = position[0].removesuffix("%")
        if height.lstrip("-").isdecimal():
            return (int(height) > 0) - (int(height) < 0)
        return {"super": 1, "sub": -1}.get(height, 0)

    def _hides(self, element: Any) -> bool:
        return self._property(element, "display") == "none"

    def _property(self, element: Any, name: str) -> str:
        """From the element's style, or one that it is based on."""
        following, met = attribute(element, "style-name"), set[str]()
        while following in self._styles and following not in met:
            met.add(following)
            style = self._styles[following]
            if found := attribute(child(style, "text-properties"), name):
                return found
            following = attribute(style, "parent-style-name")
        return ""


def _is_image(element: Any) -> bool:
    return local_name(element.tag) == "image"


def _parts(paragraphs: list[str]) -> Iterator[str]:
    text = clean("\n".join(paragraphs))
    if text:
        yield from in_parts(text.split("\n"))
