"""The moment at which what was found becomes public: when the team's days are over, or at once if the team says so.

Until then the letter is out and nothing else: no accreditation exists, and what stood before stands.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accreditation import making, publishing_mails, queries
from evidencehub.accreditation.leads import Leads
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.addresses import follow_public_name
from evidencehub.projects.models import Submission
from evidencehub.review import cases, moving
from evidencehub.review.agreeing import keeping as agreeing
from evidencehub.review.models import Decision
from evidencehub.shared import due, transitions, working_days
from evidencehub.shared.errors import NotFound

KIND = "publish"
PUBLISH, REMIND = "publish", "remind"
REMIND_BEFORE = 3  # working days; where the team has that few it is not reminded


def when_decided(now: datetime, *, days: int) -> datetime | None:
    """When what is decided now becomes public: the first moment of the working day after so many; None: at once."""
    return working_days.start_of(days + 1, after=now) if days else None


def plan(session: Session, submission: Submission, public_from: datetime, *, now: datetime, days: int) -> None:
    """Have it published then, and the team reminded of that before. The case has to be locked."""
    _add(session, submission, PUBLISH, public_from)
    if days > REMIND_BEFORE:
        _add(session, submission, REMIND, working_days.start_of(days + 1 - REMIND_BEFORE, after=now))


def _add(session: Session, submission: Submission, act: str, at: datetime) -> None:
    due.add(session, KIND, submission.id, {"submission": str(submission.id), "act": act}, at=at)


def publish(session: Session, submission: Submission, *, actor_id: UUID | None, now: datetime) -> None:
    """Make public what was decided: accredit or not, as the decision says. The case has to be locked.

    Whoever may have it done was asked before; on the day it is the hub itself.
    """
    decision = queries.decision_of(session, submission)
    if decision is None:
        raise NotFound("There is no decision yet.")
    submission.public_from = now
    step = "accredit" if decision.tier else "not-accredit"
    moving.move(session, submission, step, facts=None, actor_id=actor_id, now=now, more_guards=guards_of(decision))
    if decision.tier:
        making.accredit(session, submission, decision, actor_id=actor_id, now=now)
    follow_public_name(session, submission.project)
    due.forget_key(session, KIND, submission.id)
    public.changed(session, submission.project_id)
    agreeing.make_due(session)
    session.flush()


def publish_now(
    session: Session, submission: Submission, *, actor: Actor, facts: Facts, now: datetime, leads: Leads
) -> None:
    """Publish at once, because the team says so. Where somebody was faster, or its days are over, nothing is done.

    :raises NotAllowed: not the team, or nothing was decided.
    """
    cases.lock(session, submission)
    cases.require(facts, Permission.RECORD_PUBLISH)
    if submission.state.is_with_team:
        publish(session, submission, actor_id=actor.id, now=now)
        publishing_mails.published(session, submission, by_team=True, now=now, leads=leads)


def handler(leads: Callable[[Submission], Leads], now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler: remind the team, then publish. What the worker slept over is done when it wakes."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                submission = session.get(Submission, UUID(payload["submission"]))
                if submission is not None:
                    _come(session, submission, payload["act"], now=now(), leads=leads(submission))

        return finish

    return due.Handler(work)


def _come(session: Session, submission: Submission, act: str, *, now: datetime, leads: Leads) -> None:
    cases.lock(session, submission)
    if not submission.state.is_with_team or submission.public_from is None:
        return  # public already
    if now >= submission.public_from:  # also where it was the reminder that came too late
        publish(session, submission, actor_id=None, now=now)
        if not submission.demo:  # of invented ones there is nobody to tell
            publishing_mails.published(session, submission, by_team=False, now=now, leads=leads)
    elif act == PUBLISH:
        _add(session, submission, act, submission.public_from)
    elif submission.replied_at is None and not submission.demo:
        publishing_mails.remind(session, submission, now=now, leads=leads)


def guards_of(decision: Decision) -> Mapping[str, transitions.Guard]:
    """What the steps to accredited and not accredited ask."""
    return {
        "tier_reached": lambda _submission: None if decision.tier else "no step of the standard is reached",
        "no_tier_reached": lambda _submission: "a step of the standard is reached" if decision.tier else None,
    }
