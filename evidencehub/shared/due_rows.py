"""What must happen later is a row written in the same transaction as its cause.

A queue may wake the worker sooner, but nothing depends on it: a row that was cut off in the middle is simply due again.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Index, String, Text, delete, event, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import Base

log = structlog.get_logger()

FORGOTTEN_AT_ONCE = 500  # rows; an older SQLite takes 999 parameters


class DueRow(Base, private="work to be done; what comes of it counts by itself"):
    """One thing to be done. ``key`` joins rows that one run satisfies: ten edits of a project index it once."""

    __tablename__ = "due_row"
    __table_args__ = (Index("ix_due_row_due", "kind", "due_at"), Index("ix_due_row_key", "kind", "key"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(80), default="", server_default="")  # whose: see ``Handler.turns``


def add(
    session: Session, kind: str, key: object, payload: Mapping[str, Any] | None = None, *, at: datetime | None = None,
    owner: object = "",
) -> None:  # fmt: skip
    """Make something due with the caller's transaction: it happens if, and only if, the cause is committed."""
    now = utc_now()
    session.add(
        DueRow(kind=kind, key=str(key), payload=dict(payload or {}), created_at=now, due_at=at or now, owner=str(owner))
    )
    session.info["work_is_due"] = True


@event.listens_for(Session, "after_commit")
def _wake_for_work(session: Session) -> None:
    if session.info.pop("work_is_due", False):
        wake(session)


def wake(session: Session) -> None:
    """Tell the worker, if this session knows how (``info["wake"]``); it would look by itself within a minute."""
    if "wake" in session.info:
        try:
            session.info["wake"]()
        except Exception:
            log.exception("worker_not_woken")


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("work_is_due", None)


def ids(session: Session, kind: str) -> list[UUID]:
    """Every row of a kind that is there now: what one act that does the work of all of them may then ``forget``."""
    return list(session.scalars(select(DueRow.id).where(DueRow.kind == kind)))


def keyed(session: Session, kind: str, keys: Collection[str]) -> list[UUID]:
    """The rows of a kind with one of these keys."""
    rows = session.execute(select(DueRow.id, DueRow.key).where(DueRow.kind == kind))
    wanted = set(keys)
    return [key for key, of in rows if of in wanted]


def forget(session: Session, row_ids: Sequence[UUID]) -> None:
    for start in range(0, len(row_ids), FORGOTTEN_AT_ONCE):
        session.execute(delete(DueRow).where(DueRow.id.in_(row_ids[start : start + FORGOTTEN_AT_ONCE])))


def forget_key(session: Session, kind: str, key: object) -> None:
    session.execute(delete(DueRow).where(DueRow.kind == kind, DueRow.key == str(key)))


def waiting(session: Session, by: datetime | None = None) -> dict[str, int]:
    """How many rows of each kind wait.

    :param by: only those that are due by then, and those that failed, which are put off.
    """
    query = select(DueRow.kind, func.count()).group_by(DueRow.kind).order_by(DueRow.kind)
    if by is not None:
        query = query.where(or_(DueRow.due_at <= by, DueRow.attempts > 0))
    return {kind: count for kind, count in session.execute(query)}


def for_later(session: Session, than: datetime) -> int:
    """How many rows are for a later time, and have not been tried."""
    query = select(func.count()).select_from(DueRow).where(DueRow.due_at > than, DueRow.attempts == 0)
    return session.scalar(query) or 0
