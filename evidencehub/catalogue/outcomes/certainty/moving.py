"""Moving a judgement by its table, its lock, and its entries in the audit chain."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.authz.policies import permits, permitting
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.catalogue.outcomes.certainty.models import Judgement, Seat
from evidencehub.catalogue.outcomes.certainty.questions import questions
from evidencehub.catalogue.outcomes.certainty.states import JudgementState
from evidencehub.catalogue.outcomes.certainty.transitions import JUDGEMENT
from evidencehub.review.states import AssignmentState
from evidencehub.shared import audit, transitions
from evidencehub.shared.errors import NotAllowed

KIND = "certainty"
TOGETHER = 2  # people who judge all questions


def first_seats(judgement: Judgement) -> list[Seat]:
    """Those of the two, without any who left; a third person is none of them."""
    return [seat for seat in judgement.seats if not seat.only and seat.state.has_seat]


def third_seat(judgement: Judgement) -> Seat | None:
    return next((seat for seat in judgement.seats if seat.only and seat.state.has_seat), None)


def _both_are_frozen(judgement: Judgement) -> str | None:
    frozen = [seat for seat in first_seats(judgement) if seat.state is AssignmentState.FROZEN]
    return None if len(frozen) == TOGETHER else "not both of them have sent what they found"


def _nothing_is_open(judgement: Judgement) -> str | None:
    settled = {each.criterion for each in judgement.agreed}
    open_ = [each for each in questions(judgement.standard_version) if each.id not in settled]
    return "there is a question on which they differ" if open_ else None


GUARDS = {"both_are_frozen": _both_are_frozen, "nothing_is_open": _nothing_is_open}


def move(
    session: Session, judgement: Judgement, name: str, *, actor: Actor, facts: Facts, now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Take a step. :raises WrongState: it cannot be taken now. :raises NotAllowed: not by this person."""
    transitions.apply(
        session, JUDGEMENT, judgement, name, kind=KIND, states=JudgementState, guards=GUARDS, actor_id=actor.id, at=now,
        permitted=permitting(facts), details=details,
    )  # fmt: skip


def require(facts: Facts, permission: Permission) -> None:
    """:raises NotAllowed: for acts that move no state, and so meet no table."""
    if not permits(permission, facts):
        raise NotAllowed("You do not have permission to do this.")


def note(
    session: Session, judgement: Judgement, act: str, *, actor: Actor, now: datetime, details: Mapping[str, Any]
) -> None:
    audit.record(
        session, f"{KIND}.{act}", subject_type=KIND, subject_id=judgement.id, actor_id=actor.id, at=now, details=details
    )


def lock(session: Session, judgement: Judgement) -> None:
    """Let acts on one judgement happen one after the other, and see what the one before did.

    On SQLite a writing transaction has the whole database to itself from its first statement.
    """
    session.flush()
    query = select(Judgement).where(Judgement.id == judgement.id).with_for_update(of=Judgement)
    session.scalars(query.execution_options(populate_existing=True)).one()
    session.expire(judgement, ["seats", "agreed"])
