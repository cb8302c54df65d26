"""Offering a project to another organisation, answering, taking the offer back. Services flush; the edge commits."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from evidencehub.accounts import joining
from evidencehub.accounts.models import Organisation
from evidencehub.authz.acts import checked
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import public
from evidencehub.projects.models import Project
from evidencehub.projects.transfers import mails, queries
from evidencehub.projects.transfers.mails import Links
from evidencehub.projects.transfers.models import PastTeam, Transfer
from evidencehub.projects.transfers.states import DAYS, TransferState
from evidencehub.projects.transfers.transitions import TRANSFER
from evidencehub.shared import audit, due, transitions
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.transitions import Guard

KIND = "transfer"
MOST_OPEN = 10  # offers of one organisation: each sends mails to people who may not know it
MAX_REASON = 2_000  # characters


def offer(
    session: Session, project: Project, taker: Organisation, reason: str, *, actor: Actor, now: datetime, links: Links
) -> Transfer:
    """Ask the owners of ``taker`` whether they take the project on.

    :raises Invalid: it cannot go there, there is no reason, or many offers wait already.
    :raises WrongState: it is offered to somebody.
    """
    reason = checked(reason, "reason", "Say why", most=MAX_REASON)
    giver = project.organisation
    if giver is None or actor.id is None:
        raise WrongState("Nobody here runs this project.")
    _lock(session, giver, taker)
    session.refresh(project)
    if project.organisation_id != giver.id or queries.open_of(session, project.id) is not None:
        raise WrongState("It is offered to an organisation already, or was handed over.")
    if queries.open_from(session, giver.id) >= MOST_OPEN:
        raise Invalid(f"{MOST_OPEN} offers of your organisation wait for an answer. Take one back first")
    if problem := _against(project, taker):
        raise Invalid(problem, {"taker": problem})
    made = Transfer(
        id=uuid4(), project=project, giver=giver, taker=taker, project_name=project.name, from_name=giver.name,
        to_name=taker.name, reason=reason, state=TransferState.OFFERED, offered_by=actor.id, offered_at=now,
        expires_at=now + timedelta(days=DAYS),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, f"{KIND}.offer", subject_type=KIND, subject_id=made.id, actor_id=actor.id, at=now,
        details={"project": str(project.id), "of": str(giver.id), "into": str(taker.id)},
    )  # fmt: skip
    due.add(session, KIND, made.id, {"transfer_id": str(made.id)}, at=made.expires_at)
    mails.offered(session, made, links=links, now=now)
    return made


def accept(session: Session, made: Transfer, *, actor: Actor, facts: Facts, now: datetime, links: Links) -> None:
    """The project is theirs from this transaction on. Who ran it before stays barred from grading it; running cases are
    looked at again by the worker, which tells their editors.

    :raises WrongState: it was answered, taken back, or its time is over.
    """
    _lock(session, made.giver, made.taker)
    _move(session, made, "accept", actor=actor, facts=facts, now=now)
    project, giver, taker = made.project, made.giver, made.taker
    made.project_name, made.from_name, made.to_name = project.name, giver.name, taker.name
    ours = {each.person_id for each in joining.members(session, giver.id)}
    theirs = {each.person_id for each in joining.members(session, taker.id)}
    session.add_all(
        PastTeam(id=uuid4(), project_id=project.id, organisation_id=giver.id, person_id=key, until=now)
        for key in sorted(ours)
    )
    project.organisation_id = taker.id
    session.flush()
    session.refresh(project)
    public.changed(session, project.id)
    due.add(session, "joined", uuid4(), {
        "handed_over": str(project.id), "was": str(giver.id), "new": [str(key) for key in sorted(theirs - ours)],
    })  # fmt: skip
    mails.accepted(session, made, links=links, now=now)


def decline(
    session: Session, made: Transfer, answer: str, *, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """:param answer: why not; it may be empty."""
    answer = answer.strip()
    if len(answer) > MAX_REASON:
        raise Invalid("It is too long", {"answer": f"It must be {MAX_REASON:,} characters or fewer"})
    _move(session, made, "decline", actor=actor, facts=facts, now=now)
    made.answer = answer
    session.flush()
    mails.declined(session, made, links=links, now=now)


def withdraw(session: Session, made: Transfer, *, actor: Actor, facts: Facts, now: datetime, links: Links) -> None:
    _move(session, made, "withdraw", actor=actor, facts=facts, now=now)
    mails.withdrawn(session, made, links=links, now=now)


def come(session: Session, made: Transfer, *, now: datetime, links: Links) -> None:
    """What the day brings: the end of waiting."""
    if made.state.is_open and now >= made.expires_at:
        _move(session, made, "lapse", actor=None, facts=None, now=now)
        mails.lapsed(session, made, links=links, now=now)


def merged(session: Session, source: Organisation, target: Organisation, *, now: datetime) -> None:
    """What was said of an organisation that became part of another is said of that one; an offer between both ends."""
    of_it = (Transfer.from_id == source.id) | (Transfer.to_id == source.id)
    for made in session.scalars(select(Transfer).where(of_it).order_by(Transfer.id)).all():
        made.from_id = target.id if made.from_id == source.id else made.from_id
        made.to_id = target.id if made.to_id == source.id else made.to_id
        if made.from_id == made.to_id and made.state.is_open:
            _move(session, made, "withdraw", actor=None, facts=None, now=now)
    was = update(PastTeam).where(PastTeam.organisation_id == source.id)
    session.execute(was.values(organisation_id=target.id), execution_options={"synchronize_session": False})
    session.flush()


def _against(project: Project, taker: Organisation) -> str | None:
    if taker.id == project.organisation_id:
        return "Your project is with this organisation already"
    if taker.demo is not project.demo:
        return "An invented project stays among invented organisations, and a real one among real ones"
    return f"{taker.name} is closed, and takes nothing on" if taker.closed_at else None


def _lock(session: Session, *both: Organisation) -> None:
    """Let no closing, merging or handing over of one of them run beside this."""
    for each in sorted(both, key=lambda one: one.id):
        joining.lock(session, each)
        session.refresh(each)


def _move(
    session: Session, made: Transfer, step: str, *, actor: Actor | None, facts: Facts | None, now: datetime
) -> None:
    session.flush()
    session.refresh(made, with_for_update=True)

    def has_time_left(one: Transfer) -> str | None:
        return None if now < one.expires_at else f"its {DAYS} days are over"

    def can_go(one: Transfer) -> str | None:
        if one.project.organisation_id != one.from_id:
            return "the project is with another organisation now"
        return has_time_left(one) or _against(one.project, one.taker)

    guards: Mapping[str, Guard] = {
        "has_time_left": has_time_left, "can_go": can_go,
        "time_is_over": lambda one: None if now >= one.expires_at else "there is time left",
    }  # fmt: skip
    transitions.apply(
        session, TRANSFER, made, step, kind=KIND, states=TransferState, permitted=permitting(facts), guards=guards,
        actor_id=actor.id if actor else None, at=now,
        details={"project": str(made.project_id), "of": str(made.from_id), "into": str(made.to_id)},
    )  # fmt: skip
    made.decided_at, made.decided_by = now, actor.id if actor else None
    due.forget_key(session, KIND, made.id)
    session.flush()
