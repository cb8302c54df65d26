"""From two frozen views to one answer for each question, then the level, then what the public reads."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.catalogue.outcomes import publishing
from evidencehub.catalogue.outcomes.certainty import mails
from evidencehub.catalogue.outcomes.certainty.judging import MAX_REASON, Answer, given
from evidencehub.catalogue.outcomes.certainty.mails import Links
from evidencehub.catalogue.outcomes.certainty.models import Agreed, Judgement, Seat
from evidencehub.catalogue.outcomes.certainty.moving import first_seats, lock, move, note, require, third_seat
from evidencehub.catalogue.outcomes.certainty.questions import level, questions
from evidencehub.catalogue.outcomes.units import Unit
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.standards.model.standard import Criterion, Tier


@dataclass(frozen=True)
class Settled:
    """One question: what the two said (and a third, where they differed), and what holds."""

    question: Criterion
    views: tuple[Answer, ...]  # in the order in which they were asked; a third person last
    agreed: Agreed | None

    @property
    def differs(self) -> bool:
        return self.views[0].answer != self.views[1].answer

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.answer for each in self.views))


def compare(judgement: Judgement) -> list[Settled]:
    """Every question side by side. :raises WrongState: not both are frozen, so nobody may see them together."""
    seats = [seat for seat in first_seats(judgement) if seat.state is AssignmentState.FROZEN]
    if judgement.state.is_judging or len(seats) < 2:
        raise WrongState("Not both of them have sent what they found.")
    third = third_seat(judgement)
    views = [given(seat) for seat in (*seats, *([third] if third and third.frozen_at else []))]
    agreed = {each.criterion: each for each in judgement.agreed}
    return [
        Settled(each, tuple(view[each.id] for view in views if each.id in view), agreed.get(each.id))
        for each in questions(judgement.standard_version)
    ]


def agreed_at_first(judgement: Judgement) -> tuple[int, int]:
    """On how many questions the two said the same before anybody spoke to them, and of how many."""
    found = compare(judgement)
    return sum(not each.differs for each in found), len(found)


def settle_one(
    session: Session, judgement: Judgement, criterion: str, answer: str, reason: str, *, actor: Actor, facts: Facts,
    now: datetime,
) -> None:  # fmt: skip
    """Settle one question on which they differ, for one of the answers that were given.

    :raises Invalid: the answer is none of those, or no reason is given.
    :raises WrongState: nothing is settled now, they do not differ on it, or a third person has yet to answer it.
    """
    lock(session, judgement)
    require(facts, Permission.CERTAINTY_MANAGE)
    if not judgement.state.is_settling:
        raise WrongState(f"This is {judgement.state.in_words} now; nothing can be settled in it.")
    third = third_seat(judgement)
    if third and third.state.is_due and criterion in third.only:
        raise WrongState("A third person was asked this. Wait for the answer.")
    found = {each.question.id: each for each in compare(judgement)}.get(criterion)
    if found is None or not found.differs:
        raise WrongState("They do not differ on this.")
    reason = reason.strip()
    if answer not in found.choices:
        raise Invalid(
            "Choose one of the answers that were given", {"answer": "Choose one of the answers that were given"}
        )
    if not reason or len(reason) > MAX_REASON:
        message = f"Say why, in {MAX_REASON:,} characters or fewer"
        raise Invalid(message, {"reason": message})
    kept = found.agreed
    if kept is None:
        kept = Agreed(id=uuid4(), judgement_id=judgement.id, criterion=criterion)
        session.add(kept)
    kept.answer, kept.reason, kept.author_id, kept.at = answer, reason, actor.id, now
    session.flush()
    session.expire(judgement, ["agreed"])
    note(session, judgement, "agreed", actor=actor, now=now, details={"criterion": criterion, "answer": answer})


def level_of(judgement: Judgement) -> Tier:
    """The level that follows from what holds. :raises ValueError: a question is open."""
    version = judgement.version
    unit = Unit(version.outcome, version.designs, version.comparator)
    return level(unit, {each.criterion: each.answer for each in judgement.agreed}, judgement.standard_version)


def settle(session: Session, judgement: Judgement, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """Close it; the level is derived here, once. :raises WrongState: a question is open."""
    lock(session, judgement)
    move(session, judgement, "settle", actor=actor, facts=facts, now=now)
    judgement.level = level_of(judgement).id
    judgement.decided_at, judgement.decided_by = now, actor.id
    session.flush()


def publish(session: Session, judgement: Judgement, *, actor: Actor, facts: Facts, now: datetime, links: Links) -> None:
    """Let everybody see it, and the headline with it where that waits and still holds; nobody words either."""
    lock(session, judgement)
    move(session, judgement, "publish", actor=actor, facts=facts, now=now, details={"level": judgement.level})
    judgement.decided_at, judgement.decided_by = now, actor.id
    version = judgement.version
    if version.is_current and version.published_at is None:
        publishing.publish(session, version, actor=actor, facts=facts, now=now)
    for seat in judgement.seats:
        if seat.state is AssignmentState.FROZEN:
            mails.thanks(session, seat, now=now, links=links)


def named(seat: Seat) -> str:
    """Their name, where they agreed to it; else ""."""
    return seat.person.name if seat.is_named else ""
