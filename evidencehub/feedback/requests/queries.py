"""Reads over requests for evidence."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from evidencehub.feedback.requests.models import EvidenceRequest
from evidencehub.feedback.requests.states import RequestState
from evidencehub.shared.paging import Page
from evidencehub.standards.files.outcomes import load_outcomes

SIZE = 50
_PUBLIC = [state for state in RequestState if state.is_public]


def public(session: Session, number: int, outcomes: Iterable[str] = ()) -> Page[EvidenceRequest]:
    """What everybody may read: those nobody has answered first, then the newest.

    :param outcomes: only requests about these outcomes and their parts; none: all.
    """
    wanted: ColumnElement[bool] = EvidenceRequest.state.in_(_PUBLIC)
    if slugs := {below for slug in outcomes for below in _with_parts(slug)}:
        wanted &= EvidenceRequest.outcome.in_(slugs)
    total = session.scalar(select(func.count()).select_from(EvidenceRequest).where(wanted)) or 0
    query = (
        select(EvidenceRequest)
        .where(wanted)
        .order_by(
            case((EvidenceRequest.state == RequestState.PUBLISHED, 0), else_=1),
            EvidenceRequest.sent_at.desc(),
            EvidenceRequest.id,
        )
    )
    return Page(list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, SIZE, total)


def _with_parts(slug: str) -> Iterable[str]:
    yield slug
    for term in load_outcomes().below(slug):
        yield term.slug


def open_by_place(session: Session, *, with_invented: bool) -> Counter[tuple[str, str]]:
    """How many wait for evidence, by outcome with all that it is part of, and population; "" for anybody."""
    query = select(EvidenceRequest.outcome, EvidenceRequest.population).where(
        EvidenceRequest.state == RequestState.PUBLISHED
    )
    if not with_invented:
        query = query.where(EvidenceRequest.demo.is_(False))
    tree = load_outcomes()
    return Counter(
        (term, population)
        for outcome, population in session.execute(query)
        if outcome in tree.by_slug
        for term in tree.path(outcome)
    )


def request(session: Session, request_id: UUID) -> EvidenceRequest | None:
    return session.get(EvidenceRequest, request_id)


def waiting(session: Session) -> int:
    query = select(func.count()).select_from(EvidenceRequest)
    return session.scalar(query.where(EvidenceRequest.state == RequestState.WAITING)) or 0


def desk(session: Session, number: int) -> Page[EvidenceRequest]:
    """For editors: waiting ones first, longest first; then those without an answer; then what is done."""
    total = session.scalar(select(func.count()).select_from(EvidenceRequest)) or 0
    is_waiting = EvidenceRequest.state == RequestState.WAITING
    query = select(EvidenceRequest).order_by(
        case((is_waiting, 0), (EvidenceRequest.state == RequestState.PUBLISHED, 1), else_=2),
        case((is_waiting, EvidenceRequest.sent_at)),
        EvidenceRequest.decided_at.desc(),
        EvidenceRequest.id,
    )
    return Page(list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, SIZE, total)
