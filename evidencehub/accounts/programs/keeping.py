"""Making tokens for programs, knowing them again, ending them. Services flush; the edge commits.

A token is 256 random bits, so a plain hash of it is enough; its prefix lets people and scanners see what it is.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Membership, Person
from evidencehub.accounts.programs.models import ProgramToken
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.shared import audit, mail
from evidencehub.shared.db import without_waiting
from evidencehub.shared.errors import Invalid
from evidencehub.shared.words import day

PREFIX = "evhub_"
MOST = 20  # of one person
LONGEST_DAYS = 365
USED_EVERY = timedelta(hours=1)
_SHOWN_AFTER_ITS_END = timedelta(days=30)
_LOOKS_RIGHT = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
TOO_MANY = f"You have {MOST} tokens. End one first."


class Links(Protocol):
    """Addresses for mails."""

    def tokens(self) -> str: ...


def make(
    session: Session, person: Person, *, name: str, scopes: Iterable[Scope], days: int, now: datetime, links: Links
) -> str:
    """A new token, which nobody sees again after this; its person is told by mail.

    :raises Invalid: the person has as many as anybody may have.
    """
    gone = ProgramToken.expires_at < now - _SHOWN_AFTER_ITS_END
    session.execute(delete(ProgramToken).where(gone))
    count = select(func.count()).select_from(ProgramToken).where(ProgramToken.person_id == person.id)
    if (session.scalar(count) or 0) >= MOST:
        raise Invalid(TOO_MANY)
    token = PREFIX + secrets.token_urlsafe(32)
    made = ProgramToken(
        id=uuid4(), person_id=person.id, token_hash=_hashed(token), name=name,
        scopes=[each.value for each in Scope if each in set(scopes)],
        created_at=now, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    session.add(made)
    session.flush()
    mail.queue(
        session, to=person.email, subject="A token for a program was made", about="person.token-made", at=now,
        body=f"Hello {person.name},\n\nSomebody who is signed in to your account made a token. Until "
        f"{day(made.expires_at)} a program can act for you with it, within what you allowed it.\n\n"
        f"If it was not you, end it, and change your password: {links.tokens()}",
    )  # fmt: skip
    _record(session, "person.token-made", made, person.id, now)
    return token


def known(session: Session, token: str, *, now: datetime) -> ProgramToken | None:
    """The row of a token with its person and their teams; None where it is over, ended, or never was."""
    if not _LOOKS_RIGHT.fullmatch(token):
        return None
    person = joinedload(ProgramToken.person, innerjoin=True)
    teams = person.selectinload(Person.memberships).joinedload(Membership.organisation)
    query = select(ProgramToken).where(ProgramToken.token_hash == _hashed(token), ProgramToken.expires_at > now)
    found = session.scalar(query.options(teams, person.joinedload(Person.authenticator)))
    return found if found is not None and found.person.is_active else None


def of_person(session: Session, person_id: UUID) -> Sequence[ProgramToken]:
    """All of somebody's, those too that are over since a month or less; the newest on top."""
    query = select(ProgramToken).where(ProgramToken.person_id == person_id)
    return session.scalars(query.order_by(ProgramToken.created_at.desc(), ProgramToken.id)).all()


def end(session: Session, token: ProgramToken, *, now: datetime) -> None:
    """A token that ended works no more, wherever it was copied to."""
    _record(session, "person.token-ended", token, token.person_id, now)
    session.delete(token)
    session.flush()


def end_all(session: Session, person_id: UUID) -> None:
    """With the password, or the account: what changes that writes its own entry."""
    session.execute(delete(ProgramToken).where(ProgramToken.person_id == person_id))


def used(engine: Engine, token_id: UUID, *, now: datetime) -> None:
    """Note that a token was used. Where somebody writes just now it is left out: the next call notes it."""
    with without_waiting(engine) as connection:
        connection.execute(update(ProgramToken).where(ProgramToken.id == token_id).values(used_at=now))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(session: Session, action: str, token: ProgramToken, actor_id: UUID, now: datetime) -> None:
    audit.record(
        session, action, subject_type="person", subject_id=token.person_id, actor_id=actor_id, at=now,
        details={"token": str(token.id), "scopes": token.scopes},
    )  # fmt: skip
