"""What was typed into a form whose session had ended is kept for an hour, encrypted, for the browser that sent it.

The key is made of the hub's key and of what only the browser's cookie says, so nobody reads it in a copy of the
database. It is shown to the account whose page it was typed on, and to no other.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evidencehub.accounts.devices import Device
from evidencehub.accounts.models import TypedForm

KEPT_FOR = timedelta(hours=1)
MOST_OF_ONE = 20  # forms of one account, on all its browsers: signing in anew is a new browser
MOST = 1_000  # of all, some hundred megabytes: what anybody can have kept is no reason to fill a disk
LONGEST = 300_000  # characters

Fields = tuple[tuple[str, str], ...]


_OF_THE_PAGE = frozenset({"csrf_token", "seen", "submit", "then", "typed_form"})


@dataclass(frozen=True)
class Typed:
    id: UUID
    path: str  # where it was sent, from the host's root
    fields: Fields
    at: datetime

    @property
    def said(self) -> Fields:
        """What somebody typed or chose, without what the page itself put in."""
        return tuple((name, value) for name, value in self.fields if value.strip() and name not in _OF_THE_PAGE)


@dataclass(frozen=True)
class Holder:
    """A browser with an account that is used from it, and the hub's key."""

    device: Device
    account: str
    secret_key: str

    @property
    def digest(self) -> str:
        return hmac.new(self.secret_key.encode(), b"typed:" + self.device.id.encode(), hashlib.sha256).hexdigest()

    @property
    def seal(self) -> Fernet:
        said = f"typed-key:{self.device.id}:{self.account}".encode()
        return Fernet(base64.urlsafe_b64encode(hmac.new(self.secret_key.encode(), said, hashlib.sha256).digest()))


def keep(session: Session, holder: Holder, path: str, fields: Sequence[tuple[str, str]], *, now: datetime) -> bool:
    """Keep what was sent to ``path``; False where it says nothing, or there is too much of it."""
    typed = Typed(uuid4(), path, tuple(pair for pair in fields if pair[0] != "csrf_token"), now)
    body = json.dumps([typed.path, typed.fields])
    forget_old(session, now=now)
    of_one = func.count().filter(TypedForm.account == holder.account)
    held, held_of_one = session.execute(select(func.count(), of_one).select_from(TypedForm)).one()
    if not typed.said or len(body) > LONGEST or held >= MOST or held_of_one >= MOST_OF_ONE:
        return False
    sealed = holder.seal.encrypt(body.encode()).decode()
    session.add(
        TypedForm(id=typed.id, holder=holder.digest, account=holder.account, sealed=sealed, created_at=now)
    )  # fmt: skip
    return True


def has_old(session: Session, *, now: datetime) -> bool:
    return session.scalar(select(TypedForm.id).where(TypedForm.created_at < now - KEPT_FOR).limit(1)) is not None


def forget_old(session: Session, *, now: datetime) -> None:
    """Also where nobody comes back for it."""
    session.execute(delete(TypedForm).where(TypedForm.created_at < now - KEPT_FOR))


def held_by(session: Session, holder: Holder, *, now: datetime) -> list[Typed]:
    """What this browser sent for this account, the last on top."""
    query = select(TypedForm).where(TypedForm.holder == holder.digest, TypedForm.account == holder.account)
    rows = session.scalars(query.where(TypedForm.created_at >= now - KEPT_FOR).order_by(TypedForm.created_at.desc()))
    return [typed for typed in (_opened(row, holder) for row in rows) if typed is not None]


def drop(session: Session, holder: Holder, typed_id: UUID) -> bool:
    """Forget what this browser sent for this account; whether there was anything."""
    theirs = TypedForm.holder == holder.digest, TypedForm.account == holder.account
    gone = delete(TypedForm).where(TypedForm.id == typed_id, *theirs).returning(TypedForm.id)
    return session.scalar(gone) is not None


def _opened(row: TypedForm, holder: Holder) -> Typed | None:
    try:
        path, fields = json.loads(holder.seal.decrypt(row.sealed.encode()))
    except InvalidToken:  # the hub has another key since
        return None
    return Typed(row.id, path, tuple((name, value) for name, value in fields), row.created_at)
