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
    match = scorer.match(query)
    cells = Cells(snapshot, match.documents, query.filters, query.years)
    units = _units_of(snapshot, cells.documents, query.collapse)
    unit_count = len(cells.documents) if units is None else int(units.max(initial=-1)) + 1
    facets = {facet: cells.counts(facet, units, unit_count) for facet in query.facets}
    kept = cells.eligible
    documents = cells.documents if kept is None else cells.documents[kept]
    order = ranking.keys(snapshot, documents, match.scores, query.sort)
    start, limit = max(query.offset, 0), max(query.limit, 0)
    if units is None:
        total = len(documents)
        leaders = documents[ranking.first(order, start + limit)[start:]]
        groups = [[document] for document in leaders.tolist()]
    else:
        units = units if kept is None else units[kept]
        total = int(np.count_nonzero(np.bincount(units, minlength=1)))
        leaders = ranking.first_of_each(order, units, start + limit)[start:]
        if query.with_members:
            groups = [documents[group].tolist() for group in ranking.grouped(order, units, leaders)]
        else:
            groups = [[document] for document in documents[leaders].tolist()]
    return Answer(total, _hits(snapshot, match, groups), facets, snapshot.generation, match.told)


def _units_of(snapshot: Snapshot, documents: Docs, collapse: Collapse) -> Ints | None:
    """Return the project or study of each document, numbered from 0 without gaps; None where each counts alone."""
    if collapse == "none":
        return None
    units = (snapshot.projects if collapse == "project" else snapshot.studies)[documents]
    present = np.zeros(int(units.max(initial=-1)) + 1, dtype=np.bool_)
    present[units] = True
    return (np.cumsum(present) - 1)[units]


def _hits(snapshot: Snapshot, match: Match, groups: list[list[int]]) -> tuple[Hit, ...]:
    labels = snapshot.labels([document for group in groups for document in group])
    scores = match.scores[[group[0] for group in groups]].tolist() if groups else []
    hits, first = [], 0
    for group, score in zip(groups, scores, strict=True):
        key, external, project, title = labels[first]
        members = tuple(label[0] for label in labels[first : first + len(group)])
        hits.append(Hit(key, external, project, title, score, len(members) - 1, members))
        first += len(group)
    return tuple(hits)
