"""How much each reviewer has to do, for editors: open reviews, when they are due, when somebody is away, their pace."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from evidencehub.accounts.models import Person
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.keeping import name_sent
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
    seats = open_seats(session, editor_id=editor_id, now=now)
    answered = _days_between(session, editor_id, Assignment.declared_at, now)
    return Busy(
        Counter(seat.assignment.reviewer_id for seat in seats),
        _asked_lately(session, editor_id, now),
        {reviewer_id: sum(days) / len(days) for reviewer_id, days in answered.items()},
    )


def loads(session: Session, *, editor_id: UUID | None, now: datetime) -> list[Load]:
    """Everybody who can be asked to review: who has most to do first.

    Of a case that this editor may not act on nothing is counted for anybody: on a hub with few cases a number alone
    would tell who grades it.
    """
    seats = open_seats(session, editor_id=editor_id, now=now)
    pace = _days_between(session, editor_id, Assignment.sent_at, now)
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
    to_do = [state for state in AssignmentState if state.is_due]
    query = select(Assignment).where(Assignment.state.in_(to_do), _is_for(editor_id)).options(
        joinedload(Assignment.submission), joinedload(Assignment.reviewer), joinedload(Assignment.appeal)
    )  # fmt: skip
    found = [each for each in session.scalars(query.order_by(Assignment.due_at, Assignment.id)) if each.is_open]
    cases = may_run.of_these(session, editor_id, [each.submission_id for each in found])
    return [
        OpenSeat(each, each.submission_id, name_sent(cases[each.submission_id]), is_past(each.due_at, now))
        for each in found
        if each.submission_id in cases
    ]


def _asked_lately(session: Session, editor_id: UUID | None, now: datetime) -> Counter[UUID]:
    over = [state for state in AssignmentState if not (state.is_due or state.is_conflict)]
    query = select(Assignment.submission_id, Assignment.reviewer_id).where(
        Assignment.state.in_(over), Assignment.assigned_at > now - LATELY, _is_for(editor_id)
    )
    rows = session.execute(query).all()
    cases = may_run.of_these(session, editor_id, [row.submission_id for row in rows])
    return Counter(row.reviewer_id for row in rows if row.submission_id in cases)


def _days_between(
    session: Session, editor_id: UUID | None, until: InstrumentedAttribute[datetime | None], now: datetime
) -> dict[UUID, list[float]]:
    """By reviewer, how many days passed from each invitation to this moment."""
    columns = (Assignment.submission_id, Assignment.reviewer_id, Assignment.assigned_at, until)
    rows = session.execute(select(*columns).where(until >= now - LOOKED_BACK, _is_for(editor_id))).all()
    cases = may_run.of_these(session, editor_id, [row.submission_id for row in rows])
    taken: dict[UUID, list[float]] = {}
    for case_id, reviewer_id, asked_at, then in rows:
        if then is not None and case_id in cases:
            taken.setdefault(reviewer_id, []).append((then - asked_at).total_seconds() / 86_400)
    return taken


def _is_for(editor_id: UUID | None) -> ColumnElement[bool]:
    """Who grades an appeal is for the editor alone who has it in hand."""
    in_hand = select(Appeal.id).where(Appeal.editor_id == editor_id)
    return or_(Assignment.appeal_id.is_(None), Assignment.appeal_id.in_(in_hand))
