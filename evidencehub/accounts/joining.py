"""Who is in a team: invited, and in it with their own yes alone; and removed. Services flush; the edge commits."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Invitation, Membership, Organisation, Person, TeamRole
from evidencehub.accounts.states import InvitationState
from evidencehub.accounts.transitions import INVITATION
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Facts
from evidencehub.shared import audit, due, mail, transitions
from evidencehub.shared.errors import Invalid, WrongState

OPEN_FOR = timedelta(days=14)
MOST_OPEN = 50  # invitations of one organisation; each sends a mail to an address that anybody may type
KIND = "invitation"


class Links(Protocol):
    """Addresses for mails about teams."""

    def invitation(self, invitation_id: UUID) -> str: ...

    def team(self, organisation_id: UUID) -> str: ...


def invite(
    session: Session, organisation: Organisation, email: str, *, role: TeamRole, inviter: Person, now: datetime,
    links: Links,
) -> None:  # fmt: skip
    """Ask whoever has this address into the team. Whether anybody has it, the page does not learn.

    Nothing in the mail was typed by who invites: they may be a stranger.

    :raises Invalid: too many invitations of this organisation wait for an answer.
    """
    email = email.strip().lower()
    lock(session, organisation)
    invitation = _unanswered(session, organisation, email)
    if _is_member(session, organisation, email) or (invitation is not None and now < invitation.expires_at):
        return
    if len(open_invitations(session, organisation.id, now=now)) >= MOST_OPEN:
        problem = f"{MOST_OPEN} invitations wait for an answer. Take some back first"
        raise Invalid(problem, {"email": problem})
    if invitation is None:
        invitation = Invitation(id=uuid4(), organisation_id=organisation.id, email=email, state=InvitationState.OPEN)
        session.add(invitation)
    invitation.role = role
    invitation.invited_by, invitation.created_at, invitation.expires_at = inviter.id, now, now + OPEN_FOR
    session.flush()
    mail.queue(
        session, to=email, subject="You are invited to join a team", about="invitation.made", at=now,
        body="Hello,\n\nSomebody would like you to join the team of their organisation on this hub. Sign in to see "
        "who asks, and to say yes or no. If you have no account yet, register with this address first, and then open "
        f"the link again:\n\n{links.invitation(invitation.id)}\n\nThe invitation ends after 14 days. If you do not "
        "want to join, you need not do anything: nobody is in a team without saying yes.",
    )  # fmt: skip
    audit.record(
        session, "invitation.made", subject_type=KIND, subject_id=invitation.id, actor_id=inviter.id, at=now,
        details={"organisation": str(organisation.id)},
    )  # fmt: skip


def accept(
    session: Session, invitation: Invitation, person: Person, *, facts: Facts, now: datetime, links: Links
) -> None:
    """Join the team that asked. The others are told; whoever runs a case of theirs finds out what it means.

    :raises WrongState: it was answered, taken back, or its time is over.
    """
    lock(session, invitation.organisation)
    _move(session, invitation, "accept", facts=facts, actor_id=person.id, now=now)
    if _is_member(session, invitation.organisation, person.email):
        raise WrongState("You are in this team already.")
    others = [member.person for member in members(session, invitation.organisation_id)]
    session.add(Membership(person_id=person.id, organisation_id=invitation.organisation_id, role=invitation.role,
                           created_at=now))  # fmt: skip
    session.flush()
    for other in others:
        mail.queue(
            session, to=other.email, subject=f"{person.name} has joined your team", about="invitation.accepted", at=now,
            body=f"Hello {other.name},\n\n{person.name} has said yes and is in the team of "
            f"{invitation.organisation.name} now.\n\nSee the team: {links.team(invitation.organisation_id)}",
        )  # fmt: skip
    due.add(session, "joined", uuid4(), {"organisation": str(invitation.organisation_id), "person": str(person.id)})
    _record(session, "organisation.member-added", invitation.organisation_id, person.id, actor_id=person.id, now=now)


def refuse(session: Session, invitation: Invitation, *, facts: Facts, actor_id: UUID, now: datetime) -> None:
    _move(session, invitation, "refuse", facts=facts, actor_id=actor_id, now=now)


def withdraw(session: Session, invitation: Invitation, *, facts: Facts | None, actor_id: UUID, now: datetime) -> None:
    _move(session, invitation, "withdraw", facts=facts, actor_id=actor_id, now=now)


def remove(session: Session, membership: Membership, *, actor_id: UUID, now: datetime) -> None:
    """Take somebody out of a team, or leave it. They are told.

    :raises Invalid: no owner would be left.
    """
    organisation, person = membership.organisation, membership.person
    lock(session, organisation)
    _keep_an_owner(session, membership)
    session.delete(membership)
    session.flush()
    mail.queue(
        session, to=person.email, subject=f"You are no longer in the team of {organisation.name}",
        about="organisation.member-removed", at=now,
        body=f"Hello {person.name},\n\nYou are no longer in the team of {organisation.name}, and cannot see its drafts "
        "any more. Your account stays as it is.",
    )  # fmt: skip
    _record(session, "organisation.member-removed", organisation.id, person.id, actor_id=actor_id, now=now)


def set_role(session: Session, membership: Membership, role: TeamRole, *, actor_id: UUID, now: datetime) -> None:
    """Let somebody do more or less in the team; they are told.

    :raises Invalid: no owner would be left.
    """
    organisation, person = membership.organisation, membership.person
    lock(session, organisation)
    session.refresh(membership)
    if role is membership.role:
        return
    if role is not TeamRole.OWNER:
        _keep_an_owner(session, membership)
    membership.role = role
    session.flush()
    mail.queue(
        session, to=person.email, subject=f"You are {role.named} in the team of {organisation.name} now",
        about="organisation.role-set", at=now,
        body=f"Hello {person.name},\n\nYou are {role.named} in the team of {organisation.name} now. "
        f"{role.named.capitalize()}: {role.told[:1].lower()}{role.told[1:]}",
    )  # fmt: skip
    audit.record(
        session, "organisation.role-set", subject_type="organisation", subject_id=organisation.id, actor_id=actor_id,
        at=now, details={"person": str(person.id), "role": role.value},
    )  # fmt: skip


def _keep_an_owner(session: Session, membership: Membership) -> None:
    """Of those who can sign in; held by the lock."""
    others = [one for one in members(session, membership.organisation_id) if one.person_id != membership.person_id]
    if membership.role is TeamRole.OWNER and not any(
        one.role is TeamRole.OWNER and one.person.is_active for one in others
    ):
        problem = "No owner would be left in the team. Make somebody else an owner first"
        raise Invalid(problem, {"role": problem})


def lock(session: Session, organisation: Organisation) -> None:
    """Let acts on one team happen one after the other; on SQLite every transaction that writes does."""
    session.flush()
    session.scalars(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update()).one()


def members(session: Session, organisation_id: UUID) -> list[Membership]:
    query = select(Membership).where(Membership.organisation_id == organisation_id)
    query = query.options(joinedload(Membership.person)).execution_options(populate_existing=True)
    return list(session.scalars(query.order_by(Membership.created_at, Membership.id)))


def open_invitations(session: Session, organisation_id: UUID, *, now: datetime) -> list[Invitation]:
    """Those that can still be answered, newest first."""
    query = select(Invitation).where(Invitation.organisation_id == organisation_id, *_can_be_answered(now))
    return list(session.scalars(query.order_by(Invitation.created_at.desc(), Invitation.id)))


def invitations_to(session: Session, person: Person, *, now: datetime) -> list[Invitation]:
    """What somebody can still answer."""
    query = select(Invitation).where(Invitation.email == person.email, *_can_be_answered(now))
    query = query.options(joinedload(Invitation.organisation))
    return list(session.scalars(query.order_by(Invitation.created_at.desc(), Invitation.id)))


def _can_be_answered(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Invitation.state == InvitationState.OPEN, Invitation.expires_at > now


def _unanswered(session: Session, organisation: Organisation, email: str) -> Invitation | None:
    query = select(Invitation).where(Invitation.organisation_id == organisation.id, Invitation.email == email)
    return session.scalar(query.where(Invitation.state == InvitationState.OPEN))


def _is_member(session: Session, organisation: Organisation, email: str) -> bool:
    query = select(func.count()).select_from(Membership).join(Person)
    return bool(session.scalar(query.where(Membership.organisation_id == organisation.id, Person.email == email)))


def _move(
    session: Session, invitation: Invitation, name: str, *, facts: Facts | None, actor_id: UUID, now: datetime
) -> None:
    session.refresh(invitation, with_for_update=True)

    def has_time_left(held: Invitation) -> str | None:
        return None if now < held.expires_at else "its 14 days are over"

    transitions.apply(
        session, INVITATION, invitation, name, kind=KIND, states=InvitationState,
        permitted=permitting(facts),
        guards={"has_time_left": has_time_left}, actor_id=actor_id, at=now,
    )  # fmt: skip
    invitation.answered_at = now


def _record(
    session: Session, action: str, organisation_id: UUID, person_id: UUID, *, actor_id: UUID, now: datetime
) -> None:
    audit.record(
        session, action, subject_type="organisation", subject_id=organisation_id, actor_id=actor_id, at=now,
        details={"person": str(person_id)},
    )  # fmt: skip
