"""Failed sign-ins are counted in the database, so that every web process sees the same count."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import SignInAttempt

WINDOW = timedelta(minutes=15)
PER_PERSON = 6
PER_ADDRESS = 60
KEEP = timedelta(days=1)


def _keyed(secret_key: str, value: str) -> str:
    return hmac.new(secret_key.encode(), value.lower().encode(), hashlib.sha256).hexdigest()


def too_many(session: Session, *, secret_key: str, subject: str, address: str, now: datetime) -> bool:
    """Whether this person or this address has failed too often in the last quarter of an hour."""

    def failures(column_is: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(SignInAttempt).where(column_is, SignInAttempt.at > now - WINDOW)
        return session.scalar(query) or 0

    return (
        failures(SignInAttempt.subject_hash == _keyed(secret_key, subject)) >= PER_PERSON
        or failures(SignInAttempt.address_hash == _keyed(secret_key, address)) >= PER_ADDRESS
    )


def record_failure(session: Session, *, secret_key: str, subject: str, address: str, now: datetime) -> None:
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEEP))
    session.add(
        SignInAttempt(subject_hash=_keyed(secret_key, subject), address_hash=_keyed(secret_key, address), at=now)
    )
    session.flush()


def may_try(session: Session, act: str, *, secret_key: str, subject: str, address: str, now: datetime) -> bool:
    """Count one more try of an act; False, and not counted, when there were too many."""
    counted = {"secret_key": secret_key, "subject": f"{act}:{subject}", "address": f"{act}:{address}"}
    if too_many(session, **counted, now=now):
        return False
    record_failure(session, **counted, now=now)
    return True


def forget(session: Session, act: str, *, secret_key: str, subject: str) -> None:
    """A right password clears the count for that person."""
    hashed = _keyed(secret_key, f"{act}:{subject}")
    session.execute(delete(SignInAttempt).where(SignInAttempt.subject_hash == hashed))
