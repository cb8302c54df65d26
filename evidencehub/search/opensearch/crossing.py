"""Two facets set against each other: the cells that match, by all that is asked of a place, counted one by one here."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from evidencehub.search.contract import PROJECTS, Crossed, Crossing, Place
from evidencehub.search.opensearch import facets
from evidencehub.search.opensearch.client import Json
from evidencehub.search.opensearch.matching import Matcher
from evidencehub.search.opensearch.view import View

A_READ = 60_000  # different cells; the cluster gives 65,535 buckets at most
Cell = tuple[Mapping[str, str], int]  # and how often it stands there


def crossed(view: View, asked: Crossing) -> Crossed:
    """Count projects and studies in each place that holds any; a study counts once in a place.

    Column by column: what has one value of it is mostly read at once, and to read on the cluster looks through it anew.
    """
    match = Matcher(view).match(asked)
    row = "project" if asked.rows == PROJECTS else asked.rows
    names = list(dict.fromkeys([row, "project", "study", *asked.by, *asked.at_once]))
    that_pass = facets.cells_that_pass(asked.filters)
    of_rows = _of_values(row, asked.row_values)
    query = {"bool": {"must": [match.query], "filter": [facets.passing(asked.filters, asked.years)]}}
    places: dict[tuple[str, str], Place] = {}
    for column in asked.column_values:
        held: defaultdict[str, list[Cell]] = defaultdict(list)
        inside = [*that_pass, *of_rows, *_of_values(asked.columns, (column,))]
        for cell in _cells(view, query, inside, names):
            held[cell[0][row]].append(cell)
        places |= {(at, column): _place(asked, cells) for at, cells in held.items()}
    on_map = [*that_pass, *_of_values(asked.columns, asked.column_values)]
    return Crossed(_placed(view, query, on_map if asked.rows == PROJECTS else [*on_map, *of_rows]), places)


def _of_values(facet: str, values: tuple[str, ...]) -> list[Json]:
    return [{"terms": {f"cells.{facet}": list(values)}}]


def _placed(view: View, query: Json, on_map: list[Json]) -> int:
    counted = facets.Units("project", view.state.documents).among_cells
    (found,) = view.ask({"query": query, "size": 0, "aggs": facets.inside_cells(on_map, counted)})
    return facets.count(found["aggregations"]["cells"]["passing"])


def _cells(view: View, query: Json, filters: list[Json], names: list[str]) -> Iterator[Cell]:
    """The different cells, as far as these fields tell them apart, and how often each stands there."""
    sources = [{name: {"terms": {"field": f"cells.{name}"}}} for name in names]
    after: Any = None
    while True:
        composite: dict[str, Any] = {"size": A_READ, "sources": sources}
        if after:
            composite["after"] = after
        body = {
            "query": query,
            "size": 0,
            "aggs": facets.inside_cells(filters, {"different": {"composite": composite}}),
        }
        (found,) = view.ask(body)
        different = found["aggregations"]["cells"]["passing"]["different"]
        for bucket in different["buckets"]:
            yield bucket["key"], bucket["doc_count"]
        after = different.get("after_key")
        if not after or len(different["buckets"]) < A_READ:
            return


def _place(asked: Crossing, cells: list[Cell]) -> Place:
    return Place(
        len({cell["project"] for cell, _ in cells}),
        len({cell["study"] for cell, _ in cells}),
        {facet: _by(facet, cells) for facet in asked.by},
        {facet: _at_once(facet, cells) for facet in asked.at_once},
    )


def _by(facet: str, cells: list[Cell]) -> dict[str, int]:
    return dict(Counter(value for value, _ in {(cell[facet], cell["study"]) for cell, _ in cells}))


def _at_once(facet: str, cells: list[Cell]) -> dict[tuple[str, ...], int]:
    values: defaultdict[str, list[str]] = defaultdict(list)
    for cell, count in cells:
        values[cell["study"]] += [cell[facet]] * count
    return dict(Counter(tuple(sorted(each)) for each in values.values()))
