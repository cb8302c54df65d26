"""Filters and facet counts over the documents that a text matched (rule: filters of rows must hold for one row)."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.columns import NO_YEAR, Codes, Ints
from evidencehub.search.contract import TRAITS, Years
from evidencehub.search.segment import Docs
from evidencehub.search.snapshot import Selection, Snapshot

Bools = NDArray[np.bool_]
LARGEST_TABLE = 16_000_000  # bytes of the values x units table; beyond it counting sorts instead
YEARS = "years"  # a filter that is no facet, so that its own is never left off


class Cells:
    """The cells of the matched documents, each knowing its document's place among the matched ones."""

    def __init__(
        self,
        snapshot: Snapshot,
        documents: Docs | None,
        filters: Mapping[str, frozenset[str]],
        years: Years | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._all: Selection
        self._matches_all = documents is None and snapshot.count == snapshot.size
        if documents is None:
            self.documents: Docs = snapshot.living
            self._all = snapshot.living_cells
        else:
            self.documents = documents
            counts = snapshot.cell_counts[documents]
            places = np.repeat(np.arange(len(documents)), counts)
            shift = snapshot.cell_starts[documents] - (np.cumsum(counts) - counts)
            self._all = np.arange(len(places)) + shift[places], places
        held = {facet: values for facet, values in filters.items() if values}
        self._passed = {facet: self._passes(facet, values) for facet, values in held.items() if facet not in TRAITS}
        self._with = {facet: self._have(facet, values) for facet, values in held.items() if facet in TRAITS}
        if years:
            self._with[YEARS] = self._of_years(*years)
        self._passing = self._that_pass_all_but("")
        self._eligible = self._eligible_but("")

    def eligible(self) -> Bools:
        """Return, for each matched document, whether it has all traits, and one row of it passes all filters."""
        return self._eligible

    def counts(self, facet: str, units: Ints | None, unit_count: int) -> dict[str, int]:
        """Count units by their values of ``facet`` among what passes the filters of all other facets.

        :param units: for each matched document what it counts as (its project): a number below ``unit_count``; None
            where it counts as itself.
        """
        values = tuple(self._snapshot.books.facets[facet].values)  # may grow while another thread opens a generation
        if facet in TRAITS:
            codes, places = self._values(facet)
            kept = self._eligible_but(facet) if facet in self._with else self._eligible
            if not kept.all():
                inside = kept[places]
                codes, places = codes[inside], places[inside]
        else:
            cells, places = self._that_pass_all_but(facet) if facet in self._passed else self._passing
            codes = self._column(facet, cells)
        keys = codes * np.int64(unit_count) + (places if units is None else units[places])
        if len(values) * unit_count <= LARGEST_TABLE:
            seen = np.zeros(len(values) * unit_count, dtype=np.bool_)
            seen[keys] = True
            # Row by row: ten times as fast as along an axis, for which NumPy makes numbers of the truths first.
            totals = np.array([np.count_nonzero(row) for row in seen.reshape(len(values), unit_count)], dtype=np.int64)
        else:
            totals = np.bincount(np.unique(keys) // unit_count, minlength=len(values))
        return {values[at]: int(totals[at]) for at in np.flatnonzero(totals).tolist()}

    @property
    def passing(self) -> Selection:
        """The cells that pass all filters, and the places of their documents among the matched ones."""
        return self._passing

    def column(self, facet: str) -> Codes:
        """The codes of a facet of rows, of the cells that pass all filters."""
        return self._column(facet, self._passing[0])

    def _column(self, facet: str, cells: Ints | None) -> Codes:
        column = self._snapshot.cells[facet]
        return column if cells is None else column[cells]

    def _wanted(self, facet: str, values: frozenset[str]) -> Bools:
        book = self._snapshot.books.facets[facet]
        wanted = np.zeros(len(book), dtype=np.bool_)
        wanted[[code for value in values if (code := book.find(value)) is not None]] = True
        return wanted

    def _passes(self, facet: str, values: frozenset[str]) -> Bools:
        return self._wanted(facet, values)[self._column(facet, self._all[0])]

    def _values(self, trait: str) -> tuple[Codes, Ints]:
        lists = self._snapshot.traits[trait]
        return (lists.values, lists.documents) if self._matches_all else lists.of(self.documents)

    def _have(self, trait: str, values: frozenset[str]) -> Bools:
        codes, places = self._values(trait)
        having = np.zeros(len(self.documents), dtype=np.bool_)
        having[places[self._wanted(trait, values)[codes]]] = True
        return having

    def _of_years(self, first: int, last: int) -> Bools:
        years = self._snapshot.years[self.documents]
        return (years >= max(first, NO_YEAR + 1)) & (years <= last)

    def _that_pass_all_but(self, facet: str) -> Selection:
        masks = [mask for name, mask in self._passed.items() if name != facet]
        documents = [mask for name, mask in self._with.items() if name != facet]
        if documents:
            masks.append(np.logical_and.reduce(documents)[self._all[1]])
        if not masks:
            return self._all
        passed = np.flatnonzero(np.logical_and.reduce(masks))
        return passed if self._all[0] is None else self._all[0][passed], self._all[1][passed]

    def _eligible_but(self, facet: str) -> Bools:
        if not self._passed and not self._with.keys() - {facet}:
            return np.ones(len(self.documents), dtype=np.bool_)
        eligible = np.zeros(len(self.documents), dtype=np.bool_)
        eligible[self._that_pass_all_but(facet)[1]] = True
        return eligible
