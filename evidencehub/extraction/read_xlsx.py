"""Excel by openpyxl: each sheet that can be seen, a row a line, numbers as their cells show them."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

import openpyxl
from lxml import etree

from evidencehub.extraction import messages
from evidencehub.extraction.archive import Archive, attribute, local_name
from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.read_csv import row_in_words
from evidencehub.extraction.reading import Reading, Unreadable, add_pages, in_parts

_PERCENT = re.compile(r"0(?:\.(?P<decimals>0+))?%")
_FORMULA = "[formula: no value]"  # the program that wrote the file did not work it out
_EMPTY_ROWS = 1_000  # in a row, after which a sheet is over: formats may reach down to row 1,048,576


def read_xlsx(stream: BinaryIO, limits: Limits) -> Reading:
    """:raises Unreadable: locked, too large when unpacked, or not an Excel workbook inside."""
    archive = Archive(stream, limits)
    for name in archive.names:
        if name.endswith((".xml", ".rels")) and archive.declares_entities(name):
            raise Unreadable(State.BROKEN)
    reading = Reading(notes=[messages.TABLE_PARTS], is_picture=any("/media/" in name for name in archive.names))
    workbook = _Workbook(archive, stream)
    add_pages(reading, workbook.pages(), limits)
    reading.notes += workbook.notes()
    return reading


class _Workbook:
    def __init__(self, archive: Archive, stream: BinaryIO) -> None:
        self._archive = archive
        stream.seek(0)
        self._values = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        self._is_hidden = False

    def pages(self) -> Iterator[str]:
        for sheet in self._values.worksheets:
            if sheet.sheet_state != "visible":
                self._is_hidden = True
                continue
            rows = self._rows(sheet)
            yield from in_parts([f"Sheet: {sheet.title}", *rows])

    def notes(self) -> Iterator[str]:
        if self._is_hidden:
            yield messages.HIDDEN_CELLS
        roots = [self._archive.root(name) for name in self._archive.names if re.search(r"/comments?\d*\.xml$", name)]
        if comments := sum(local_name(one.tag) == "comment" for root in roots for one in root.iter("{*}comment")):
            yield messages.comments(comments)
        if any("/embeddings/" in name for name in self._archive.names):
            yield messages.ATTACHMENT
        about = (self._archive.root(name) for name in self._archive.related("", "core-properties"))
        if any(local_name(one.tag) in {"creator", "lastModifiedBy"} and one.text for root in about for one in root):
            yield messages.AUTHOR

    def _rows(self, sheet: Any) -> Iterator[str]:
        rows, columns = self._hidden_in(sheet)
        formulas = self._formulas_in(sheet)
        empty = 0
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            hidden = [cell for place, cell in enumerate(cells, start=1) if number in rows or place in columns]
            self._is_hidden |= any(cell.value is not None for cell in hidden)
            if number in rows:
                continue
            seen = (cell for place, cell in enumerate(cells, start=1) if place not in columns)
            line = row_in_words([_shown(cell, formulas) for cell in seen])
            empty = 0 if line else empty + 1
            if line:
                yield line
            elif empty > _EMPTY_ROWS:
                return

    def _hidden_in(self, sheet: Any) -> tuple[set[int], set[int]]:
        rows, columns = set[int](), set[int]()
        for one in self._elements(sheet, "row", "col"):
            if attribute(one, "hidden") not in {"1", "true"}:
                continue
            if local_name(one.tag) == "row":
                rows.add(int(attribute(one, "r") or 0))
            else:
                columns.update(range(int(attribute(one, "min")), min(int(attribute(one, "max")), 16_384) + 1))
        return rows, columns

    def _formulas_in(self, sheet: Any) -> frozenset[str]:
        """Cells with a formula and no value."""
        return frozenset(
            attribute(one, "r")
            for one in self._elements(sheet, "c")
            if one.find("{*}f") is not None and not (one.findtext("{*}v") or one.findtext("{*}is"))
        )

    def _elements(self, sheet: Any, *names: str) -> Iterator[Any]:
        with self._archive.open(sheet._worksheet_path) as part:
            tags = [f"{{*}}{name}" for name in names]
            for _, one in etree.iterparse(part, tag=tags, resolve_entities=False, no_network=True, huge_tree=False):
                yield one
                if local_name(one.tag) != "col":
                    one.clear(keep_tail=True)


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
