"""Asking to be erased, taking it back, and having the worker do it when the time is over. Services flush."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.privacy import times
from evidencehub.privacy.models import Erasure
from evidencehub.privacy.stopping import Obstacle, obstacles
from evidencehub.shared import audit, due, mail
from evidencehub.shared.errors import Invalid
from evidencehub.shared.words import day

KIND = "erasure"  # of due rows
_SALT = "evidencehub.erasure"
_DEAD = "This link is too old or was used: you were erased, or it was taken back."


class Links(Protocol):
    """Addresses for mails; the pages supply them."""

    def erase(self) -> str: ...

    def keep(self, token: str) -> str: ...


def open_one(session: Session, person_id: UUID) -> Erasure | None:
    """What somebody asked for and what is neither done nor taken back."""
    query = select(Erasure).where(Erasure.person_id == person_id)
    return session.scalar(query.where(Erasure.taken_back_at.is_(None), Erasure.done_at.is_(None)))


def done_ones(session: Session, person_id: UUID) -> Sequence[Erasure]:
    query = select(Erasure).where(Erasure.person_id == person_id, Erasure.done_at.is_not(None))
    return session.scalars(query.order_by(Erasure.done_at, Erasure.id)).all()


def token_of(secret_key: str, erasure_id: UUID) -> str:
    return str(URLSafeSerializer(secret_key, salt=_SALT).dumps(erasure_id.hex))


def by_token(session: Session, secret_key: str, token: str) -> Erasure:
    """:raises Invalid: it is not ours, or it is done or taken back already."""
    try:
        found = session.get(Erasure, UUID(URLSafeSerializer(secret_key, salt=_SALT).loads(token)))
    except (BadSignature, ValueError, TypeError, AttributeError):
        found = None
    if found is None or found.done_at is not None or found.taken_back_at is not None:
        raise Invalid(_DEAD)
    return found


def ask(
    session: Session, person: Person, *, asked_by: UUID | None = None, secret_key: str, now: datetime, links: Links
) -> Erasure:  # fmt: skip
    """Have it done in 7 days; whoever has the address is told, with a way to take it back.

    :param person: with their teams.
    :param asked_by: the admin who was asked by mail; None: the person.
    :raises Invalid: something stands in the way.
    """
    if (waiting := open_one(session, person.id)) is not None:
        return waiting
    if found := obstacles(session, person):
        raise Invalid(" ".join(one.told for one in found))
    made = Erasure(
        id=uuid4(), person_id=person.id, asked_at=now, asked_by=asked_by, due_at=now + times.ERASING_WAITS, left={},
    )  # fmt: skip
    session.add(made)
    session.flush()
    due.add(session, KIND, made.id, {"erasure_id": str(made.id)}, at=made.due_at)
    who = "An admin of this hub was asked to erase you here" if asked_by else "You asked to be erased here"
    mail.queue(
        session, to=person.email, subject="You will be erased here in 7 days", about="person.erasure-asked", at=now,
        body=f"Hello {person.name},\n\n{who}. It will be done on {day(made.due_at)}. Nobody can bring it back then. "
        "What you found or decided stays, without your name.\n\nIf you do not want it, take it back before. You need "
        f"not sign in for that:\n\n{links.keep(token_of(secret_key, made.id))}\n\nIf it was not you who asked, change "
        "your password too.",
    )  # fmt: skip
    _record(session, "person.erasure-asked", made, asked_by or person.id, now)
    return made


def take_back(session: Session, erasure: Erasure, *, actor_id: UUID | None, now: datetime, links: Links) -> None:
    """Nothing is erased; twice is once."""
    if erasure.taken_back_at is not None or erasure.done_at is not None:
        return
    erasure.taken_back_at = now
    due.forget_key(session, KIND, erasure.id)
    session.flush()
    person = erasure.person
    mail.queue(
        session, to=person.email, subject="You are not erased", about="person.erasure-taken-back", at=now,
        body=f"Hello {person.name},\n\nIt was taken back that you are erased here. Your account stays as it is.\n\n"
        f"To ask again: {links.erase()}",
    )  # fmt: skip
    _record(session, "person.erasure-taken-back", erasure, actor_id or person.id, now)


def put_off(session: Session, erasure: Erasure, found: Sequence[Obstacle], *, now: datetime, links: Links) -> None:
    """Something came up meanwhile: they are told what, and it is tried again."""
    erasure.due_at = now + times.ERASING_WAITS
    due.add(session, KIND, erasure.id, {"erasure_id": str(erasure.id)}, at=erasure.due_at)
    person = erasure.person
    reasons = "\n".join(f"- {one.told}" for one in found)
    mail.queue(
        session, to=person.email, subject="You could not be erased yet", about="person.erasure-put-off", at=now,
        body=f"Hello {person.name},\n\nYou were to be erased here today. Something came up since:\n\n{reasons}\n\n"
        f"We try again on {day(erasure.due_at)}. To see it, or to take it back: {links.erase()}",
    )  # fmt: skip
    session.flush()


def _record(session: Session, action: str, erasure: Erasure, actor_id: UUID, now: datetime) -> None:
    audit.record(
        session, action, subject_type="person", subject_id=erasure.person_id, actor_id=actor_id, at=now,
        details={"erasure": str(erasure.id)},
    )  # fmt: skip
