"""Calls that add something, sent with a key: the same key gives the same answer, and nothing is added twice.

The key is written down first, in a transaction of its own; the answer is written in the transaction of the work. So a
key without an answer is one whose work was never kept.

An answer that is kept opens nothing: it is given again to who may make the call today, and may read what it made.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from math import ceil
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, request
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidencehub.api.blueprint import Answer
from evidencehub.api.own.models import KeyedCall
from evidencehub.api.own.wrong import Wrong
from evidencehub.authz.guard import ask_of, current_actor
from evidencehub.authz.values import Facts
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.errors import TooMany, WrongState

View = TypeVar("View", bound=Callable[..., Any])
HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
_GIVEN_UP = timedelta(minutes=10)  # no call takes as long
LONGEST = 200
MOST = 2_000  # of one person at a time
_AT_WORK = "A call with this key is being worked on just now. Send it again in a moment."
_ANOTHER = "This key was sent before with another body or address. Choose a new one for a new call."


class TooManyKeys(TooMany):
    """A person has as many keys as are kept."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"We keep {MOST:,} keys of one person for 24 hours, and you have as many. Wait as many seconds as the "
            f"Retry-After header says, or send this call without {HEADER}."
        )
        self.headers = {"Retry-After": str(seconds)}


def once(view: View) -> View:
    """Let a call be sent with a key. It stands outside of what loads records, which are read after the key is kept."""
    return once_by(lambda _facts: None)(view)


def once_by(refuse: Callable[[Facts], object]) -> Callable[[View], View]:
    """:param refuse: what the view itself asks beside its guard; it raises NotAllowed."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(**arguments: Any) -> Any:
            key = request.headers.get(HEADER)
            if key is None:
                return view(**arguments)
            if not 0 < len(key) <= LONGEST:
                raise Wrong({}, f"{HEADER} must have 1 to {LONGEST} characters.")
            held = _held(key)
            if held.answer is None:
                return _worked(view, held, arguments)
            refuse(ask_of(view, **arguments))
            headers = held.headers or {}
            _ask_of_made(headers.get("Location"))
            return Answer(held.answer, held.status or 200, {**headers, "Idempotency-Replayed": "true"})

        kept.takes_key = True  # type: ignore[attr-defined]
        return kept  # type: ignore[return-value]

    return decorate


def _ask_of_made(address: str | None) -> None:
    """Of what a call made, which may belong to others by now. :raises NotFound, NotAllowed: as its own call."""
    if address:
        path = urlsplit(address).path.removeprefix(current_app.config["SETTINGS"].path)
        endpoint, arguments = current_app.url_map.bind("").match(path, method="GET")
        ask_of(current_app.view_functions[endpoint], **arguments)


def _worked(view: Callable[..., Any], held: KeyedCall, arguments: dict[str, Any]) -> Any:
    key_id = held.id
    try:
        answer: Answer = view(**arguments)
        noted = db.session.get_one(KeyedCall, key_id)
        noted.answer, noted.status, noted.headers = answer.as_plain(), answer.status, dict(answer.headers)
        db.session.flush()
    except BaseException:
        db.session.rollback()
        db.session.execute(delete(KeyedCall).where(KeyedCall.id == key_id))
        db.session.commit()
        raise
    return answer


def _held(key: str) -> KeyedCall:
    """The row of this key, kept for all to see. :raises WrongState: another works on it."""
    now, person_id = utc_now(), current_actor().id
    whose = (KeyedCall.person_id == person_id, KeyedCall.key == key)
    given_up = KeyedCall.answer.is_(None) & (KeyedCall.created_at < now - _GIVEN_UP)
    db.session.execute(delete(KeyedCall).where(*whose, is_old(now) | given_up))
    found = db.session.scalar(select(KeyedCall).where(*whose))
    if found is not None:
        if found.sent_sha256 != _sent():
            raise Wrong({}, _ANOTHER)
        if found.answer is None:
            raise WrongState(_AT_WORK)
        return found
    _refuse_more(person_id, now)
    made = KeyedCall(person_id=person_id, key=key, sent_sha256=_sent(), created_at=now)
    db.session.add(made)
    try:
        release(db.session)
    except IntegrityError as error:
        db.session.rollback()
        raise WrongState(_AT_WORK) from error
    return made


def _refuse_more(person_id: UUID | None, now: datetime) -> None:
    """:raises TooManyKeys: until the oldest is forgotten."""
    theirs = (KeyedCall.person_id == person_id, ~is_old(now))
    count, first = db.session.execute(select(func.count(), func.min(KeyedCall.created_at)).where(*theirs)).one()
    if count >= MOST:
        raise TooManyKeys(max(1, ceil((first + KEPT - now).total_seconds())))


def _sent() -> str:
    what = f"{request.method} {request.full_path}\n".encode()
    return hashlib.sha256(what + request.get_data(cache=True)).hexdigest()


def is_old(now: datetime) -> ColumnElement[bool]:
    return KeyedCall.created_at < now - KEPT


def has_old(session: Session, *, now: datetime) -> bool:
    return session.scalar(select(KeyedCall.id).where(is_old(now)).limit(1)) is not None


def forget_old(session: Session, *, now: datetime) -> None:
    session.execute(delete(KeyedCall).where(is_old(now)))
