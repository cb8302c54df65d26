"""Changing one's own password and email address. Services flush; the edge commits."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts import queries, resetting, second_step, sessions
from evidencehub.accounts.institutions import register
from evidencehub.accounts.models import Person
from evidencehub.accounts.orcid_sign_in import linking
from evidencehub.accounts.programs import keeping as programs
from evidencehub.accounts.tokens import RESTORE_SECONDS
from evidencehub.shared import audit, due, mail
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import Invalid

_TOO_SOON = "Your address was changed less than 7 days ago. You can change it again after that"


class Links(Protocol):
    """Addresses for mails about a change."""

    def confirm_email(self, person: Person, email: str) -> str: ...

    def restore_email(self, person: Person, old: str) -> str: ...

    def account(self) -> str: ...

    def forgotten(self) -> str: ...


def set_password(session: Session, person: Person, password_hash: str, *, now: datetime, links: Links) -> None:
    """Set a password; every session, token, and link sent before stops working. The owner is told."""
    person.password_hash = password_hash
    person.session_version += 1
    sessions.end_all(session, person.id)
    programs.end_all(session, person.id)
    mail.queue(
        session, to=person.email, subject="Your password is changed", about="person.password-set", at=now,
        body=f"Hello {person.name},\n\nThe password of your account is changed, and you are signed out everywhere "
        f"else.\n\nIf it was not you, choose a new one now: {links.forgotten()}",
    )  # fmt: skip
    audit.record(
        session, "person.password-set", subject_type="person", subject_id=person.id, actor_id=person.id, at=now
    )


def set_password_by_link(session: Session, person: Person, password_hash: str, *, now: datetime, links: Links) -> None:
    """The same by the link in a mail, which proves the address.

    Nobody signs in with an ORCID iD before one is connected again: whoever had the account may have connected theirs.

    Of an account that was never confirmed, nothing is known of who made it: their second step would keep the owner of
    the address out.
    """
    if person.confirmed_at is None:
        person.confirmed_at = now
        if second_step.is_on(person):
            second_step.turn_off(session, person, actor_id=person.id, now=now)
    linking.disconnect(session, person, now=now)
    set_password(session, person, password_hash, now=now, links=links)


def ask_for_email(session: Session, person: Person, email: str, *, now: datetime, links: Links) -> None:
    """Mail a link to the address that somebody wants to have. The page says the same whether or not it is taken.

    :raises Invalid: it is the address that they have, or there is a way back to another.
    """
    _leave_the_way_back(session, person, now)
    email = email.strip().lower()
    if email == person.email:
        raise Invalid("This is your address already", {"email": "This is your address already"})
    if queries.person_by_email(session, email) is None:
        subject, text = "Confirm your new email address", (
            "Somebody wants to use this address for their account. If it was you, open this link within 2 hours:\n\n"
            f"{links.confirm_email(person, email)}\n\nIf it was not you, you need not do anything."
        )  # fmt: skip
    else:
        subject, text = "This address has an account already", (
            "Somebody wanted to use this address for another account. It has one already, so nothing was changed. "
            f"If you forgot that, choose a new password for it: {links.forgotten()}\n\n"
            "If it was not you, you need not do anything."
        )  # fmt: skip
    mail.queue(session, to=email, subject=subject, about="person.email-asked", at=now, body=f"Hello,\n\n{text}")
    audit.record(session, "person.email-asked", subject_type="person", subject_id=person.id, actor_id=person.id, at=now)


def confirm_email(session: Session, person: Person, email: str, *, now: datetime, links: Links) -> None:
    """The new address counts from now on; the old one is told, with a way back.

    :raises Invalid: somebody else has the address by now, or there is a way back to another.
    """
    _leave_the_way_back(session, person, now)
    old = person.email
    _change(session, person, email)
    mail.queue(
        session, to=old, subject="Your email address is changed", about="person.email-changed", at=now,
        body=f"Hello {person.name},\n\nYour account has another email address now, and this one no longer counts."
        f"\n\nIf it was not you, put this address back within 7 days, and we send you a link to choose a new password:"
        f"\n\n{links.restore_email(person, old)}",
    )  # fmt: skip
    audit.record(
        session, "person.email-changed", subject_type="person", subject_id=person.id, actor_id=person.id, at=now
    )


def restore_email(session: Session, person: Person, old: str, *, now: datetime) -> None:
    """Put the old address back, end all sessions, and have a link sent there to choose a new password.

    :raises Invalid: somebody else has the address by now.
    """
    _change(session, person, old)
    sessions.end_all(session, person.id)
    programs.end_all(session, person.id)
    linking.disconnect(session, person, now=now)
    resetting.ask(session, old, spared=True)
    audit.record(session, "person.email-restored", subject_type="person", subject_id=person.id, actor_id=None, at=now)


def _leave_the_way_back(session: Session, person: Person, now: datetime) -> None:
    """With a second change, whoever took an account would end the way back that its owner has from the first."""
    of_theirs = AuditEntry.subject_type == "person", AuditEntry.subject_id == str(person.id)
    since = now - timedelta(seconds=RESTORE_SECONDS)
    lately = (AuditEntry.action == "person.email-changed", AuditEntry.at > since)
    if session.scalar(select(AuditEntry.number).where(*of_theirs, *lately).limit(1)) is not None:
        raise Invalid(_TOO_SOON, {"email": _TOO_SOON})


def _change(session: Session, person: Person, email: str) -> None:
    if queries.person_by_email(session, email) is not None:
        raise Invalid("Another account has this address by now, so nothing was changed.")
    before = {
        "was_at": person.email.rpartition("@")[2],
        "at": list(person.at_institutions), "near": list(person.near_institutions),
    }  # fmt: skip
    person.email = email
    register.note(session, person)
    person.session_version += 1  # links that were sent to the other address
    session.flush()
    due.add(session, "joined", uuid4(), {"person": str(person.id), **before})
