"""What every act on an appeal shares: its turn, its step of the table, and the rows that are due."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from evidencehub.authz import acts
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import public
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.appeals.transitions import APPEAL
from evidencehub.review import cases
from evidencehub.shared import due, transitions
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.transitions import Guard

KIND = "appeal"  # in the audit chain
DUE = "appeal"  # the kind of due rows that remind editors
MAX_TEXT = 5_000  # characters
checked = partial(acts.checked, most=MAX_TEXT)


def wait_for_turn(session: Session, appeal: Appeal) -> None:
    """Let acts on an appeal happen one after the other, in turn with those on its case, and see what came before."""
    cases.lock(session, appeal.submission)
    session.refresh(appeal)


def take(
    session: Session, appeal: Appeal, step: str, *, actor: Actor, facts: Facts | None, now: datetime,
    guards: Mapping[str, Guard] | None = None,
) -> None:  # fmt: skip
    """Take one step of the table.

    :param facts: None for the hub itself, which publishes an outcome on its day.
    :raises WrongState: somebody else was faster, or a guard refuses.
    :raises NotAllowed: the facts do not permit it.
    """
    transitions.apply(
        session, APPEAL, appeal, step, kind=KIND, states=AppealState, guards=guards or {},
        permitted=permitting(facts),
        actor_id=actor.id, at=now, details={"submission": str(appeal.submission_id)},
    )  # fmt: skip
    appeal.state_since = now
    plan(session, appeal)
    public.changed(session, appeal.submission.project_id)


def plan(session: Session, appeal: Appeal) -> None:
    """Remind the editors when it has waited for them longer than we aim at; reviewers have reminders of their own."""
    due.forget_key(session, DUE, appeal.id)
    is_invented = appeal.submission.demo  # there is nobody to remind
    if (until := due_at(appeal)) is not None and not appeal.state.is_grading and not is_invented:
        payload = {"appeal": str(appeal.id), "state": appeal.state.value}
        due.add(session, DUE, appeal.id, payload, at=end_of(day_of(until)))
    session.flush()


def due_at(appeal: Appeal) -> datetime | None:
    """The last second of the day by which we aim to take the next step."""
    days = timedelta(days=appeal.state.told.days)
    return end_of(day_of(appeal.state_since) + days) - timedelta(seconds=1) if days else None
