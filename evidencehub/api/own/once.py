"""Calls that add something, sent with a key: the same key gives the same answer, and nothing is added twice.

The key is written down first, in a transaction of its own; the answer is written in the transaction of the work. So a
key without an answer is one whose work was never kept.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

from flask import request
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from evidencehub.api.blueprint import Answer
from evidencehub.api.own.models import KeyedCall
from evidencehub.api.own.wrong import Wrong
from evidencehub.authz.guard import current_actor
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, release
from evidencehub.shared.errors import WrongState

View = TypeVar("View", bound=Callable[..., Any])
HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
_GIVEN_UP = timedelta(minutes=10)  # no call takes as long
LONGEST = 200
_AT_WORK = "A call with this key is being worked on just now. Send it again in a moment."
_ANOTHER = "This key was sent before with another body or address. Choose a new one for a new call."


def once(view: View) -> View:
    """Let a call be sent with a key. It stands outside of what loads records, which are read after the key is kept."""

    @wraps(view)
    def kept(**arguments: Any) -> Any:
        key = request.headers.get(HEADER)
        if key is None:
            return view(**arguments)
        if not 0 < len(key) <= LONGEST:
            raise Wrong({}, f"{HEADER} must have 1 to {LONGEST} characters.")
        held = _held(key)
        if held.answer is not None:
            return Answer(held.answer, held.status or 200, {**(held.headers or {}), "Idempotency-Replayed": "true"})
        return _worked(view, held, arguments)

    kept.takes_key = True  # type: ignore[attr-defined]
    return kept  # type: ignore[return-value]


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
    made = KeyedCall(person_id=person_id, key=key, sent_sha256=_sent(), created_at=now)
    db.session.add(made)
    try:
        release(db.session)
    except IntegrityError as error:
        db.session.rollback()
        raise WrongState(_AT_WORK) from error
    return made


def _sent() -> str:
    what = f"{request.method} {request.full_path}\n".encode()
    return hashlib.sha256(what + request.get_data(cache=True)).hexdigest()


def is_old(now: datetime) -> ColumnElement[bool]:
    return KeyedCall.created_at < now - KEPT


def has_old(session: Session, *, now: datetime) -> bool:
    return session.scalar(select(KeyedCall.id).where(is_old(now)).limit(1)) is not None


def forget_old(session: Session, *, now: datetime) -> None:
    session.execute(delete(KeyedCall).where(is_old(now)))
