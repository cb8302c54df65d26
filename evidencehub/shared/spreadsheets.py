"""Tables as files that people open in a spreadsheet, which takes some texts for formulas and runs them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date

Value = str | int | float | bool | date | tuple[str, ...] | None
UTF8_MARK = "\ufeff"  # by it a spreadsheet knows that the file is UTF-8
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The signs that begin a formula, wide ones too, wherever blanks stand before them. Source: OWASP, "CSV Injection".
_FORMULA = re.compile(r"[\s\x00]*[=+\-@\t\r＝＋－＠]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before one that looks like it."""
    return f"'{text}" if _FORMULA.match(text) else text


def in_a_cell(value: Value) -> str | int | float:
    """A number stays a number, below 0 too; a text is made safe for spreadsheets."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return value
        case date():
            return value.isoformat()
        case tuple():
            return plain_text("; ".join(value))
    return plain_text(value)


def as_csv(names: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    text = io.StringIO()
    text.write(UTF8_MARK)
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([in_a_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def as_xlsx(title: str, names: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet. Days are days there, and every text is a text, whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(names)
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value if isinstance(value, date) else None)
            if not isinstance(value, date):
                shown = in_a_cell(value)
                cell.value = _NOT_IN_XML.sub(" ", shown) if isinstance(shown, str) else shown
            cells.append(cell)
        sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
