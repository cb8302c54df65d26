"""Connecting an iD to an account, and taking that back. Services flush; the edge commits.

An account is found by the iD alone, never by an email address: whoever has the same address elsewhere may be somebody
else. None is made by it.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.orcid_sign_in.models import TAKEN, OrcidLink
from evidencehub.shared import audit, mail
from evidencehub.shared.errors import Invalid


def link_of(session: Session, person: Person) -> OrcidLink | None:
    return session.get(OrcidLink, person.id)


def whose(session: Session, orcid: str) -> Person | None:
    """Whose account it is connected to, if they may sign in."""
    query = select(Person).join(OrcidLink, OrcidLink.person_id == Person.id).where(OrcidLink.orcid == orcid)
    person = session.scalar(query)
    return person if person is not None and person.is_active else None


def connect(session: Session, person: Person, orcid: str, *, now: datetime) -> None:
    """Keep what ORCID said, in place of an iD that was typed. Twice changes nothing.

    :raises Invalid: it is connected to another account, or this account to another iD.
    """
    held = link_of(session, person)
    if held is not None and held.orcid == orcid:
        return
    if held is not None:
        raise Invalid("Your account is connected to another ORCID iD. Disconnect that first.")
    if session.scalar(select(OrcidLink.person_id).where(OrcidLink.orcid == orcid)) is not None:
        raise Invalid(f"{TAKEN}.")
    session.add(OrcidLink(person_id=person.id, orcid=orcid, connected_at=now))
    person.orcid = orcid
    session.flush()
    _tell(session, person, "connected", f"Your account is connected to the ORCID iD {orcid}. You can sign in with it.",
          now)  # fmt: skip


def disconnect(session: Session, person: Person, *, now: datetime) -> bool:
    """Nobody signs in with it any more; the iD stays on the account as one that was typed. False: there was none.

    Each account has a password, so it is never the only way in.
    """
    held = link_of(session, person)
    if held is None:
        return False
    session.delete(held)
    session.flush()
    _tell(session, person, "disconnected", f"Your account is not connected to the ORCID iD {held.orcid} any more. You "
          "sign in with your password.", now)  # fmt: skip
    return True


def used(session: Session, person: Person, *, now: datetime) -> None:
    held = link_of(session, person)
    if held is not None:
        held.used_at = now
        session.flush()


def _tell(session: Session, person: Person, what: str, text: str, now: datetime) -> None:
    mail.queue(
        session, to=person.email, subject=f"Your ORCID iD is {what}", about=f"person.orcid-{what}", at=now,
        body=f"Hello {person.name},\n\n{text}\n\nIf it was not you, choose a new password and tell the people who run "
        "this hub.",
    )  # fmt: skip
    audit.record(
        session, f"person.orcid-{what}", subject_type="person", subject_id=person.id, actor_id=person.id, at=now
    )
