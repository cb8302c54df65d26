"""A workbook by openpyxl: its sheets that can be seen, a row at a time, without what is hidden in them."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

import openpyxl
from lxml import etree

from evidencehub.extraction import messages
from evidencehub.extraction.archive import Archive, attribute, local_name
from evidencehub.extraction.limits import Limits, State
from evidencehub.extraction.reading import Unreadable

Shown = Callable[[Any, frozenset[str]], str]  # a cell in words; the second names cells whose formula has no value
Place = tuple[int, int]  # row and column, from 1
_EMPTY_ROWS = 1_000  # in a row, after which a sheet is over: formats may reach down to row 1,048,576


def opened(stream: BinaryIO, limits: Limits) -> "Workbook":
    """:raises Unreadable: locked, too large when unpacked, or not an Excel workbook inside."""
    archive = Archive(stream, limits)
    for name in archive.names:
        if name.endswith((".xml", ".rels")) and archive.declares_entities(name):
            raise Unreadable(State.BROKEN)
    return Workbook(archive, stream)


class Workbook:
    def __init__(self, archive: Archive, stream: BinaryIO) -> None:
        self.archive = archive
        stream.seek(0)
        self._values = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        self.is_hidden = False  # whether something that cannot be seen was met

    def sheets(self) -> Iterator[Any]:
        for sheet in self._values.worksheets:
            if sheet.sheet_state == "visible":
                yield sheet
            else:
                self.is_hidden = True

    def notes(self) -> Iterator[str]:
        if self.is_hidden:
            yield messages.HIDDEN_CELLS
        roots = [self.archive.root(name) for name in self.archive.names if re.search(r"/comments?\d*\.xml$", name)]
        if comments := sum(local_name(one.tag) == "comment" for root in roots for one in root.iter("{*}comment")):
            yield messages.comments(comments)
        if any("/embeddings/" in name for name in self.archive.names):
            yield messages.ATTACHMENT
        about = (self.archive.root(name) for name in self.archive.related("", "core-properties"))
        if any(local_name(one.tag) in {"creator", "lastModifiedBy"} and one.text for root in about for one in root):
            yield messages.AUTHOR

    def pictures(self, sheet: Any) -> Iterator[str]:
        """Names of the parts that it shows, wherever on it."""
        for drawing in self.archive.related(sheet._worksheet_path.lstrip("/"), "drawing"):
            for one in self.archive.root(drawing).iter("{*}blip"):
                if name := self.archive.target(drawing, attribute(one, "embed")):
                    yield name

    def rows(
        self, sheet: Any, shown: Shown, merged: Mapping[Place, Place] | None = None
    ) -> Iterator[tuple[int, list[str]]]:
        """Number, as Excel counts, and cells of each row that can be seen and holds something; no hidden columns.

        :param merged: cells that show what stands in another one.
        """
        corners, merged = dict[Place, str](), merged or {}
        firsts = frozenset(merged.values())
        rows, columns = self._hidden_in(sheet)
        formulas = self._formulas_in(sheet)
        empty = 0
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            hidden = [cell for place, cell in enumerate(cells, start=1) if number in rows or place in columns]
            self.is_hidden |= any(cell.value is not None for cell in hidden)
            if number in rows:
                continue
            line = list[str]()
            for place, cell in enumerate(cells, start=1):
                here, words = (number, place), shown(cell, formulas)
                if here in firsts:
                    corners[here] = words
                if place not in columns:
                    line.append(corners.get(merged[here], "") if here in merged else words)
            empty = 0 if any(map(str.strip, line)) else empty + 1
            if not empty:
                yield number, line
            elif empty > _EMPTY_ROWS:
                return

    def _hidden_in(self, sheet: Any) -> tuple[set[int], set[int]]:
        rows, columns = set[int](), set[int]()
        for one in self.elements(sheet, "row", "col"):
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
            for one in self.elements(sheet, "c")
            if one.find("{*}f") is not None and not (one.findtext("{*}v") or one.findtext("{*}is"))
        )

    def elements(self, sheet: Any, *names: str) -> Iterator[Any]:
        with self.archive.open(sheet._worksheet_path) as part:
            tags = [f"{{*}}{name}" for name in names]
            for _, one in etree.iterparse(part, tag=tags, resolve_entities=False, no_network=True, huge_tree=False):
                yield one
                if local_name(one.tag) != "col":
                    one.clear(keep_tail=True)
