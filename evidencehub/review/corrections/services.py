"""A team says which fact in which finding is wrong; an editor answers each. No finding and no tier changes by it."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from evidencehub.authz import acts
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects import public
from evidencehub.projects.models import Submission
from evidencehub.review import cases, named
from evidencehub.review.corrections import mails, queries, reminding
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.review.corrections.transitions import CORRECTION
from evidencehub.review.links import Links
from evidencehub.review.sheet import sheet_of
from evidencehub.shared import audit, transitions
from evidencehub.shared.errors import Invalid, WrongState

KIND = "correction"  # in the audit chain
MAX_TEXT = 2_000  # characters; of what is wrong, what is right, and an answer
_checked = partial(acts.checked, most=MAX_TEXT)
MOST = 40  # of one submission; more than that is no check of facts


@dataclass(frozen=True)
class Claim:
    """What a team says of a fact."""

    finding: tuple[str, str]  # by criterion and outcome result
    wrong: str
    right: str


def say(
    session: Session, submission: Submission, claim: Claim, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> FactCorrection:
    """Tell the editors that a fact is wrong. Said twice in the same words, it is kept once.

    :raises WrongState: the record is public, where mistakes are reported on its page.
    :raises Invalid: no such finding, a text is missing or too long, or too many were said.
    """
    wrong = _checked(claim.wrong, "wrong", "Say what is wrong")
    right, finding = _checked(claim.right, "right", "Say what is right"), claim.finding
    cases.lock(session, submission)
    cases.require(facts, Permission.FACTS_CORRECT)
    if not submission.state.is_with_team:
        raise WrongState("This is public by now. A mistake can be reported on its page.")
    if finding not in queries.findings(session, submission, sheet_of(submission)):
        raise Invalid("Choose a finding", {"finding": "Choose the finding in which the fact stands"})
    said = [one for one in queries.of_submission(session, submission.id) if not one.state.is_taken_back]
    for one in said:
        if ((one.criterion_id, one.result_key), one.wrong, one.right) == (finding, wrong, right):
            return one
    if len(said) >= MOST:
        raise Invalid(f"You have named {MOST} facts. Put what is left into your reply.")
    made = FactCorrection(
        submission_id=submission.id, criterion_id=finding[0], result_key=finding[1], wrong=wrong, right=right,
        said_at=now, said_by=actor.id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, "submission.fact-said-wrong", subject_type="submission", subject_id=submission.id, actor_id=actor.id,
        at=now, details={"correction": str(made.id)},
    )  # fmt: skip
    if not any(one.state.is_waiting for one in said):  # one mail is enough for whoever sits down to answer
        mails.said(session, submission, now=now, links=links)
        reminding.plan(session, submission, now)
    return made


def take_back(session: Session, one: FactCorrection, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """The team has no more need of an answer. Pressed twice, done once.

    :raises WrongState: an editor answered it.
    """
    _wait_for_turn(session, one)
    if not one.state.is_taken_back:
        _move(session, one, "take-back", actor=actor, facts=facts, now=now)


def answer(
    session: Session, one: FactCorrection, step: str, *, text: str, actor: Actor, facts: Facts, now: datetime,
    links: Links,
) -> None:  # fmt: skip
    """Answer it, once, before the record is public or after.

    :param step: ``correct`` puts the text on the record, dated; ``leave`` and ``refer`` tell it to the team alone.
    :raises WrongState: another editor answered, or the team took it back.
    :raises Invalid: the text is missing or too long, or names a reviewer.
    """
    text = _checked(text, "answer", "Write what everybody reads" if step == "correct" else "Say why")
    named.require_none(session, one.submission, text, field="answer")
    _wait_for_turn(session, one)
    one.answer, one.answered_at, one.answered_by = text, now, actor.id
    _move(session, one, step, actor=actor, facts=facts, now=now)
    mails.answered(session, one, about=f"correction.{one.state.value}", now=now, links=links)
    if one.state.is_corrected:
        public.changed(session, one.submission.project_id)


def _wait_for_turn(session: Session, one: FactCorrection) -> None:
    cases.lock(session, one.submission)
    session.refresh(one)


def _move(session: Session, one: FactCorrection, step: str, *, actor: Actor, facts: Facts, now: datetime) -> None:
    transitions.apply(
        session, CORRECTION, one, step, kind=KIND, states=CorrectionState, permitted=permitting(facts), guards={},
        actor_id=actor.id, at=now, details={"submission": str(one.submission_id)},
    )  # fmt: skip
