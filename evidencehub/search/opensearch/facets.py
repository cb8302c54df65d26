"""Filters and facet counts as aggregations: filters of rows must hold for one cell, whichever it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidencehub.search.columns import NO_YEAR
from evidencehub.search.contract import TRAITS, Collapse, Query, Years
from evidencehub.search.opensearch.client import Json

MOST_VALUES = 20_000  # of one facet
# Units are counted one by one as far as this; more are an estimate, within 1 %, and alike wherever they are counted.
# A count takes memory for as many as there may be, so that of a small hub it is less.
COUNTED_TO = 12_000
LEAST_COUNTED = 1_000
Filters = Mapping[str, frozenset[str]]


def unit_of(collapse: Collapse) -> str | None:
    """The field whose different values are counted; None where documents are."""
    return None if collapse == "none" else collapse


def cells_that_pass(filters: Filters, but: str = "") -> list[Json]:
    return [
        {"terms": {f"cells.{facet}": sorted(values)}}
        for facet, values in sorted(filters.items())
        if values and facet not in TRAITS and facet != but
    ]


def documents_that_pass(filters: Filters, years: Years | None, but: str = "") -> list[Json]:
    """Those that have all traits and years; which of their cells pass is asked apart."""
    held: list[Json] = [
        {"terms": {f"traits.{facet}": sorted(values)}}
        for facet, values in sorted(filters.items())
        if values and facet in TRAITS and facet != but
    ]
    if years:
        held.append({"range": {"year": {"gte": max(years[0], NO_YEAR + 1), "lte": years[1]}}})
    return held


def passing(filters: Filters, years: Years | None, but: str = "") -> Json:
    """What has all traits, and one cell that passes all filters."""
    held = documents_that_pass(filters, years, but)
    if cells := cells_that_pass(filters, but):
        held.append({"nested": {"path": "cells", "query": {"bool": {"filter": cells}}}})
    return {"bool": {"filter": held}} if held else {"match_all": {}}


@dataclass(frozen=True)
class Units:
    """What is counted: projects, studies, or (where ``name`` is None) documents, of so many documents in the index."""

    name: str | None
    documents: int

    @property
    def among_documents(self) -> dict[str, Json]:
        return self._different(self.name) if self.name else {}

    @property
    def among_cells(self) -> dict[str, Json]:
        """A document counts once for a value, however many of its cells have it."""
        return self._different(f"cells.{self.name}") if self.name else {"documents": {"reverse_nested": {}}}

    def _different(self, field: str) -> dict[str, Json]:
        most = min(max(self.documents, LEAST_COUNTED), COUNTED_TO)
        return {"units": {"cardinality": {"field": field, "precision_threshold": most}}}


def aggregations(query: Query, units: Units) -> dict[str, Json]:
    """What :func:`total` and :func:`counts` read; facets that leave no filter of their own off are counted at once."""
    chosen = {facet for facet, values in query.filters.items() if values}
    shared = [facet for facet in query.facets if facet not in chosen]
    made = {"all": _of(query, shared, "", units)}
    return made | {f"but {facet}": _of(query, [facet], facet, units) for facet in query.facets if facet in chosen}


def _of(query: Query, facets: Sequence[str], but: str, units: Units) -> Json:
    made: dict[str, Json] = {} if but else units.among_documents
    made |= {facet: _values(f"traits.{facet}", units.among_documents) for facet in facets if facet in TRAITS}
    of_cells = {facet: _values(f"cells.{facet}", units.among_cells) for facet in facets if facet not in TRAITS}
    if of_cells:
        made |= inside_cells(cells_that_pass(query.filters, but), of_cells)
    having = {"filter": passing(query.filters, query.years, but)}
    return {**having, "aggs": made} if made else having


def inside_cells(filters: Sequence[Json], aggregations: Mapping[str, Json]) -> dict[str, Json]:
    that_pass = {"filter": {"bool": {"filter": list(filters)}}, "aggs": aggregations}
    return {"cells": {"nested": {"path": "cells"}, "aggs": {"passing": that_pass}}}


def _values(field: str, inside: Mapping[str, Json]) -> Json:
    made: dict[str, Any] = {"terms": {"field": field, "size": MOST_VALUES}}
    return {**made, "aggs": inside} if inside else made


def total(found: Json) -> int:
    return count(found["all"])


def count(bucket: Json) -> int:
    """How many units, or documents, are in a bucket."""
    if "units" in bucket:
        return int(bucket["units"]["value"])
    return int(bucket.get("documents", bucket)["doc_count"])


def counts(found: Json, facet: str) -> dict[str, int]:
    held = found.get(f"but {facet}", found["all"])
    of = held if facet in TRAITS else held["cells"]["passing"]
    return {bucket["key"]: count(bucket) for bucket in of[facet]["buckets"]}
