"""A table as text: from a CSV file in the encodings that people have, or copied from Word, Excel or a web page."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from evidencehub.extraction.reading import clean
from evidencehub.extraction.tables.table import CELL_CHARACTERS, COLUMNS, ROWS, Line

_BYTE_ORDER = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 50  # rows, to tell what parts the cells
_SAYS = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line
_RULE = re.compile(r"[\s|:+=-]+")  # the line under the headings of a table drawn with signs


def decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding had to be guessed."""
    for mark, encoding in _BYTE_ORDER:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), False
    if content[1:200:2].count(0) > len(content[:200]) // 4:
        return content.decode("utf-16-le", errors="replace"), False
    try:
        return content.decode("utf-8"), False
    except UnicodeDecodeError:  # Excel's "CSV" on Windows in western Europe
        return content.decode("cp1252", errors="replace"), True


def lines_of(text: str) -> Iterator[Line]:
    """Rows that hold something, one more than :data:`ROWS` at most; a text that is no table has one cell a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    said = _SAYS.match(text)
    skipped = 1 if said else 0
    text = text[said.end() :] if said else text
    found = 0
    for number, row in enumerate(_rows(text, said[1] if said else ""), start=1 + skipped):
        cells = [" ".join(clean(cell).split())[: CELL_CHARACTERS + 1] for cell in row[: COLUMNS + 1]]
        if any(cells):
            yield Line(number, tuple(cells))
            found += 1
        if found > ROWS:
            return


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    delimiter = delimiter or _delimiter(text)
    if not delimiter:
        yield from _drawn(text)
        return
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:  # Word quotes nothing: a quotation mark there is one that is printed
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    yield from rows


def _delimiter(text: str) -> str:
    """The sign by which most of the first rows have the same number of cells, two or more; "" where none does."""
    lines = [line for line in text.split("\n") if line.strip()][:_LOOKED_AT]
    best, most = "", 0
    for delimiter in "\t;,":
        counts = Counter(line.count(delimiter) for line in lines)
        counts.pop(0, None)
        if not counts:
            continue
        alike = max(counts.values())
        if delimiter == "\t" or (alike > most and alike * 2 > len(lines)):
            best, most = delimiter, alike
        if delimiter == "\t":
            break
    return best


def _drawn(text: str) -> Iterator[list[str]]:
    """Cells between upright lines, or with two blanks or more between them."""
    for line in text.split("\n"):
        if "|" in line:
            yield [] if _RULE.fullmatch(line) else [cell.strip() for cell in line.strip().strip("|").split("|")]
        else:
            yield re.split(r"\s{2,}", line.strip())
