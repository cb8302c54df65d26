"""Filters and facet counts over the cells of the documents that a text matched (rule: all filters on one row)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.columns import Codes, Ints
from evidencehub.search.segment import Docs
from evidencehub.search.snapshot import Snapshot

Bools = NDArray[np.bool_]
Selection = tuple[Ints | None, Ints]  # numbers of cells, None for all of them; the places of their documents
LARGEST_TABLE = 16_000_000  # bytes of the values x units table; beyond it counting sorts instead


class Cells:
    """The cells of the matched documents, each knowing its document's place among the matched ones."""

    def __init__(self, snapshot: Snapshot, documents: Docs | None, filters: Mapping[str, frozenset[str]]) -> None:
        self._snapshot = snapshot
        self._all: Selection
        if documents is None:
            self.documents: Docs = np.arange(snapshot.count)
            self._all = None, snapshot.cell_docs
        else:
            self.documents = documents
            counts = snapshot.cell_counts[documents]
            places = np.repeat(np.arange(len(documents)), counts)
            shift = snapshot.cell_starts[documents] - (np.cumsum(counts) - counts)
            self._all = np.arange(len(places)) + shift[places], places
        self._passed = {facet: self._passes(facet, values) for facet, values in filters.items() if values}
        self._passing = self._that_pass_all_but("")

    def eligible(self) -> Bools:
        """Return, for each matched document, whether one row of it passes all filters."""
        if not self._passed:
            return np.ones(len(self.documents), dtype=np.bool_)
        eligible = np.zeros(len(self.documents), dtype=np.bool_)
        eligible[self._passing[1]] = True
        return eligible

    def counts(self, facet: str, units: Ints | None, unit_count: int) -> dict[str, int]:
        """Count units by their values of ``facet`` among the rows that pass the filters of all other facets.

        :param units: for each matched document what it counts as (its project): a number below ``unit_count``; None
            where it counts as itself.
        """
        values = tuple(self._snapshot.books.facets[facet].values)  # may grow while another thread opens a generation
        cells, places = self._that_pass_all_but(facet) if facet in self._passed else self._passing
        codes = self._column(facet, cells)
        keys = codes * np.int64(unit_count) + (places if units is None else units[places])
        if len(values) * unit_count <= LARGEST_TABLE:
            seen = np.zeros(len(values) * unit_count, dtype=np.bool_)
            seen[keys] = True
            totals = np.count_nonzero(seen.reshape(len(values), unit_count), axis=1)
        else:
            totals = np.bincount(np.unique(keys) // unit_count, minlength=len(values))
        return {value: int(total) for value, total in zip(values, totals.tolist(), strict=True) if total}

    @property
    def passing(self) -> Selection:
        """The cells that pass all filters, and the places of their documents among the matched ones."""
        return self._passing

    def column(self, facet: str) -> Codes:
        """The codes of a facet, of the cells that pass all filters."""
        return self._column(facet, self._passing[0])

    def _column(self, facet: str, cells: Ints | None) -> Codes:
        column = self._snapshot.cells[facet]
        return column if cells is None else column[cells]

    def _passes(self, facet: str, values: frozenset[str]) -> Bools:
        book = self._snapshot.books.facets[facet]
        wanted = np.zeros(len(book), dtype=np.bool_)
        wanted[[code for value in values if (code := book.find(value)) is not None]] = True
        return wanted[self._column(facet, self._all[0])]

    def _that_pass_all_but(self, facet: str) -> Selection:
        masks = [mask for name, mask in self._passed.items() if name != facet]
        if not masks:
            return self._all
        passed = np.flatnonzero(np.logical_and.reduce(masks))
        return passed if self._all[0] is None else self._all[0][passed], self._all[1][passed]
