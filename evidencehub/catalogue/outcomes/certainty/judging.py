"""What one person does alone: declaring, answering, and sending what they found, which never changes afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import person_with_teams
from evidencehub.authz.values import Actor, Permission
from evidencehub.catalogue.outcomes.certainty import access, mails
from evidencehub.catalogue.outcomes.certainty.mails import Links
from evidencehub.catalogue.outcomes.certainty.models import Agreed, Seat
from evidencehub.catalogue.outcomes.certainty.moving import TOGETHER, first_seats, lock, move, note, require
from evidencehub.catalogue.outcomes.certainty.questions import answers, contradiction, points, questions
from evidencehub.review import ruled
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.standards.model.standard import Criterion

MAX_REASON = 2_000  # characters


@dataclass(frozen=True)
class Answer:
    answer: str  # "" where none was chosen
    reason: str


def asked(seat: Seat) -> tuple[Criterion, ...]:
    """The questions of one seat: all of them, or those on which the first two differ."""
    every = questions(seat.judgement.standard_version)
    return tuple(each for each in every if not seat.only or each.id in seat.only)


def given(seat: Seat) -> dict[str, Answer]:
    """What was saved, by criterion."""
    return {key: Answer(each["answer"], each["reason"]) for key, each in seat.answers.items()}


def declare(session: Session, seat: Seat, *, conflict: str, actor: Actor, now: datetime, links: Links) -> None:
    """Take somebody's word on conflicts of interest: none ("") opens the questions, any ends the seat.

    The machine looks once more: somebody may have joined the team, or a study may have come, since they were asked.
    """
    _wait_for_turn(session, seat)
    require(access.seat_facts(actor, seat), Permission.ASSIGNMENT_DECLARE)
    person = person_with_teams(session, seat.person_id)
    found = access.checks(session, person, seat.judgement.version) if person else ()
    seat.machine_check = [each.as_data() for each in found]
    seat.declaration, seat.declared_at = conflict.strip(), now
    said = ruled.by_person(session, seat.judgement.version.project).get(seat.person_id, frozenset())
    if conflict.strip() or ruled.standing(found, said):
        _leave(session, seat, AssignmentState.CONFLICT, actor=actor, now=now, links=links)
        return
    seat.state = AssignmentState.GRADING
    session.flush()
    note(session, seat.judgement, "declared", actor=actor, now=now, details={"seat": str(seat.id)})


def decline(session: Session, seat: Seat, *, actor: Actor, now: datetime, links: Links) -> None:
    """Say no, or leave after having begun; the editors are told that a place is free."""
    _wait_for_turn(session, seat)
    require(access.seat_facts(actor, seat), Permission.ASSIGNMENT_LEAVE)
    _leave(session, seat, AssignmentState.DECLINED, actor=actor, now=now, links=links)


def _leave(session: Session, seat: Seat, state: AssignmentState, *, actor: Actor, now: datetime, links: Links) -> None:
    seat.state = state
    session.flush()
    note(session, seat.judgement, state.value, actor=actor, now=now, details={"seat": str(seat.id)})
    mails.seat_open(session, seat.judgement, now=now, links=links)


def save(
    session: Session, seat: Seat, said: Mapping[str, Answer], *, is_named: bool, seen: int, actor: Actor, now: datetime
) -> None:
    """Keep what was written so far, finished or not.

    :param seen: the version of the row that the page showed.
    :raises Overtaken: another tab saved something meanwhile; nothing is written.
    """
    _wait_for_turn(session, seat)
    require(access.seat_facts(actor, seat), Permission.FINDING_RECORD)
    if seat.row_version != seen:
        raise Overtaken("You saved something else in another tab after you opened this page.")
    kept = {}
    for question in asked(seat):
        one = said.get(question.id, Answer("", ""))
        if one.answer and one.answer not in answers(question):
            raise Invalid("Choose one of the answers", {question.id: "Choose one of the answers"})
        if len(one.reason) > MAX_REASON:
            message = f"Your reason must be {MAX_REASON:,} characters or fewer"
            raise Invalid(message, {question.id: message})
        kept[question.id] = {"answer": one.answer, "reason": one.reason.strip()}
    seat.answers, seat.is_named, seat.saved_at = kept, is_named, now
    session.flush()


class Overtaken(WrongState):
    """Saved in another tab meanwhile."""


def missing(seat: Seat) -> dict[str, str]:
    """What has to be mended before it can be sent, by criterion."""
    said, found = given(seat), {}
    for question in asked(seat):
        one = said.get(question.id)
        if one is None or not one.answer:
            found[question.id] = f"{question.short}: choose an answer"
        elif points(question, one.answer) and not one.reason:
            found[question.id] = f"{question.short}: give your reason for moving the level"
    if not found and (why := contradiction({key: one.answer for key, one in said.items()},
                                           seat.judgement.standard_version)):  # fmt: skip
        ups = [each for each in asked(seat) if points(each, said[each.id].answer) > 0]
        found = {each.id: f"{each.short}: {why[:1].lower()}{why[1:]}" for each in ups}
    return found


def send(session: Session, seat: Seat, *, actor: Actor, now: datetime, links: Links) -> None:
    """Freeze what somebody found. With the second of two, what both said is agreed and the rest waits to be settled.

    :raises Invalid: an answer or a reason is missing, or answers do not go together; carries all of them.
    """
    _wait_for_turn(session, seat)
    facts = access.seat_facts(actor, seat)
    require(facts, Permission.FINDING_RECORD)
    if problems := missing(seat):
        raise Invalid("Not finished yet", problems)
    judgement = seat.judgement
    seat.frozen_at = now
    note(session, judgement, "sent", actor=actor, now=now, details={"seat": str(seat.id)})
    if seat.only:
        seat.state = AssignmentState.FROZEN
        session.flush()
        _by_majority(session, seat, actor=actor, now=now)
        mails.third_in(session, judgement, now=now, links=links)
        return
    seat.state = AssignmentState.IN
    sent = [each for each in first_seats(judgement) if each.state.is_sent]
    if len(sent) < TOGETHER:
        session.flush()
        return
    for each in sent:
        each.state = AssignmentState.FROZEN
    session.flush()
    move(session, judgement, "both-in", actor=actor, facts=facts, now=now)
    _alike(session, sent[0], sent[1], now=now)
    mails.both_in(session, judgement, now=now, links=links)


def _alike(session: Session, one: Seat, other: Seat, *, now: datetime) -> None:
    """Keep what both said as agreed, in nobody's name."""
    first, second = given(one), given(other)
    for key in first:
        if first[key].answer == second[key].answer:
            session.add(
                Agreed(id=uuid4(), judgement_id=one.judgement_id, criterion=key, answer=first[key].answer, at=now)
            )
    session.flush()
    session.expire(one.judgement, ["agreed"])


def _by_majority(session: Session, third: Seat, *, actor: Actor, now: datetime) -> None:
    """Where the third person says what one of the two said, that holds; the rest is left to an editor."""
    said = given(third)
    settled = {each.criterion for each in third.judgement.agreed}
    views = [given(seat) for seat in first_seats(third.judgement)]
    for key, one in said.items():
        if key not in settled and any(view[key].answer == one.answer for view in views):
            session.add(
                Agreed(
                    id=uuid4(), judgement_id=third.judgement_id, criterion=key, answer=one.answer, reason=one.reason,
                    author_id=actor.id, at=now,
                )
            )  # fmt: skip
    session.flush()
    session.expire(third.judgement, ["agreed"])


def _wait_for_turn(session: Session, seat: Seat) -> None:
    """Meet whoever acts on the judgement now, and see what they did."""
    lock(session, seat.judgement)
    session.refresh(seat)
