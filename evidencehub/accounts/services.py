"""Registering, confirming, passwords, organisations and roles. Services flush; the edge commits."""

import re
import unicodedata
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.accounts import queries, sessions
from evidencehub.accounts.institutions import register as institutions
from evidencehub.accounts.models import (
    FormerName,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
    ReviewerKind,
    TeamRole,
)
from evidencehub.accounts.programs import keeping as programs
from evidencehub.shared import audit, due, mail
from evidencehub.shared.errors import Invalid

ROLES = ("is_editor", "is_reviewer", "is_admin")
_TAKEN = {"new"}  # addresses of pages of our own below /organisations/
NO_EDITOR = "no-editor"  # likewise that they run no case any more
NO_REVIEWER = "no-reviewer"  # the kind of due row that says of somebody that they grade nothing any more


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def confirm(self, person: Person) -> str: ...

    def sign_in(self) -> str: ...

    def forgotten(self) -> str: ...


def slugify(text: str, fallback: str = "untitled") -> str:
    """Lower-case ASCII words joined by hyphens, 80 characters at most."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].strip("-") or fallback


def create_person(
    session: Session, *, name: str, email: str, password_hash: str, now: datetime, actor_id: UUID | None = None,
    confirmed: bool = False,
) -> Person:  # fmt: skip
    """Add a person.

    :raises Invalid: the address is taken; ``errors`` names the field.
    """
    if queries.person_by_email(session, email.strip().lower()):
        raise Invalid("There is an account with this email address", {"email": "There is an account with this address"})
    return _add_person(
        session, name=name, email=email, password_hash=password_hash, now=now, actor_id=actor_id, confirmed=confirmed
    )


def _add_person(
    session: Session, *, name: str, email: str, password_hash: str, now: datetime, actor_id: UUID | None = None,
    confirmed: bool = False,
) -> Person:  # fmt: skip
    """Of two at once the database refuses the second."""
    person = Person(
        id=uuid4(), name=" ".join(name.split()), email=email.strip().lower(), password_hash=password_hash,
        created_at=now, confirmed_at=now if confirmed else None, expertise=[], memberships=[],
    )  # fmt: skip
    institutions.note(session, person)
    session.add(person)
    session.flush()
    audit.record(
        session,
        "person.registered",
        subject_type="person",
        subject_id=person.id,
        actor_id=actor_id or person.id,
        at=now,
    )
    return person


def register(session: Session, *, name: str, email: str, password_hash: str, now: datetime, links: Links) -> None:
    """Register somebody who asks; the answer on the page is the same whether or not the address is known."""
    known = queries.person_by_email(session, email)
    if known is None:
        # Looked up once: what is told when the database refuses it names no account, and looking again would.
        person = _add_person(session, name=name, email=email, password_hash=password_hash, now=now)
        send_confirmation(session, person, now=now, links=links)
        return
    mail.queue(
        session, to=known.email, subject="You already have an account", about="person.registered-again", at=now,
        body=f"Somebody tried to register with this email address. You already have an account.\n\n"
        f"Sign in: {links.sign_in()}\nForgotten your password: {links.forgotten()}\n\n"
        f"If it was not you, you need not do anything.",
    )  # fmt: skip


def send_confirmation(session: Session, person: Person, *, now: datetime, links: Links) -> None:
    """Mail the link that confirms an address. Nothing in it was typed by whoever registered: they may be a stranger."""
    mail.queue(
        session, to=person.email, subject="Confirm your email address", about="person.confirm", at=now,
        body=f"Hello,\n\nConfirm your email address by opening this link within 7 days:\n\n"
        f"{links.confirm(person)}\n\nIf you did not register, you need not do anything.",
    )  # fmt: skip


def confirm(session: Session, person: Person, *, now: datetime) -> None:
    """Mark the address as confirmed; doing it twice changes nothing."""
    if person.confirmed_at is None:
        person.confirmed_at = now
        audit.record(
            session, "person.confirmed", subject_type="person", subject_id=person.id, actor_id=person.id, at=now
        )


def organisation_slug(name: str) -> str:
    slug = slugify(name)
    return f"{slug}-organisation" if slug in _TAKEN else slug


def whose_slug(session: Session, slug: str) -> UUID | None:
    """Which organisation has this address, or had it; nobody else gets it."""
    now = session.scalar(select(Organisation.id).where(Organisation.slug == slug))
    return now or session.scalar(select(FormerName.organisation_id).where(FormerName.slug == slug))


def find_organisation(session: Session, typed: str) -> Organisation | None:
    """By its whole name, of now or of before, or by the address of its page; where it became part of another, that."""
    name = " ".join(typed.split())
    slug = name.rstrip("/").rpartition("/")[2] if "/organisations/" in name else organisation_slug(name)
    called_so = select(Organisation.id).where(func.lower(Organisation.name) == name.lower())
    key = whose_slug(session, slug) or session.scalar(called_so.order_by(Organisation.id).limit(1))
    found = session.get(Organisation, key) if key else None
    while found is not None and found.merged_into_id is not None:
        found = session.get_one(Organisation, found.merged_into_id)
    return found


def create_organisation(
    session: Session, *, name: str, kind: OrganisationKind, town: str, founder: Person, now: datetime
) -> Organisation:
    """Add an organisation with its first member.

    :raises Invalid: there is one with this name, which the person should ask to join.
    """
    name = " ".join(name.split())
    slug = organisation_slug(name)
    if whose_slug(session, slug):
        problem = "There is an organisation with this name. Ask somebody there to invite you, or use a fuller name"
        raise Invalid(problem, {"name": problem})
    organisation = Organisation(id=uuid4(), slug=slug, name=name, kind=kind, town=town, created_at=now)
    session.add(organisation)
    session.add(Membership(person=founder, organisation=organisation, role=TeamRole.OWNER, created_at=now))
    session.flush()
    audit.record(
        session,
        "organisation.created",
        subject_type="organisation",
        subject_id=organisation.id,
        actor_id=founder.id,
        at=now,
    )
    return organisation


def set_roles(session: Session, person: Person, roles: set[str], *, actor_id: UUID | None, now: datetime) -> None:
    """Give a person exactly these roles over the hub.

    :raises Invalid: an unknown role, or it would leave the hub without an admin.
    """
    if unknown := roles - set(ROLES):
        raise Invalid(f"There is no role called {sorted(unknown)[0]}")
    if person.is_admin and "is_admin" not in roles:
        _keep_an_admin(session, person)
    was_reviewer, was_editor = person.is_reviewer, person.is_editor
    for role in ROLES:
        setattr(person, role, role in roles)
    session.flush()
    if was_reviewer and not person.is_reviewer:
        _free_seats(session, person)
    if was_editor and not person.is_editor:
        _release_cases(session, person)
    audit.record(
        session, "person.roles-set", subject_type="person", subject_id=person.id, actor_id=actor_id, at=now,
        details={"roles": sorted(roles)},
    )  # fmt: skip


def set_reviewer_kind(session: Session, person: Person, kind: str, *, actor_id: UUID | None, now: datetime) -> None:
    """Say whether a reviewer speaks for research or for practice: standards may ask for one of each.

    :raises Invalid: there is no such kind.
    """
    if kind not in {"", *(each.value for each in ReviewerKind)}:
        raise Invalid("There is no such kind of reviewer", {"kind": "Choose a kind of reviewer"})
    if kind == person.reviewer_kind:
        return
    person.reviewer_kind = kind
    session.flush()
    audit.record(
        session, "person.kind-set", subject_type="person", subject_id=person.id, actor_id=actor_id, at=now,
        details={"kind": kind},
    )  # fmt: skip


def switch_off(session: Session, person: Person, *, actor_id: UUID | None, now: datetime) -> None:
    """Nobody signs in to this account any more, and whoever is signed in with it is not. What they did stays.

    :raises Invalid: the hub would be left without an admin.
    """
    if person.is_admin:
        _keep_an_admin(session, person)
    person.is_active = False
    sessions.end_all(session, person.id)
    programs.end_all(session, person.id)
    session.flush()
    if person.is_reviewer:
        _free_seats(session, person)
    if person.is_editor:
        _release_cases(session, person)
    audit.record(session, "person.switched-off", subject_type="person", subject_id=person.id, actor_id=actor_id, at=now)


def switch_on(session: Session, person: Person, *, actor_id: UUID | None, now: datetime) -> None:
    person.is_active = True
    session.flush()
    audit.record(session, "person.switched-on", subject_type="person", subject_id=person.id, actor_id=actor_id, at=now)


def _free_seats(session: Session, person: Person) -> None:
    """What they had to grade goes to somebody else: reviewing does it, with the worker."""
    due.add(session, NO_REVIEWER, person.id, {"person": str(person.id)})


def _release_cases(session: Session, person: Person) -> None:
    """The cases that they ran are nobody's: reviewing sees to it, with the worker."""
    due.add(session, NO_EDITOR, person.id, {"person": str(person.id)})


def _keep_an_admin(session: Session, person: Person) -> None:
    others = (Person.is_admin, Person.is_active, Person.id != person.id)
    if session.scalar(select(Person.id).where(*others).limit(1)) is None:
        raise Invalid("The hub would be left without an admin: make somebody else an admin first")
