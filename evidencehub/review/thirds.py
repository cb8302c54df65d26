"""Asking a third reviewer, who grades what two see differently and knows neither what they said nor who they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.models import Submission
from evidencehub.review import cases, choosing, doubts, reminding, seat_mails
from evidencehub.review.deadlines import third_due
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.reconciling import Comparison, Difference, FactDifference, compare
from evidencehub.review.sheet import as_text, number_as_text
from evidencehub.shared.errors import Invalid, WrongState


def questions_for_a_third(comparison: Comparison) -> Sequence[Difference | FactDifference]:
    """What is open, numbers too."""
    return comparison.open


def reason_against_asking(comparison: Comparison) -> str | None:
    if comparison.third is not None:
        return "a third reviewer has it in hand" if comparison.third.state.is_due else "a third reviewer has graded it"
    if not questions_for_a_third(comparison):
        return "nothing is open on which the two reviewers differ"
    return None


def ask_third(
    session: Session, submission: Submission, person: Person, *, actor: Actor, facts: Facts, now: datetime,
    overruling: str = "", links: Links = IN_WORDS,
) -> Assignment:  # fmt: skip
    """Ask one more reviewer for every question and every number that is open now, and invite them.

    Until they have sent, or their place is given up, nobody settles these.

    :param overruling: why what the machine found of them is no conflict; it is kept with the case.
    :raises Invalid: something stands against this person.
    :raises WrongState: the case is not being settled, nothing is open, or a third was asked already.
    """
    cases.lock(session, submission)
    cases.require(facts, Permission.CASE_ASSIGN)
    if not submission.state.is_settling:
        raise WrongState(f"This case is {submission.state.in_words} now; nothing is settled in it.")
    comparison = compare(session, submission)
    if against := reason_against_asking(comparison):
        raise WrongState(f"No third reviewer can be asked: {against}.")
    everybody = choosing.candidates(session, submission, now=now)
    candidate = next((one for one in everybody if one.person.id == person.id), None)
    reason = "is not a reviewer of this hub" if candidate is None else candidate.blocked
    if person.id == actor.id:
        reason = "is running this case"
    if candidate is None or reason:
        raise Invalid(f"{person.name} {reason}", {"reviewer": f"{person.name} cannot grade this: {reason}"})
    doubts.rule_on(session, submission, [candidate], overruling, actor=actor, now=now)
    asked = [_as_text(one) for one in questions_for_a_third(comparison)]
    part = choosing.Part(asked, len(comparison.sheet.standard.tiers), third_due(now), "assignment.third-asked")
    made = choosing.seat(session, submission, candidate, actor=actor, now=now, part=part)
    reminding.plan(session, made, now=now)
    seat_mails.invite(session, made, now=now, links=links)
    return made


def _as_text(question: Difference | FactDifference) -> str:
    return number_as_text(question.key) if isinstance(question, FactDifference) else as_text(question.item.key)
