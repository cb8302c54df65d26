"""Asking two people to judge how sure we can be of a synthesis, a third where they differ, and stopping it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.catalogue.outcomes.certainty import access, mails, reminding
from evidencehub.catalogue.outcomes.certainty.mails import Links
from evidencehub.catalogue.outcomes.certainty.models import Judgement, Seat
from evidencehub.catalogue.outcomes.certainty.moving import TOGETHER, first_seats, lock, move, note, require, third_seat
from evidencehub.catalogue.outcomes.certainty.queries import open_judgement
from evidencehub.catalogue.outcomes.certainty.questions import questions, standard
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.review import conflicts, doubts, ruled
from evidencehub.review.cases import reviewers
from evidencehub.review.deadlines import review_due
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import Invalid, WrongState


@dataclass(frozen=True)
class Candidate:
    """Somebody who could judge. ``blocked`` says why not, "" for nothing; ``doubts`` are for an editor to rule on."""

    person: Person
    party: conflicts.Party
    checks: tuple[conflicts.Check, ...]
    organisations: tuple[str, ...]
    blocked: str
    doubts: tuple[conflicts.Check, ...]

    @property
    def doubt(self) -> str:
        return "; ".join(one.told for one in self.doubts)


def candidates(session: Session, version: SynthesisVersion, judgement: Judgement | None) -> list[Candidate]:
    """Every reviewer of the hub, those who can be asked first."""
    team = access.team_of(session, version)
    seats = judgement.seats if judgement else []
    asked = {seat.person_id for seat in seats}
    others = [conflicts.party(seat.person) for seat in seats if seat.state.has_seat]
    editors = {version.published_by}
    if judgement:
        editors |= {judgement.asked_by, judgement.decided_by, *(each.author_id for each in judgement.agreed)}
    said = ruled.by_person(session, version.project)
    found = []
    for person in reviewers(session):
        party = conflicts.party(person)
        checks = conflicts.check(party, team)
        found.append(
            Candidate(
                person, party, checks, tuple(each.organisation.name for each in person.memberships),
                _blocked(party, checks, asked=asked, others=others, editors=editors)
                if version.demo or not person.demo else "is invented, and this is not",
                doubts.of(party, checks, others, said.get(person.id, frozenset())),
            )
        )  # fmt: skip
    return sorted(found, key=lambda each: (bool(each.blocked), each.person.name, str(each.person.id)))


def _blocked(
    party: conflicts.Party, checks: Sequence[conflicts.Check], *, asked: set[UUID], others: Sequence[conflicts.Party],
    editors: set[UUID | None],
) -> str:  # fmt: skip
    if party.id in asked:
        return "was asked for this already"
    if found := [each for each in checks if each.found and each.is_hard]:
        return "; ".join(each.finding for each in found)
    if party.id in editors:
        return "has acted on this as an editor"
    if any(conflicts.colleagues(party, other) for other in others):
        return "works for the same organisation as another who judges"
    return ""


def ask(
    session: Session, version: SynthesisVersion, people: Sequence[Person], *, actor: Actor, facts: Facts, now: datetime,
    links: Links, overruling: str = "",
) -> Judgement:  # fmt: skip
    """Ask two people to judge this version.

    :param overruling: why what the machine found of them is no conflict; it is kept.

    :raises Invalid: not two, or one of them is blocked; the message says why.
    :raises WrongState: it is judged already, holds no longer, or nothing was put together.
    """
    require(facts, Permission.CERTAINTY_MANAGE)
    session.scalars(
        select(SynthesisVersion).where(SynthesisVersion.id == version.id).with_for_update(of=SynthesisVersion)
        .execution_options(populate_existing=True)
    ).one()  # fmt: skip
    if version.result is None or not version.is_current:
        raise WrongState("This version holds no longer, or nothing was put together in it.")
    if open_judgement(session, version):
        raise WrongState("Somebody was asked to judge this already.")
    judgement = Judgement(
        id=uuid4(), version=version, standard_version=standard().version, asked_at=now, asked_by=actor.id,
        due_at=review_due(now), seats=[], agreed=[],
    )  # fmt: skip
    session.add(judgement)
    session.flush()
    note(session, judgement, "asked", actor=actor, now=now, details={"synthesis": str(version.id)})
    chosen = _chosen(session, judgement, people, TOGETHER, overruling, actor=actor, now=now)
    _seat(session, judgement, chosen, only=(), actor=actor, now=now, links=links)
    reminding.remind_later(session, judgement)
    return judgement


def replace(
    session: Session, judgement: Judgement, person: Person, *, actor: Actor, facts: Facts, now: datetime, links: Links,
    overruling: str = "",
) -> None:  # fmt: skip
    """Give a place that came free to somebody else. :raises WrongState: none is free."""
    lock(session, judgement)
    require(facts, Permission.CERTAINTY_MANAGE)
    if not judgement.state.is_judging or len(first_seats(judgement)) >= TOGETHER:
        raise WrongState("No place is free.")
    judgement.due_at = review_due(now)  # whoever comes later has as long as the first had
    reminding.remind_later(session, judgement)
    chosen = _chosen(session, judgement, [person], 1, overruling, actor=actor, now=now)
    _seat(session, judgement, chosen, only=(), actor=actor, now=now, links=links)


def ask_third(
    session: Session, judgement: Judgement, person: Person, *, actor: Actor, facts: Facts, now: datetime, links: Links,
    overruling: str = "",
) -> None:  # fmt: skip
    """Ask a third person the questions that are still open, and no others.

    :raises WrongState: nothing is open, or a third person was asked.
    """
    lock(session, judgement)
    require(facts, Permission.CERTAINTY_MANAGE)
    settled = {each.criterion for each in judgement.agreed}
    open_ = [each.id for each in questions(judgement.standard_version) if each.id not in settled]
    if not judgement.state.is_settling or not open_ or third_seat(judgement):
        raise WrongState("There is nothing to ask a third person, or one was asked.")
    chosen = _chosen(session, judgement, [person], 1, overruling, actor=actor, now=now)
    _seat(session, judgement, chosen, only=open_, actor=actor, now=now, links=links)


def free(session: Session, judgement: Judgement, seat_id: UUID, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """Take the place from somebody who has sent nothing, so that another can be asked; they are told.

    What they wrote is kept, and nothing reads it any more.

    :raises WrongState: nobody has this place, or what they found is in.
    """
    lock(session, judgement)
    require(facts, Permission.CERTAINTY_MANAGE)
    seat = next((each for each in judgement.seats if each.id == seat_id), None)
    if seat is None or not judgement.state.is_open or not seat.state.is_due:
        raise WrongState("This place cannot be freed any more.")
    seat.state = AssignmentState.REPLACED
    session.flush()
    note(session, judgement, "replaced", actor=actor, now=now, details={"seat": str(seat.id)})
    mails.replaced(session, seat, now=now)


def stop(session: Session, judgement: Judgement, *, actor: Actor, facts: Facts, now: datetime, links: Links) -> None:
    """End it before it is published. What was written is kept, and nobody is told of it."""
    lock(session, judgement)
    move(session, judgement, "stop", actor=actor, facts=facts, now=now)
    judgement.decided_at, judgement.decided_by = now, actor.id
    for seat in judgement.seats:
        if seat.state.has_seat:
            mails.stopped(session, seat, now=now)


def _chosen(
    session: Session, judgement: Judgement, people: Sequence[Person], count: int, overruling: str, *, actor: Actor,
    now: datetime,
) -> list[Candidate]:  # fmt: skip
    """These people, with the editor's word on what was found of them. :raises Invalid: see :func:`ask`."""
    if len({person.id for person in people}) != count or len(people) != count:
        message = "Choose two different people" if count == TOGETHER else "Choose one person"
        raise Invalid(message, {"people": message})
    can = {each.person.id: each for each in candidates(session, judgement.version, judgement)}
    chosen = []
    for person in people:
        each = can.get(person.id)
        if each is None or each.blocked or each.person.id == actor.id:
            why = "is you" if each and each.person.id == actor.id else each.blocked if each else "is no reviewer"
            message = f"{each.person.name if each else 'Somebody'} cannot be asked: {why}"
            raise Invalid(message, {"people": message})
        chosen.append(each)
    if count == TOGETHER and conflicts.colleagues(chosen[0].party, chosen[1].party):
        message = "Choose two people from two different organisations"
        raise Invalid(message, {"people": message})
    doubts.rule_on(session, judgement.version.project, chosen, overruling, actor=actor, now=now)
    return chosen


def _seat(
    session: Session, judgement: Judgement, chosen: Sequence[Candidate], *, only: Sequence[str], actor: Actor,
    now: datetime, links: Links,
) -> None:  # fmt: skip
    for each in chosen:
        seat = Seat(
            id=uuid4(), judgement=judgement, person=each.person, state=AssignmentState.INVITED, only=list(only),
            machine_check=[one.as_data() for one in each.checks], asked_at=now, answers={},
        )  # fmt: skip
        session.add(seat)
        session.flush()
        note(session, judgement, "invited", actor=actor, now=now,
             details={"seat": str(seat.id), "person": str(each.person.id), "questions": len(only)})  # fmt: skip
        mails.asked(session, seat, now=now, links=links)
