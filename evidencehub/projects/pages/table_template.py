"""The spreadsheet to fill in: a sheet for results, one that explains each column, one with the lists to choose from."""

import io
from typing import Any

from evidencehub.projects.sheets.cells import MOST_ROWS
from evidencehub.projects.sheets.columns import COLUMNS, choices_of

RESULTS, MEANINGS, LISTS = "Results", "What each column means", "Lists"
_WIDTH = 22  # characters, so that a heading takes three lines at most


def as_workbook() -> bytes:
    """Lists to choose from refer to cells: in a rule itself Excel takes 255 characters, and outcome areas are longer.

    Sheets are not hidden, so that nothing of it has to be pointed out when it comes back.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    results = book.active
    assert results is not None  # noqa: S101  (a new workbook has a sheet)
    results.title = RESULTS
    meanings, lists = book.create_sheet(MEANINGS), book.create_sheet(LISTS)
    results.append([column.heading for column in COLUMNS])
    meanings.append(["Column", "What belongs there", "Choose from"])
    for column in COLUMNS:
        known = list(choices_of(column.name).values())
        meanings.append(
            [column.heading, column.meaning, f"the sheet “{LISTS}”" if len(known) > 4 else ", ".join(known)]
        )
    for sheet, widths in ((results, [_WIDTH] * len(COLUMNS)), (meanings, [45, 80, 60])):
        sheet.freeze_panes = "B2" if sheet is results else "A2"
        for cell, width in zip(sheet[1], widths, strict=True):
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
            sheet.column_dimensions[cell.column_letter].width = width
    for row in meanings.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _with_lists(results, lists)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _with_lists(results: Any, lists: Any) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    place = 0
    for number, column in enumerate(COLUMNS, start=1):
        known = list(choices_of(column.name).values())
        if not known:
            continue
        place += 1
        letter, own = get_column_letter(place), get_column_letter(number)
        for row, words in enumerate([column.heading, *known], start=1):
            lists.cell(row, place, words)
        lists[f"{letter}1"].font = Font(bold=True)
        lists.column_dimensions[letter].width = _WIDTH * 2
        rule = DataValidation(
            type="list", formula1=f"{LISTS}!${letter}$2:${letter}${len(known) + 1}", allow_blank=True,
            errorTitle="Choose from the list", error=f"See the sheet “{LISTS}”.", promptTitle=column.heading[:32],
            prompt=column.meaning[:255], showErrorMessage=True, showInputMessage=True,
        )  # fmt: skip
        results.add_data_validation(rule)
        rule.add(f"{own}2:{own}{MOST_ROWS + 1}")
