"""A workbook as cells: values as they are kept, never formulas, with a percentage as one."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO

from openpyxl.utils.cell import range_boundaries

from evidencehub.extraction.archive import attribute
from evidencehub.extraction.limits import Limits
from evidencehub.extraction.reading import clean
from evidencehub.extraction.tables.table import CELL_CHARACTERS, COLUMNS, FORMULA, ROWS, SHEETS
from evidencehub.extraction.workbook import Place, Workbook, opened

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # of a number format: what is printed as it stands, and colours
_MOST_MERGED = 20_000  # cells; more are a merged sheet, which says nothing


def read_xlsx(stream: BinaryIO, limits: Limits) -> dict[str, Any]:
    """:raises Unreadable: locked, too large when unpacked, or not an Excel workbook inside."""
    workbook = opened(stream, limits)
    sheets, is_merged = [], False
    for sheet in islice(workbook.sheets(), SHEETS):
        merged = _merged(workbook, sheet)
        is_merged |= bool(merged)
        rows = [
            [number, [" ".join(clean(cell).split())[: CELL_CHARACTERS + 1] for cell in cells[: COLUMNS + 1]]]
            for number, cells in islice(workbook.rows(sheet, _shown, merged), ROWS + 1)
        ]
        sheets.append({"name": str(sheet.title), "rows": rows})
    return {"sheets": sheets, "is_hidden": workbook.is_hidden, "is_merged": is_merged}


def _merged(workbook: Workbook, sheet: Any) -> dict[Place, Place]:
    """Every cell of merged ones but the first, with the first."""
    found = dict[Place, Place]()
    for one in workbook.elements(sheet, "mergeCell"):
        left, top, right, bottom = (int(edge or 0) for edge in range_boundaries(attribute(one, "ref")))
        if len(found) + (right - left + 1) * (bottom - top + 1) > _MOST_MERGED:
            continue
        found |= {place: (top, left) for place in _places(left, top, right, bottom)}
        found.pop((top, left), None)
    return found


def _places(left: int, top: int, right: int, bottom: int) -> Iterator[Place]:
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def _shown(cell: Any, formulas: frozenset[str]) -> str:
    value = cell.value
    match value:
        case None:
            return FORMULA if formulas and getattr(cell, "coordinate", "") in formulas else ""
        case bool():
            return "Yes" if value else "No"
        case int() | float():
            if "%" in _QUOTED.sub("", cell.number_format or ""):
                return f"{value * 100:.13g}%"  # 0.07 × 100 is 7.000000000000001
            return format(value, ".15g")  # as many digits as Excel has
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
    return str(value)
