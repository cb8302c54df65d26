"""What a team does: appeal, once for each decision, and take it back. It neither delays nor hides what was decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.appeals import queries, window
from evidencehub.projects.appeals.grounds import grounds
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.review import cases, seat_mails, seating
from evidencehub.review.appeals import mails
from evidencehub.review.appeals.stepping import KIND, checked, plan, take, wait_for_turn
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.models import Finding
from evidencehub.review.reconciling import agreed_findings, findings_by_key
from evidencehub.review.sheet import Item, Sheet, as_text
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.words import day


@dataclass(frozen=True)
class Wanted:
    """An appeal as it was typed."""

    ground: str  # a slug
    contested: Collection[str]  # questions, as ``sheet.as_text`` writes them
    because: str


@dataclass(frozen=True)
class Contestable:
    """One agreed answer that a team may contest."""

    item: Item
    finding: Finding

    @property
    def value(self) -> str:
        return as_text(self.item.key)


def contestable(session: Session, submission: Submission, sheet: Sheet) -> list[Contestable]:
    """Every answer that the letter gives, in the order in which they are asked."""
    agreed = findings_by_key(agreed_findings(session, submission))
    return [Contestable(item, agreed[item.key]) for item in sheet.items if item.key in agreed]


def reason_against(session: Session, submission: Submission, *, now: datetime) -> str | None:
    """Why no appeal can be made now, as a sentence; None where it can."""
    last = window.last_day(submission)
    if not submission.state.is_graded or last is None:
        return "There is no decision yet."
    if queries.of_submission(session, submission) is not None:
        return "Your team has appealed against this decision. There is one appeal for each."
    if not window.is_open(submission, now):
        return f"The time for an appeal ended on {day(last)}."
    return None


def make(
    session: Session, submission: Submission, wanted: Wanted, *, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> Appeal:  # fmt: skip
    """Appeal against the decision on what was sent.

    :raises Invalid: no such ground, no question, a question that nobody graded, or no reason.
    :raises WrongState: it is not decided, the time is over, or the team has appealed.
    """
    cases.lock(session, submission)
    cases.require(facts, Permission.APPEAL_MAKE)
    if against := reason_against(session, submission, now=now):
        raise WrongState(against)
    known = {as_text((one.criterion_id, one.result_key)) for one in agreed_findings(session, submission)}
    errors = {}
    if wanted.ground not in grounds():
        errors["ground"] = "Choose the ground"
    if not wanted.contested or not known.issuperset(wanted.contested):
        errors["contested"] = "Choose at least one answer that should be looked at again"
    if errors:
        raise Invalid(next(iter(errors.values())), errors)
    appeal = Appeal(
        id=uuid4(), submission=submission, ground=wanted.ground, contested=sorted(set(wanted.contested)), sent_at=now,
        because=checked(wanted.because, "because", "Say why"), sent_by=actor.id, state_since=now,
    )  # fmt: skip
    session.add(appeal)
    session.flush()
    audit.record(
        session, "appeal.send", subject_type=KIND, subject_id=appeal.id, actor_id=actor.id, at=now,
        details={"submission": str(submission.id), "ground": appeal.ground, "questions": len(appeal.contested)},
    )  # fmt: skip
    plan(session, appeal)
    mails.sent(session, appeal, now=now, links=links)
    public.changed(session, submission.project_id)
    return appeal


def withdraw(
    session: Session, appeal: Appeal, *, actor: Actor, facts: Facts, now: datetime, links: Links = IN_WORDS
) -> None:
    """Take an appeal back. What was decided stays as it is; what reviewers wrote on appeal is kept and sealed.

    :raises WrongState: it is decided or refused, or was withdrawn.
    """
    wait_for_turn(session, appeal)
    take(session, appeal, "withdraw", actor=actor, facts=facts, now=now)
    appeal.ended_at = now
    for assignment in seating.end_all(session, appeal.submission, actor=actor, now=now, appeal=appeal):
        seat_mails.ended(session, assignment, now=now)
    mails.withdrawn(session, appeal, now=now, links=links)
    session.flush()
