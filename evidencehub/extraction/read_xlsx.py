"""Excel: each sheet that can be seen, a row a line, numbers as their cells show them."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from evidencehub.extraction import messages
from evidencehub.extraction.limits import Limits
from evidencehub.extraction.places import Places
from evidencehub.extraction.read_csv import row_in_words
from evidencehub.extraction.reading import Reading, add_pages, in_parts
from evidencehub.extraction.workbook import Workbook, opened

_PERCENT = re.compile(r"0(?:\.(?P<decimals>0+))?%")
_FORMULA = "[formula: no value]"  # the program that wrote the file did not work it out


def read_xlsx(stream: BinaryIO, limits: Limits) -> Reading:
    """:raises Unreadable: locked, too large when unpacked, or not an Excel workbook inside."""
    workbook = opened(stream, limits)
    is_picture = any("/media/" in name for name in workbook.archive.names)
    reading = Reading(notes=[messages.TABLE_PARTS], is_picture=is_picture)
    places = Places()
    add_pages(reading, _pages(workbook, places), limits)
    reading.notes += workbook.notes()
    reading.pictures = places.pictures(workbook.archive)
    return reading


def _pages(workbook: Workbook, places: Places) -> Iterator[str]:
    for sheet in workbook.sheets():
        pictures = (places.mark_of(workbook.archive, name) for name in workbook.pictures(sheet))
        lines = filter(None, (row_in_words(cells) for _, cells in workbook.rows(sheet, _shown)))
        yield from places.parts([*filter(None, pictures), f"Sheet: {sheet.title}", *lines], in_parts)


def _shown(cell: Any, formulas: frozenset[str]) -> str:
    value = cell.value
    match value:
        case None:
            return _FORMULA if formulas and getattr(cell, "coordinate", "") in formulas else ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            if percent := _PERCENT.search(cell.number_format or ""):
                return f"{value * 100:.{len(percent['decimals'] or '')}f}%"
            return format(value, ".15g")  # as many digits as Excel has
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
    return str(value)
