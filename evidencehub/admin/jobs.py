"""What waits for the worker, as the back office lists it: kind, state, times and the last error, never a payload."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from evidencehub.shared import audit
from evidencehub.shared.due import MAX_ATTEMPTS, DueRow, waiting
from evidencehub.shared.errors import WrongState
from evidencehub.shared.paging import Page

SIZE = 50


class JobState(Enum):
    DUE = "due"
    LATER = "later"
    FAILING = "failing"
    GIVEN_UP = "given-up"

    @property
    def label(self) -> str:
        return {
            JobState.DUE: "Due now", JobState.LATER: "Planned", JobState.FAILING: "Failed, tried again soon",
            JobState.GIVEN_UP: "Failed eight times, tried daily",
        }[self]  # fmt: skip

    def holds(self, now: datetime) -> ColumnElement[bool]:
        return {
            JobState.DUE: and_(DueRow.attempts == 0, DueRow.due_at <= now),
            JobState.LATER: and_(DueRow.attempts == 0, DueRow.due_at > now),
            JobState.FAILING: DueRow.attempts.between(1, MAX_ATTEMPTS - 1),
            JobState.GIVEN_UP: DueRow.attempts >= MAX_ATTEMPTS,
        }[self]


def state_of(row: DueRow, now: datetime) -> JobState:
    if row.attempts:
        return JobState.GIVEN_UP if row.attempts >= MAX_ATTEMPTS else JobState.FAILING
    return JobState.DUE if row.due_at <= now else JobState.LATER


@dataclass(frozen=True)
class Listed:
    page_of: Page[DueRow]
    kinds: list[str]  # of all that waits


def jobs(session: Session, *, kind: str, state: JobState | None, number: int, now: datetime) -> Listed:
    """One page: what failed first, then what is due soonest."""
    query = select(DueRow)
    if kind:
        query = query.where(DueRow.kind == kind)
    if state:
        query = query.where(state.holds(now))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(DueRow.attempts.desc(), DueRow.due_at, DueRow.id).limit(SIZE).offset((number - 1) * SIZE)
    return Listed(Page(list(session.scalars(query)), number, SIZE, total), list(waiting(session)))


def try_again(session: Session, row: DueRow, *, actor_id: UUID | None, now: datetime) -> None:
    """Have a row that failed tried at once; how often it failed stays known.

    :raises WrongState: it did not fail: what is planned for later has its reason.
    """
    if not row.attempts:
        raise WrongState("It has not failed. The worker does it when it is due.")
    row.due_at = now
    audit.record(
        session, "job.tried-again", subject_type="hub", subject_id="", actor_id=actor_id, at=now,
        details={"kind": row.kind},
    )  # fmt: skip
    session.info["work_is_due"] = True
