"""The text of WordprocessingML in reading order.

python-docx's own paragraphs leave out what stands in content controls, text boxes and tracked insertions, where cover
pages, references and half of a reviewed report can be; so its element tree is walked here.
"""

from collections.abc import Iterator
from typing import Any

PAGE_BREAK = "\f"  # XML 1.0 cannot hold this character, so it cannot come from the document

# Deleted and moved-away words, field codes, old-Word copies of text boxes, and settings.
_SKIPPED = frozenset(
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "rPr", "sectPr", "tblPr", "trPr", "tcPr"}
)
_CHARACTERS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "lastRenderedPageBreak": PAGE_BREAK}

# The typeface Symbol by the places of its signs (Adobe's Symbol encoding): what Word's window of symbols puts into a
# text as a place and no character. Letters and the signs of statistics; a sign that is not here is shown as missing.
_SYMBOL = {
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **{0xA3: "≤", 0xA5: "∞", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈"},
    **{0x2B: "+", 0x2D: "\u2212", 0x3C: "<", 0x3D: "=", 0x3E: ">", 0xAB: "↔", 0xAC: "←", 0xAE: "→", 0xD6: "√"},
}
_MISSING = "\N{REPLACEMENT CHARACTER}"


def local_name(tag: object) -> str:
    """The name without its namespace (the two editions of the standard differ in it); "" for comments and the like."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if local_name(key) == name), "")


def blocks(element: Any) -> Iterator[str]:
    """Yield each paragraph, and each table row as one line, with PAGE_BREAK where a page begins."""
    for child in element:
        match local_name(child.tag):
            case "p":
                boxes: list[Any] = []
                yield "".join(_inline(child, boxes))
                for box in boxes:
                    yield from blocks(box)
            case "tr":
                yield from _row(child)
            case name if name and name not in _SKIPPED:  # a table, a content control, an insertion: its content counts
                yield from blocks(child)


def _row(row: Any) -> Iterator[str]:
    cells = [" ".join(filter(None, (block.strip(" ") for block in blocks(cell)))) for cell in _cells(row)]
    # A break inside a row is moved before it: half a row on each page would read as nonsense.
    line = " | ".join(" ".join(cell.replace(PAGE_BREAK, " ").split()) for cell in cells).rstrip(" |")
    if line:
        yield PAGE_BREAK * any(PAGE_BREAK in cell for cell in cells) + line


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        match local_name(child.tag):
            case "tc":
                yield child
            case "sdt" | "sdtContent" | "customXml":
                yield from _cells(child)


def _symbol(element: Any) -> str:
    """The sign of a ``sym`` element, which names a typeface and a place in it, in hexadecimal."""
    try:
        place = int(attribute(element, "char"), 16)
    except ValueError:
        return _MISSING
    if attribute(element, "font").casefold() == "symbol":
        return _SYMBOL.get(place & 0xFF, _MISSING)
    is_private = 0xE000 <= place <= 0xF8FF or not 0x20 <= place <= 0xFFFD or 0xD800 <= place <= 0xDFFF
    return _MISSING if is_private else chr(place)


def _inline(element: Any, boxes: list[Any]) -> Iterator[str]:
    for child in element:
        name = local_name(child.tag)
        if name == "t":
            yield child.text or ""
        elif name == "sym":
            yield _symbol(child)
        elif name in _CHARACTERS:
            yield _CHARACTERS[name]
        elif name == "br":
            yield PAGE_BREAK if attribute(child, "type") == "page" else "\n"
        elif name == "pageBreakBefore":
            yield "" if attribute(child, "val") in {"0", "false", "off"} else PAGE_BREAK
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "tabs":  # tab stops in the paragraph's settings are not tabs in its text
            continue
        elif name and name not in _SKIPPED:
            yield from _inline(child, boxes)
