"""The text of WordprocessingML in reading order.

The libraries that we tried leave out, or run together with a number, what stands in content controls, text boxes,
equations and raised figures, and they give what Word hides; so the element tree is walked here.
"""

from collections.abc import Iterator
from typing import Any

from evidencehub.extraction.archive import child, local_name
from evidencehub.extraction.places import MARK
from evidencehub.extraction.word.paragraph import PAGE_BREAK, SKIPPED, Paragraph
from evidencehub.extraction.word.part import Part
from evidencehub.extraction.word.styles import is_on


def blocks(part: Part, element: Any) -> Iterator[str]:
    """Yield each paragraph, and each table row as one line, with PAGE_BREAK where a page begins."""
    carried, boxes = "", []
    for one in element:
        name = local_name(one.tag)
        if name == "p":
            paragraph = Paragraph(part, one, blocks)
            carried += paragraph.text
            boxes += paragraph.boxes
            if paragraph.runs_on:
                continue
            yield carried
            yield from _flattened(boxes)
            carried, boxes = "", []
        elif name == "tr":
            yield from _row(part, one)
        elif name == "AlternateContent":
            yield from blocks(part, one[:1])
        elif name and name not in SKIPPED:  # a table, a content control, an insertion: its content counts
            yield from blocks(part, one)
    if carried:
        yield carried
    yield from _flattened(boxes)


def _row(part: Part, row: Any) -> Iterator[str]:
    settings = child(row, "trPr")
    if child(settings, "del") is not None:  # a deletion that was not accepted yet
        return
    cells = [" ".join(filter(None, (block.strip(" ") for block in blocks(part, cell)))) for cell in _cells(row)]
    pictures = "".join(MARK.findall("".join(cells)))
    cells = [MARK.sub("", cell) for cell in cells]
    # A break inside a row is moved before it: half a row on each page would read as nonsense.
    line = " | ".join(" ".join(cell.replace(PAGE_BREAK, " ").split()) for cell in cells).rstrip(" |")
    if line and is_on(child(settings, "hidden")):
        part.found.is_hidden = True
    elif line:
        yield PAGE_BREAK * any(PAGE_BREAK in cell for cell in cells) + line
    if pictures:
        yield pictures


def _flattened(boxes: list[str | Iterator[str]]) -> Iterator[str]:
    for box in boxes:
        if isinstance(box, str):
            yield from [box] if box else []
        else:
            yield from box


def _cells(row: Any) -> Iterator[Any]:
    for one in row:
        match local_name(one.tag):
            case "tc" if child(child(one, "tcPr"), "cellDel") is None:
                yield one
            case "sdt" | "sdtContent" | "customXml":
                yield from _cells(one)
