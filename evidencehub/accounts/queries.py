"""Reads over people and organisations."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from evidencehub.accounts.models import Membership, Organisation, Person, TeamRole
from evidencehub.authz.values import Actor


def person_by_email(session: Session, email: str) -> Person | None:
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def person_with_teams(session: Session, person_id: UUID) -> Person | None:
    """Asked of the database once in a session: whoever signed in is there already."""
    teams = selectinload(Person.memberships).joinedload(Membership.organisation)
    return session.get(Person, person_id, options=[teams])


def has_admin(session: Session) -> bool:
    return session.scalar(select(Person.id).where(Person.is_admin).limit(1)) is not None


def organisations_of(session: Session, person_id: UUID) -> list[Organisation]:
    query = select(Organisation).join(Membership).where(Membership.person_id == person_id)
    return list(session.scalars(query.order_by(Organisation.name, Organisation.id)))


def adding_for(session: Session, actor: Actor) -> list[Organisation]:
    """Where somebody may add projects."""
    theirs = organisations_of(session, actor.id) if actor.id else []
    return [each for each in theirs if each.id in actor.contributes and not each.closed_at]


def people(session: Session, *, search: str = "", limit: int = 50, offset: int = 0) -> tuple[list[Person], int]:
    """One page of people by name, and how many there are."""
    query = select(Person)
    if search:
        like = f"%{search.lower()}%"
        query = query.where(func.lower(Person.name).like(like) | Person.email.like(like))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = query.options(selectinload(Person.memberships).joinedload(Membership.organisation))
    return list(session.scalars(page.order_by(Person.name, Person.id).limit(limit).offset(offset))), total


def team_emails(session: Session, organisation_id: UUID) -> list[str]:
    """Whom a notice to a team goes to: its confirmed, active members."""
    query = select(Person.email).join(Membership).where(
        Membership.organisation_id == organisation_id, Person.is_active, Person.confirmed_at.is_not(None)
    )  # fmt: skip
    return list(session.scalars(query.order_by(Person.email)))


def owner_emails(session: Session, organisation_id: UUID) -> list[str]:
    """Of the team those who answer for it."""
    query = select(Person.email).join(Membership).where(
        Membership.organisation_id == organisation_id, Membership.role == TeamRole.OWNER, Person.is_active,
        Person.confirmed_at.is_not(None),
    )  # fmt: skip
    return list(session.scalars(query.order_by(Person.email)))


def editor_emails(session: Session) -> list[str]:
    query = select(Person.email).where(Person.is_editor, Person.is_active, Person.confirmed_at.is_not(None))
    return list(session.scalars(query.order_by(Person.email)))


def admin_emails(session: Session) -> list[str]:
    query = select(Person.email).where(Person.is_admin, Person.is_active, Person.confirmed_at.is_not(None))
    return list(session.scalars(query.order_by(Person.email)))


def actor_for(person: Person) -> Actor:
    """The frozen value that rules read; expects memberships to be loaded."""
    confirmed = person.confirmed_at is not None
    return Actor(
        id=person.id,
        confirmed=confirmed,
        editor=person.is_editor and confirmed,
        reviewer=person.is_reviewer and confirmed,
        admin=person.is_admin and confirmed,
        organisations=frozenset(m.organisation_id for m in person.memberships),
        contributes=frozenset(m.organisation_id for m in person.memberships if m.role is not TeamRole.READER),
        owns=frozenset(m.organisation_id for m in person.memberships if m.role is TeamRole.OWNER),
    )
