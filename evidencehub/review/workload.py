"""How much each reviewer has to do, for editors: open reviews, when they are due, when somebody is away, their pace."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from evidencehub.accounts.models import Person
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.of_many import names_sent
from evidencehub.review import may_run
from evidencehub.review.cases import reviewers
from evidencehub.review.deadlines import is_past
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared.clock import day_of

LATELY = timedelta(days=365)
LOOKED_BACK = timedelta(days=730)  # whose cases' texts are read, to see which this editor may act on


@dataclass(frozen=True)
class OpenSeat:
    """A review that somebody has not sent yet."""

    assignment: Assignment
    case_id: UUID
    project: str
    is_late: bool


@dataclass(frozen=True)
class Load:
    person: Person
    seats: tuple[OpenSeat, ...]  # what is due first on top
    done: int  # reviews sent in the time that is looked back on
    days: float | None  # from invitation to sending, in the middle; None: none sent yet
    is_away: bool  # today or later

    @property
    def late(self) -> int:
        return sum(seat.is_late for seat in self.seats)


@dataclass(frozen=True)
class Busy:
    """What speaks for and against asking somebody once more, of cases that one editor may act on."""

    open: Mapping[UUID, int]  # reviews not sent yet, by reviewer
    lately: Mapping[UUID, int]  # what was asked in the last twelve months and is over; a conflict cost them nothing
    days: Mapping[UUID, float]  # from the invitation to the answer, on average


NOTHING_KNOWN = Busy({}, {}, {})


def busy(session: Session, *, editor_id: UUID | None, now: datetime) -> Busy:
    """Of a case that this editor may not act on nothing is counted, as for :func:`loads`."""
    due = _due(session, editor_id)
    lately = _asked_lately(session, editor_id, now)
    answers = _answers(session, editor_id, Assignment.declared_at, now)
    # Asked once for all three: it reads the texts of two years of cases.
    ids = {each.submission_id for each in due} | {one[0] for one in lately} | {one[0] for one in answers}
    cases = may_run.of_these(session, editor_id, ids)
    days = _days(answers, cases)
    return Busy(
        Counter(each.reviewer_id for each in due if each.submission_id in cases),
        Counter(reviewer_id for case_id, reviewer_id in lately if case_id in cases),
        {reviewer_id: sum(taken) / len(taken) for reviewer_id, taken in days.items()},
    )


def loads(session: Session, *, editor_id: UUID | None, now: datetime) -> list[Load]:
    """Everybody who can be asked to review: who has most to do first.

    Of a case that this editor may not act on nothing is counted for anybody: on a hub with few cases a number alone
    would tell who grades it.
    """
    seats = open_seats(session, editor_id=editor_id, now=now)
    answers = _answers(session, editor_id, Assignment.sent_at, now)
    pace = _days(answers, may_run.of_these(session, editor_id, [case_id for case_id, *_ in answers]))
    by_person: dict[UUID, list[OpenSeat]] = {}
    for seat in seats:
        by_person.setdefault(seat.assignment.reviewer_id, []).append(seat)
    found = []
    for person in reviewers(session):
        mine, taken = tuple(by_person.get(person.id, ())), pace.get(person.id, ())
        is_away = person.away_until is not None and person.away_until >= day_of(now)
        found.append(Load(person, mine, len(taken), median(taken) if taken else None, is_away))
    return sorted(found, key=lambda one: (-one.late, -len(one.seats), one.person.name, str(one.person.id)))


def open_seats(session: Session, *, editor_id: UUID | None, now: datetime) -> list[OpenSeat]:
    """What is still to be sent, of cases that this editor may act on, what is due first on top."""
    found = _due(session, editor_id)
    cases = may_run.of_these(session, editor_id, [each.submission_id for each in found])
    names = names_sent(session, cases)
    return [
        OpenSeat(each, each.submission_id, names[each.submission_id], is_past(each.due_at, now))
        for each in found
        if each.submission_id in cases
    ]


def _due(session: Session, editor_id: UUID | None) -> list[Assignment]:
    to_do = [state for state in AssignmentState if state.is_due]
    query = select(Assignment).where(Assignment.state.in_(to_do), _is_for(editor_id)).options(
        joinedload(Assignment.submission), joinedload(Assignment.reviewer), joinedload(Assignment.appeal)
    )  # fmt: skip
    return [each for each in session.scalars(query.order_by(Assignment.due_at, Assignment.id)) if each.is_open]


def _asked_lately(session: Session, editor_id: UUID | None, now: datetime) -> list[tuple[UUID, UUID]]:
    """Case and reviewer."""
    over = [state for state in AssignmentState if not (state.is_due or state.is_conflict)]
    query = select(Assignment.submission_id, Assignment.reviewer_id).where(
        Assignment.state.in_(over), Assignment.assigned_at > now - LATELY, _is_for(editor_id)
    )
    return [(case_id, reviewer_id) for case_id, reviewer_id in session.execute(query)]


def _answers(
    session: Session, editor_id: UUID | None, until: InstrumentedAttribute[datetime | None], now: datetime
) -> list[tuple[UUID, UUID, float]]:
    """Case, reviewer, and how many days passed from the invitation to this moment."""
    columns = (Assignment.submission_id, Assignment.reviewer_id, Assignment.assigned_at, until)
    rows = session.execute(select(*columns).where(until >= now - LOOKED_BACK, _is_for(editor_id)))
    return [
        (case_id, reviewer_id, (then - asked_at).total_seconds() / 86_400)
        for case_id, reviewer_id, asked_at, then in rows
        if then is not None
    ]


def _days(answers: Iterable[tuple[UUID, UUID, float]], cases: Container[UUID]) -> dict[UUID, list[float]]:
    taken: dict[UUID, list[float]] = {}
    for case_id, reviewer_id, days in answers:
        if case_id in cases:
            taken.setdefault(reviewer_id, []).append(days)
    return taken


def _is_for(editor_id: UUID | None) -> ColumnElement[bool]:
    """Who grades an appeal is for the editor alone who has it in hand."""
    in_hand = select(Appeal.id).where(Appeal.editor_id == editor_id)
    return or_(Assignment.appeal_id.is_(None), Assignment.appeal_id.in_(in_hand))
