"""A decision that an editor has taken and that waits, so that it can be taken back: a due row and nothing else.

Until the worker does it nothing of it is out, neither letter nor publication, and the case is still being settled.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.models import Submission
from evidencehub.review import cases
from evidencehub.shared import audit, due
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import WrongState

KIND = "decide"


@dataclass(frozen=True)
class Pending:
    press: str  # which press of "decide" it is; another one after it was taken back has a time of its own
    until: datetime
    editor_id: UUID
    strengths: str
    seen: str  # the version of all that it rests on


def pending_of(session: Session, submission: Submission) -> Pending | None:
    query = select(DueRow).where(DueRow.kind == KIND, DueRow.key == str(submission.id)).order_by(DueRow.due_at)
    row = session.scalars(query.limit(1)).first()
    if row is None:
        return None
    return Pending(
        row.payload.get("press", ""), row.due_at, UUID(row.payload["editor"]), row.payload["strengths"],
        row.payload["seen"],
    )  # fmt: skip


def put_off(
    session: Session, submission: Submission, *, strengths: str, seen: str, actor: Actor, now: datetime, minutes: int
) -> datetime:
    """Write down that this decision is to be done. The case has to be locked, and looked at.

    :return: when it will be.
    :raises WrongState: somebody decided a moment ago.
    """
    if pending_of(session, submission) is not None:
        raise WrongState("Somebody decided this case just now. Open the case again to see until when it waits.")
    until = now + timedelta(minutes=minutes)
    payload = {
        "submission": str(submission.id), "editor": str(actor.id), "strengths": strengths, "seen": seen,
        "press": uuid4().hex,
    }  # fmt: skip
    due.add(session, KIND, submission.id, payload, at=until)
    session.flush()
    _note(session, submission, "submission.decision-put-off", actor=actor, now=now)
    return until


def take_back(session: Session, submission: Submission, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """Forget a decision that is not out yet; any editor without a conflict may. Pressed twice, done once.

    :raises WrongState: it is out already.
    """
    cases.lock(session, submission)
    cases.require(facts, Permission.CASE_DECIDE)
    if not submission.state.is_settling:
        raise WrongState(f"This case is {submission.state.in_words} now; the letter is out.")
    if pending_of(session, submission) is None:
        return
    due.forget_key(session, KIND, submission.id)
    _note(session, submission, "submission.decision-taken-back", actor=actor, now=now)


def _note(session: Session, submission: Submission, action: str, *, actor: Actor, now: datetime) -> None:
    audit.record(session, action, subject_type="submission", subject_id=submission.id, actor_id=actor.id, at=now)
