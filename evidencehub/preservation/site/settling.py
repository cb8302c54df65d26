"""A copy holds one state of the hub: what is taken away while it is made is in none."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine, select

from evidencehub.preservation.site.asking import NotMade
from evidencehub.shared import public_version
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import reading_only

MOST = 5  # readings
_CHUNK_BYTES = 1024 * 1024
# Acts of every working day, after which no more and no less is public. All others may take something away.
_TAKE_NOTHING = frozenset({
    "assignment.declared", "assignment.saved", "evaluation.created", "evaluation.edited", "person.confirmed",
    "person.registered", "project.created", "project.edited", "result.added", "screening.saved",
})  # fmt: skip
T = TypeVar("T")


@dataclass(frozen=True)
class _Moment:
    public: int  # the number of the public version
    act: int  # the number of the last act that may have taken something away


def settled(folder: Path, engine: Engine, clear: Callable[[], None], read: Callable[[], T]) -> tuple[T, int]:
    """Fill the folder, again and again, until nothing changed while that was done.

    Drafts raise the number of the public version too, and on a busy hub it never stands still. So two readings of the
    same bytes are enough, where nobody took anything away during the second.

    :param read: fills the folder, which is empty then.
    :return: what the last reading gave, and how many there were.
    :raises NotMade: it went on changing.
    """
    earlier = b""
    for number in range(1, MOST + 1):
        since = _now(engine)
        clear()
        found = read()
        now = _now(engine)
        if now == since:
            return found, number
        digest = _digest(folder)
        if digest == earlier and now.act == since.act:
            return found, number
        earlier = digest
    raise NotMade(
        f"What is public changed each of the {MOST} times that the hub was read, so a copy might hold what was taken "
        "away. Make it when fewer people work."
    )


def _now(engine: Engine) -> _Moment:
    public = public_version.current(engine)  # first: an act in between counts as one after it
    query = select(AuditEntry.number).where(AuditEntry.action.not_in(_TAKE_NOTHING))
    with reading_only(), engine.connect() as connection:
        act = connection.scalar(query.order_by(AuditEntry.number.desc()).limit(1)) or 0
    return _Moment(public, act)


def _digest(folder: Path) -> bytes:
    """Of all names and bytes."""
    told = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        told.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                told.update(chunk)
    return told.digest()
