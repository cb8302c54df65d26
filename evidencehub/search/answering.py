"""From a query to an answer, over one snapshot."""

import numpy as np

from evidencehub.search import ranking
from evidencehub.search.columns import Ints
from evidencehub.search.contract import Answer, Hit, Query
from evidencehub.search.facets import Cells
from evidencehub.search.scoring import Match, Scorer
from evidencehub.search.segment import Docs
from evidencehub.search.snapshot import Snapshot


def answer(snapshot: Snapshot, scorer: Scorer, query: Query) -> Answer:
    """:raises ValueError: the query names a facet that does not exist."""
    match = scorer.match(query.text)
    cells = Cells(snapshot, match.documents, query.filters)
    projects = _projects_of(snapshot, cells.documents) if query.collapse == "project" else None
    unit_count = len(cells.documents) if projects is None else int(projects.max(initial=-1)) + 1
    facets = {facet: cells.counts(facet, projects, unit_count) for facet in query.facets}
    eligible = cells.eligible()
    documents = cells.documents[eligible]
    order = ranking.keys(snapshot, documents, match.scores, query.sort)
    start, limit = max(query.offset, 0), max(query.limit, 0)
    if projects is None:
        total = len(documents)
        groups = [[place] for place in ranking.first(order, start + limit)[start:].tolist()]
    else:
        projects = projects[eligible]
        total = int(np.count_nonzero(np.bincount(projects, minlength=1)))
        groups = ranking.grouped(order, projects, ranking.first_of_each(order, projects, start + limit)[start:])
    hits = tuple(_hit(snapshot, match, documents[group].tolist()) for group in groups)
    return Answer(total, hits, facets, snapshot.generation, match.loosened)


def _projects_of(snapshot: Snapshot, documents: Docs) -> Ints:
    """Return the project of each document, numbered from 0 without gaps."""
    projects = snapshot.projects[documents]
    present = np.zeros(int(projects.max(initial=-1)) + 1, dtype=np.bool_)
    present[projects] = True
    return (np.cumsum(present) - 1)[projects]


def _hit(snapshot: Snapshot, match: Match, documents: list[int]) -> Hit:
    key, external, project, title = snapshot.label(documents[0])
    members = (key, *(snapshot.label(document)[0] for document in documents[1:]))
    return Hit(key, external, project, title, float(match.scores[documents[0]]), len(members) - 1, members)
