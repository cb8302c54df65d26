"""Tries of what can be misused are counted in the database, so that every web process sees the same count.

They are counted by account and network address together: whoever fails with somebody's account stops themselves, and
nobody else. Two wider counts hold those who have many accounts or many addresses to try. A browser that signed in to
the account before has a count of its own, and is held by no other.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import SignInAttempt

WINDOW = timedelta(minutes=15)
PER_PAIR = 6  # of one account from one address, or from one known browser
PER_ADDRESS = 60  # of all accounts from one address: a school or a council may be behind it
PER_SUBJECT = 100  # of one account from all addresses, which somebody with many may use
KEEP = timedelta(days=1)


def keyed(secret_key: str, value: str) -> str:
    return hmac.new(secret_key.encode(), value.lower().encode(), hashlib.sha256).hexdigest()


def network(address: str) -> str:
    """Who is counted as one: an IPv4 address, or the /64 of an IPv6 one, all of which a single customer has."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


def _hashes(act: str, secret_key: str, subject: str, address: str, device: str) -> tuple[str, str]:
    origin = f"device:{device}" if device else network(address)
    return keyed(secret_key, f"{act}:{subject.strip()}"), keyed(secret_key, f"{act}:{origin}")


def may_try(
    session: Session, act: str, *, secret_key: str, subject: str, address: str, now: datetime, device: str = ""
) -> bool:
    """Count one more try of an act; False, and not counted, when there were too many.

    :param subject: whose account it is tried with.
    :param device: the number of a browser that signed in to this account before; "" for any other.
    """
    subject_hash, origin_hash = _hashes(act, secret_key, subject, address, device)
    is_subject, is_origin = SignInAttempt.subject_hash == subject_hash, SignInAttempt.address_hash == origin_hash

    def counted(*those: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(SignInAttempt).where(*those, SignInAttempt.at > now - WINDOW)
        return session.scalar(query) or 0

    if counted(is_subject, is_origin) >= PER_PAIR:
        return False
    if not device and (counted(is_origin) >= PER_ADDRESS or counted(is_subject) >= PER_SUBJECT):
        return False
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEEP))
    session.add(SignInAttempt(subject_hash=subject_hash, address_hash=origin_hash, at=now))
    session.flush()
    return True


def forget(session: Session, act: str, *, secret_key: str, subject: str, address: str, device: str = "") -> None:
    """What was tried with this account from here is settled by a right password; what others tried stays counted."""
    subject_hash, origin_hash = _hashes(act, secret_key, subject, address, device)
    here = (SignInAttempt.subject_hash == subject_hash, SignInAttempt.address_hash == origin_hash)
    session.execute(delete(SignInAttempt).where(*here))
