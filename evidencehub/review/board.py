"""The editors' board: open cases, whose they are and whose turn it is, in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Membership, Person
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.questions import queries as questions
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.states import Column, SubmissionState
from evidencehub.review.deadlines import Turn, turn
from evidencehub.review.models import Assignment

RECENT = 10


@dataclass(frozen=True)
class BoardRow:
    """One case on the board; it names no reviewer and counts no findings."""

    id: UUID
    project: str
    state: SubmissionState
    age_days: int  # in this state
    turn: Turn
    is_late: bool
    demo: bool
    owner_id: UUID | None
    owner: str  # the editor who runs it; "" where it is nobody's


class Whose(Enum):
    """Which cases the board shows."""

    ALL = "all"
    MINE = "mine"
    NOBODYS = "nobodys"

    @property
    def label(self) -> str:
        return {Whose.ALL: "All", Whose.MINE: "Mine", Whose.NOBODYS: "Nobody’s"}[self]

    def holds(self, row: BoardRow, editor_id: UUID | None) -> bool:
        if self is Whose.NOBODYS:
            return not row.owner
        return self is Whose.ALL or row.owner_id == editor_id


@dataclass(frozen=True)
class Board:
    yours: tuple[BoardRow, ...]  # nobody's first, then late ones, then the oldest
    others: tuple[BoardRow, ...]
    over: tuple[BoardRow, ...]  # the last few that were decided, or ended before that
    counts: Mapping[Whose, int]  # of open cases


def board(session: Session, *, editor_id: UUID | None, now: datetime, whose: Whose = Whose.ALL) -> Board:
    """Open cases, and the last few that are over.

    Left out are those of this editor's own team and those that they were asked to grade: whose turn it is would tell
    them how far the reviewers are, and that they differ.
    """
    theirs = select(Assignment.submission_id).where(Assignment.reviewer_id == editor_id)
    own = select(Membership.organisation_id).where(Membership.person_id == editor_id)
    of_others = or_(Project.organisation_id.is_(None), Project.organisation_id.not_in(own))
    query = select(Submission).join(Project).where(Submission.id.not_in(theirs), of_others).options(
        joinedload(Submission.project), joinedload(Submission.frozen)
    )  # fmt: skip
    is_open = query.where(Submission.state.in_([state for state in SubmissionState if state.is_under_way]))
    ended = [state for state in SubmissionState if state.column is Column.OVER]
    is_over = query.where(Submission.state.in_(ended))
    open_cases = list(session.scalars(is_open.order_by(Submission.state_since, Submission.id)))
    newest_first = is_over.order_by(Submission.state_since.desc(), Submission.id)
    over = list(session.scalars(newest_first.limit(RECENT)))
    seats = _assignments(session, [case.id for case in open_cases])
    asked = questions.waiting(session, [case.id for case in open_cases])
    owners = _editors(session, {case.owner_id for case in [*open_cases, *over] if case.owner_id})
    every = [_row(case, seats.get(case.id, []), owners, now, asked.get(case.id)) for case in open_cases]
    rows = [row for row in every if whose.holds(row, editor_id)]
    rows.sort(key=lambda row: (bool(row.owner), not row.is_late))  # stable, so the oldest stay first within each part
    return Board(
        yours=tuple(row for row in rows if Column.waiting_for(row.turn.who) is Column.YOURS),
        others=tuple(row for row in rows if Column.waiting_for(row.turn.who) is Column.OTHERS),
        over=tuple(_row(case, [], owners, now) for case in over) if whose is Whose.ALL else (),
        counts={each: sum(each.holds(row, editor_id) for row in every) for each in Whose},
    )


def _row(
    case: Submission, assignments: Sequence[Assignment], owners: Mapping[UUID, str], now: datetime,
    question: TeamQuestion | None = None,
) -> BoardRow:  # fmt: skip
    whose = turn(case, assignments, question)
    age = max(0, (now - case.state_since).days)
    owner = owners.get(case.owner_id, "") if case.owner_id else ""
    return BoardRow(
        case.id, name_sent(case), case.state, age, whose, whose.is_late(now), case.demo, case.owner_id, owner
    )  # fmt: skip


def _editors(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of those of them who are editors still."""
    query = select(Person.id, Person.name).where(Person.id.in_(ids), Person.is_editor, Person.is_active)
    return {key: name for key, name in session.execute(query)}


def _assignments(session: Session, cases: Sequence[UUID]) -> dict[UUID, list[Assignment]]:
    found: dict[UUID, list[Assignment]] = {}
    query = select(Assignment).where(Assignment.submission_id.in_(cases))
    query = query.order_by(Assignment.assigned_at, Assignment.id)
    for assignment in session.scalars(query):
        found.setdefault(assignment.submission_id, []).append(assignment)
    return found
