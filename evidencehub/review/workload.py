"""How much each reviewer has to do, for editors: open reviews, when they are due, when somebody is away, their pace."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Person
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review import may_run
from evidencehub.review.cases import reviewers
from evidencehub.review.deadlines import is_past
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared.clock import day_of

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


def loads(session: Session, *, editor_id: UUID | None, now: datetime) -> list[Load]:
    """Everybody who can be asked to review: who has most to do first.

    Of a case that this editor may not act on nothing is counted for anybody: on a hub with few cases a number alone
    would tell who grades it.
    """
    seats = open_seats(session, editor_id=editor_id, now=now)
    pace = _days_taken(session, editor_id, now)
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


def _days_taken(session: Session, editor_id: UUID | None, now: datetime) -> dict[UUID, list[float]]:
    """By reviewer, how many days each review took from the invitation to the sending."""
    columns = (Assignment.submission_id, Assignment.reviewer_id, Assignment.assigned_at, Assignment.sent_at)
    rows = session.execute(select(*columns).where(Assignment.sent_at >= now - LOOKED_BACK, _is_for(editor_id))).all()
    cases = may_run.of_these(session, editor_id, [row.submission_id for row in rows])
    taken: dict[UUID, list[float]] = {}
    for row in rows:
        if row.submission_id in cases:
            taken.setdefault(row.reviewer_id, []).append((row.sent_at - row.assigned_at).total_seconds() / 86_400)
    return taken


def _is_for(editor_id: UUID | None) -> ColumnElement[bool]:
    """Who grades an appeal is for the editor alone who has it in hand."""
    in_hand = select(Appeal.id).where(Appeal.editor_id == editor_id)
    return or_(Assignment.appeal_id.is_(None), Assignment.appeal_id.in_(in_hand))
