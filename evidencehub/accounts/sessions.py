"""Who is signed in stands in the database: a row for each browser, named by a random token that only it holds.

What ends the row ends the session, also for whoever copied the cookie. Readers who are not signed in have no row.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Engine, delete, or_, select, update
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Membership, Person, SignInSession
from evidencehub.shared.db import without_waiting

SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts: without a request, and at all."""

    idle: timedelta
    absolute: timedelta

    def is_over(self, now: datetime) -> ColumnElement[bool]:
        return or_(SignInSession.last_seen_at < now - self.idle, SignInSession.created_at < now - self.absolute)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, person: Person, *, browser: str, now: datetime, limits: Limits) -> tuple[UUID, str]:
    """A session of this person, and the token that names it. Sessions of anybody that are over go."""
    session.execute(delete(SignInSession).where(limits.is_over(now)))
    token, made = secrets.token_urlsafe(32), uuid4()
    session.add(
        SignInSession(
            id=made, token_hash=_hashed(token), person_id=person.id, browser=browser, created_at=now, last_seen_at=now
        )
    )
    session.flush()
    return made, token


def held(session: Session, token: str, *, now: datetime, limits: Limits) -> SignInSession | None:
    """The session that a token names, with its person and their teams; None where it has ended."""
    person = joinedload(SignInSession.person, innerjoin=True)
    teams = person.selectinload(Person.memberships).joinedload(Membership.organisation)
    query = select(SignInSession).where(SignInSession.token_hash == _hashed(token), ~limits.is_over(now))
    return session.scalar(query.options(teams, person.joinedload(Person.authenticator)))


def of_person(session: Session, person_id: UUID, *, now: datetime, limits: Limits) -> list[SignInSession]:
    """Every browser that somebody is signed in with, the one used last on top."""
    query = select(SignInSession).where(SignInSession.person_id == person_id, ~limits.is_over(now))
    return list(session.scalars(query.order_by(SignInSession.last_seen_at.desc(), SignInSession.id)))


def end(session: Session, session_id: UUID) -> None:
    session.execute(delete(SignInSession).where(SignInSession.id == session_id))


def end_all(session: Session, person_id: UUID, *, but: UUID | None = None) -> None:
    those = delete(SignInSession).where(SignInSession.person_id == person_id)
    session.execute(those if but is None else those.where(SignInSession.id != but))


def seen(engine: Engine, session_id: UUID, *, now: datetime) -> None:
    """Note that a session was used. Where somebody writes just now it is left out: the next request notes it."""
    with without_waiting(engine) as connection:
        connection.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now))
