"""Two facets set against each other, in one pass over the cells: how much stands in each place of a map."""

from collections.abc import Mapping, Sequence

import numpy as np

from evidencehub.search.columns import Codes, Ints
from evidencehub.search.contract import PROJECTS, Crossed, Crossing, Place
from evidencehub.search.distinct import distinct, first_of_each
from evidencehub.search.facets import Bools, Cells
from evidencehub.search.scoring import Scorer
from evidencehub.search.snapshot import Snapshot

_LARGEST = 2**62


def crossed(snapshot: Snapshot, scorer: Scorer, asked: Crossing) -> Crossed:
    """Count projects and studies in each place that holds any; a study counts once in a place.

    :raises ValueError: the crossing names a facet that does not exist.
    """
    match = scorer.match(asked)
    cells = Cells(snapshot, match.documents, asked.filters, asked.years)
    _, places = cells.passing
    documents = cells.documents[places]
    projects, studies = snapshot.projects[documents], snapshot.studies[documents]
    columns = _numbered(snapshot, asked.columns, asked.column_values)[cells.column(asked.columns)]
    if asked.rows == PROJECTS:
        rows = _numbered(snapshot, PROJECTS, asked.row_values)[projects]
        on_map = columns >= 0
    else:
        rows = _numbered(snapshot, asked.rows, asked.row_values)[cells.column(asked.rows)]
        on_map = (rows >= 0) & (columns >= 0)
    inside = (rows >= 0) & (columns >= 0)
    place = rows[inside] * np.int64(len(asked.column_values)) + columns[inside]
    count = len(asked.row_values) * len(asked.column_values)
    of_projects = _counted(place, projects[inside], count).tolist()
    of_studies = _counted(place, studies[inside], count).tolist()
    by = {facet: _counted_by(snapshot, cells, facet, inside, place, studies[inside], count) for facet in asked.by}
    at_once = {facet: _at_once(snapshot, cells, facet, inside, place, studies[inside]) for facet in asked.at_once}
    width = len(asked.column_values)
    return Crossed(
        placed=len(distinct(projects[on_map])),
        places={
            (asked.row_values[at // width], asked.column_values[at % width]): Place(
                held,
                of_studies[at],
                {facet: counts.get(at, {}) for facet, counts in by.items()},
                {facet: counts.get(at, {}) for facet, counts in at_once.items()},
            )
            for at, held in enumerate(of_projects)
            if held
        },
    )


def _numbered(snapshot: Snapshot, facet: str, values: Sequence[str]) -> Ints:
    """For each code of the facet the place of its value among ``values``; -1 for those that are not asked for."""
    book = snapshot.books.projects if facet == PROJECTS else snapshot.books.facets[facet]
    numbered = np.full(len(book), -1, dtype=np.int64)
    for place, value in enumerate(values):
        if (code := book.find(value)) is not None:
            numbered[code] = place
    return numbered


def _counted(place: Ints, units: Ints | Codes, count: int) -> Ints:
    """How many different units stand in each place."""
    most = np.int64(units.max(initial=0)) + 1
    return np.bincount(distinct(place * most + units) // most, minlength=count)


def _counted_by(
    snapshot: Snapshot, cells: Cells, facet: str, inside: Bools, place: Ints, units: Ints | Codes, count: int
) -> Mapping[int, dict[str, int]]:
    """As :func:`_counted`, apart for each value of a facet: by place, those with any."""
    values = tuple(snapshot.books.facets[facet].values)  # may grow while another thread opens a generation
    if not values:
        return {}
    codes = cells.column(facet)[inside]
    totals = _counted(place * np.int64(len(values)) + codes, units, count * len(values))
    found: dict[int, dict[str, int]] = {}
    for at in np.flatnonzero(totals).tolist():
        found.setdefault(at // len(values), {})[values[at % len(values)]] = int(totals[at])
    return found


def _at_once(
    snapshot: Snapshot, cells: Cells, facet: str, inside: Bools, place: Ints, units: Ints | Codes
) -> Mapping[int, dict[tuple[str, ...], int]]:
    """How many units have which values of a facet together, by place: of each as many as it has rows with it."""
    values = tuple(snapshot.books.facets[facet].values)
    most = np.int64(units.max(initial=0)) + 1
    keys = place * most + units
    order = np.argsort(keys)
    pairs, firsts = first_of_each(keys[order])
    if not len(pairs):
        return {}
    pair_of = np.repeat(np.arange(len(pairs)), np.diff(firsts, append=len(keys)))
    codes = pair_of * len(values) + cells.column(facet)[inside][order]
    rows = np.bincount(codes, minlength=len(pairs) * len(values)).reshape(len(pairs), len(values))
    kinds, examples = _alike(rows)
    counted = np.sort(pairs // most * len(examples) + kinds)
    held, begins = first_of_each(counted)
    named = [
        tuple(sorted(value for value, count in zip(values, row, strict=True) for _ in range(count)))
        for row in rows[examples].tolist()
    ]
    found: dict[int, dict[tuple[str, ...], int]] = {}
    for at, count in zip(held.tolist(), np.diff(begins, append=len(counted)).tolist(), strict=True):
        found.setdefault(at // len(examples), {})[named[at % len(examples)]] = count
    return found


def _alike(table: Ints) -> tuple[Ints, Ints]:
    """Number the rows so that equal ones have one number, and return a row of each: columns are digits of a number."""
    number, base = np.zeros(len(table), dtype=np.int64), 1
    for column, top in zip(table.T, (table.max(axis=0) + 1).tolist(), strict=True):
        if base * top > _LARGEST:
            known = distinct(number)
            number, base = np.searchsorted(known, number), len(known)
        number, base = number * top + column, base * top
    kinds = distinct(number)
    of_rows = np.searchsorted(kinds, number)
    examples = np.empty(len(kinds), dtype=np.int64)
    examples[of_rows] = np.arange(len(table))
    return of_rows, examples
