"""All that a search finds, not only its first page, read in batches so that a long list needs no more memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.catalogue.downloads.column import ResultRow, StudyRow
from evidencehub.catalogue.index import searching
from evidencehub.catalogue.index.counts import Scope
from evidencehub.catalogue.marks.read import Read, read
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.search.contract import Engine, Hit, Query

MOST_APPROACHES = 20_000  # of one file; a longer list is asked to be narrowed
BATCH = 50  # approaches; their records are let go before the next are read


@dataclass(frozen=True)
class Addresses:
    """Where things stand on this hub: services know no addresses."""

    approach: Callable[[str], str]  # of a slug
    study: Callable[[UUID], str]
    terms: str


@dataclass(frozen=True)
class Found:
    """What a download holds; ``total`` counts approaches."""

    total: int
    hits: tuple[Hit, ...]

    @property
    def is_too_long(self) -> bool:
        return self.total > MOST_APPROACHES


NOTHING = Found(0, ())


def find(engine: Engine, request: searching.Request, counted: Scope) -> Found:
    """What the site's own list shows, in its order. Invented examples stay out wherever there are real records.

    :raises SearchUnavailable: the index cannot be read.
    """
    query = searching.query_of(request)
    if counted.sources:
        asked = query.filters.get("source")
        sources = counted.sources & asked if asked else counted.sources
        if not sources:
            return NOTHING
        query = replace(query, filters={**query.filters, "source": sources})
    total = searching.ask(engine, replace(query, limit=0, facets=())).total
    if not total or total > MOST_APPROACHES:
        return Found(total, ())
    whole: Query = replace(query, sort=request.order, limit=MOST_APPROACHES, facets=())
    return Found(total, searching.ask(engine, whole).hits)


def studies(session: Session, found: Found, addresses: Addresses, today: date) -> Iterator[StudyRow]:
    """A row for each study that matched, and one for an approach that has none. What is public no more is left out.

    Between batches the session lets go of all it holds: nothing of it may be in use elsewhere.
    """
    for first, batch in _batches(found.hits):
        held = read(session, [searching.project_of(hit) for hit in batch])
        for place, hit in enumerate(batch, start=first):
            yield from _of(held, place, hit, addresses, today)
        session.rollback()  # no transaction is held while somebody's slow line takes the file
        session.expunge_all()


def results(rows: Iterable[StudyRow]) -> Iterator[ResultRow]:
    """Every result of these studies, parts of groups and earlier readings too: their columns say which they are."""
    for row in rows:
        if row.evaluation:
            yield from results_of(row)


def results_of(row: StudyRow) -> Iterator[ResultRow]:
    if row.evaluation:
        for result in row.evaluation.results:
            yield ResultRow(row, row.evaluation, result)


def _batches(hits: Sequence[Hit]) -> Iterator[tuple[int, list[Hit]]]:
    left, first = iter(hits), 1
    while batch := list(islice(left, BATCH)):
        yield first, batch
        first += len(batch)


def _of(held: Read, place: int, hit: Hit, addresses: Addresses, today: date) -> Iterator[StudyRow]:
    key = searching.project_of(hit)
    view = held.views.get(key)
    if view is None or view.removed:
        return
    grading, approach = held.gradings.get(key), addresses.approach(view.slug)
    matched = set(hit.members or (hit.id,))
    evaluations: list[FrozenEvaluation | None] = [each for each in view.evaluations if str(each.id) in matched]
    for evaluation in evaluations or [None]:
        study = addresses.study(evaluation.id) if evaluation and not view.stage.is_stub else ""
        yield StudyRow(place, view, grading, evaluation, approach, study, today, addresses.terms)
