"""Filters and facet counts over the documents that a text matched (rule: filters of rows must hold for one row)."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.bits import Bits, Words, packed
from evidencehub.search.columns import NO_YEAR, Codes, Ints
from evidencehub.search.contract import TRAITS, Years
from evidencehub.search.distinct import distinct
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
        self._matches_all = documents is None and snapshot.count == snapshot.size
        self._matches_living = documents is None
        self.documents: Docs = snapshot.living if documents is None else documents
        held = {facet: values for facet, values in filters.items() if values}
        self._passed = {facet: self._passes(facet, values) for facet, values in held.items() if facet not in TRAITS}
        self._with = {facet: self._have(facet, values) for facet, values in held.items() if facet in TRAITS}
        if years:
            self._with[YEARS] = self._of_years(*years)

    @cached_property
    def eligible(self) -> Bools | None:
        """For each matched document, whether it has all traits, and one row of it passes all filters; None: all do."""
        return self._eligible_but("")

    def counts(self, facet: str, units: Ints | None, unit_count: int) -> dict[str, int]:
        """Count units by their values of ``facet`` among what passes the filters of all other facets.

        :param units: for each matched document what it counts as (its project): a number below ``unit_count``; None
            where it counts as itself.
        """
        values = self._snapshot.books.facets[facet].values  # may grow while another thread opens a generation
        bits = self._snapshot.bits[facet]
        asks_rows = bool(self._passed) and facet not in TRAITS and self._passed.keys() != {facet}
        if units is None and bits is not None and not asks_rows:
            totals = self._counted(facet, bits)
        else:
            totals = self._counted_one_by_one(facet, units, unit_count)
        return {values[at]: count for at, count in enumerate(totals.tolist()) if count}

    def _counted(self, facet: str, bits: Bits) -> Ints:
        """Where no filter asks anything of the row that has the value."""
        if facet in self._passed or facet in self._with:
            return bits.counts(self._packed(self._eligible_but(facet)))
        return bits.counts(self._eligible_bits)

    def _counted_one_by_one(self, facet: str, units: Ints | None, unit_count: int) -> Ints:
        value_count = len(self._snapshot.books.facets[facet])
        if facet in TRAITS:
            codes, places = self._values(facet)
            kept = self._eligible_but(facet) if facet in self._with else self.eligible
            if kept is not None:
                inside = kept[places]
                codes, places = codes[inside], places[inside]
        else:
            cells, places = self._that_pass_all_but(facet) if facet in self._passed else self.passing
            codes = self._column(facet, cells)
        keys = codes * np.int64(unit_count) + (places if units is None else units[places])
        if value_count * unit_count > LARGEST_TABLE:
            return np.bincount(distinct(keys) // unit_count, minlength=value_count)
        seen = np.zeros(value_count * unit_count, dtype=np.bool_)
        seen[keys] = True
        # Row by row: ten times as fast as along an axis, for which NumPy makes numbers of the truths first.
        return np.array([np.count_nonzero(row) for row in seen.reshape(value_count, unit_count)], dtype=np.int64)

    @cached_property
    def _eligible_bits(self) -> Words:
        return self._packed(self.eligible)

    def _packed(self, kept: Bools | None) -> Words:
        """A bit for each of all documents there are."""
        if kept is None and self._matches_living:
            return packed(self._snapshot.is_living)
        mask = np.zeros(self._snapshot.size, dtype=np.bool_)
        mask[self.documents if kept is None else self.documents[kept]] = True
        return packed(mask)

    @cached_property
    def passing(self) -> Selection:
        """The cells that pass all filters, and the places of their documents among the matched ones."""
        return self._that_pass_all_but("")

    def column(self, facet: str) -> Codes:
        """The codes of a facet of rows, of the cells that pass all filters."""
        return self._column(facet, self.passing[0])

    @cached_property
    def _all(self) -> Selection:
        if self._matches_living:
            return self._snapshot.living_cells
        counts = self._snapshot.cell_counts[self.documents]
        places = np.repeat(np.arange(len(self.documents)), counts)
        shift = self._snapshot.cell_starts[self.documents] - (np.cumsum(counts) - counts)
        return np.arange(len(places)) + shift[places], places

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

    def _eligible_but(self, facet: str) -> Bools | None:
        """As ``eligible``, with the filter of one facet left off."""
        if not self._passed.keys() - {facet}:
            documents = [mask for name, mask in self._with.items() if name != facet]
            return np.logical_and.reduce(documents) if documents else None
        eligible = np.zeros(len(self.documents), dtype=np.bool_)
        eligible[self._that_pass_all_but(facet)[1]] = True
        return eligible
