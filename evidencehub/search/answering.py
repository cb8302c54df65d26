"""From a query to an answer, over one snapshot."""

import numpy as np

from evidencehub.search import ranking
from evidencehub.search.columns import Ints
from evidencehub.search.contract import Answer, Collapse, Hit, Query
from evidencehub.search.facets import Cells
from evidencehub.search.scoring import Match, Scorer
from evidencehub.search.segment import Docs
from evidencehub.search.snapshot import Snapshot


def answer(snapshot: Snapshot, scorer: Scorer, query: Query) -> Answer:
    """:raises ValueError: the query names a facet that does not exist."""
    match = scorer.match(query.text, also=query.also, aside=query.aside, respell=query.respell)
    cells = Cells(snapshot, match.documents, query.filters, query.years)
    units = _units_of(snapshot, cells.documents, query.collapse)
    unit_count = len(cells.documents) if units is None else int(units.max(initial=-1)) + 1
    facets = {facet: cells.counts(facet, units, unit_count) for facet in query.facets}
    eligible = cells.eligible()
    documents = cells.documents[eligible]
    order = ranking.keys(snapshot, documents, match.scores, query.sort)
    start, limit = max(query.offset, 0), max(query.limit, 0)
    if units is None:
        total = len(documents)
        groups = [[place] for place in ranking.first(order, start + limit)[start:].tolist()]
    else:
        units = units[eligible]
        total = int(np.count_nonzero(np.bincount(units, minlength=1)))
        groups = ranking.grouped(order, units, ranking.first_of_each(order, units, start + limit)[start:])
    hits = tuple(_hit(snapshot, match, documents[group].tolist()) for group in groups)
    return Answer(total, hits, facets, snapshot.generation, match.told)


def _units_of(snapshot: Snapshot, documents: Docs, collapse: Collapse) -> Ints | None:
    """Return the project or study of each document, numbered from 0 without gaps; None where each counts alone."""
    if collapse == "none":
        return None
    units = (snapshot.projects if collapse == "project" else snapshot.studies)[documents]
    present = np.zeros(int(units.max(initial=-1)) + 1, dtype=np.bool_)
    present[units] = True
    return (np.cumsum(present) - 1)[units]


def _hit(snapshot: Snapshot, match: Match, documents: list[int]) -> Hit:
    key, external, project, title = snapshot.label(documents[0])
    members = (key, *(snapshot.label(document)[0] for document in documents[1:]))
    return Hit(key, external, project, title, float(match.scores[documents[0]]), len(members) - 1, members)
