"""What must happen later is a row written in the same transaction as its cause; the worker takes due rows.

A queue may wake the worker sooner, but nothing depends on it: a row that was cut off in the middle is simply due again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Index, String, Text, delete, event, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import Base, reading_only

log = structlog.get_logger()

NewSession = Callable[[], Session]
Finish = Callable[[Session], None]
MAX_ATTEMPTS = 8


@dataclass(frozen=True)
class Handler:
    """How one kind of row is done.

    ``work`` gets up to ``batch`` payloads and does what is slow, holding no write lock; it must be safe to do again.
    What it returns is run in the transaction that removes the rows, so that the result and the removal stand or fall
    together.
    """

    work: Callable[[Sequence[Mapping[str, Any]], NewSession], Finish]
    batch: int = 1


class DueRow(Base):
    """One thing to be done. ``key`` joins rows that one run satisfies: ten edits of a project index it once."""

    __tablename__ = "due_row"
    __table_args__ = (Index("ix_due_row_due", "kind", "due_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)


def add(
    session: Session, kind: str, key: object, payload: Mapping[str, Any] | None = None, *, at: datetime | None = None
) -> None:
    """Make something due with the caller's transaction: it happens if, and only if, the cause is committed."""
    now = utc_now()
    session.add(DueRow(kind=kind, key=str(key), payload=dict(payload or {}), created_at=now, due_at=at or now))
    session.info["work_is_due"] = True


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    """Tell the worker, if this session knows how (``info["wake"]``); it would look by itself within a minute."""
    if session.info.pop("work_is_due", False) and "wake" in session.info:
        try:
            session.info["wake"]()
        except Exception:
            log.exception("worker_not_woken")


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("work_is_due", None)


def waiting(session: Session) -> dict[str, int]:
    """How many rows of each kind wait, for the system page and the readiness check."""
    rows = session.execute(select(DueRow.kind, func.count()).group_by(DueRow.kind).order_by(DueRow.kind))
    return {kind: count for kind, count in rows}


def run(new_session: NewSession, handlers: Mapping[str, Handler], *, now: Callable[[], datetime] = utc_now) -> int:
    """Do everything that is due and return how many rows were taken.

    Kinds named first go first, also when they come up later. A handler that fails puts its rows off, longer each time,
    and keeps the error; after ``MAX_ATTEMPTS`` they are tried once a day, for an operator to see. SQLite allows one
    worker (see :mod:`evidencehub.cli.worker`); on PostgreSQL several share the rows by row locks.
    """
    done = 0
    while taken := next(filter(None, (_run_batch(new_session, k, h, now(), h.batch) for k, h in handlers.items())), 0):
        done += taken
    return done


def _run_batch(new_session: NewSession, kind: str, handler: Handler, now: datetime, size: int) -> int:
    with new_session() as session:
        query = (
            select(DueRow)
            .where(DueRow.kind == kind, DueRow.due_at <= now)
            .order_by(DueRow.due_at, DueRow.id)
            .limit(size)
        )
        with reading_only():
            rows = list(session.scalars(query.with_for_update(skip_locked=True)))
        if not rows:
            return 0
        session.expunge_all()
        if session.get_bind().dialect.name == "sqlite":
            session.rollback()  # row locks are PostgreSQL's; here a transaction kept open would only be in the way
        ids = [row.id for row in rows]
        try:
            finish = handler.work([row.payload for row in rows], new_session)
            finish(session)
            session.execute(delete(DueRow).where(DueRow.id.in_(ids)))
            session.commit()
        except Exception as error:
            session.rollback()
            if size > 1 and len(rows) > 1:
                return _run_batch(new_session, kind, handler, now, 1) or len(rows)
            _put_off(new_session, ids[0], error, now)
        return len(rows)


def _put_off(new_session: NewSession, row_id: UUID, error: Exception, now: datetime) -> None:
    log.exception("due_row_failed", row_id=str(row_id))
    with new_session() as session:
        row = session.get(DueRow, row_id)
        if row is None:
            return
        row.attempts += 1
        row.last_error = f"{type(error).__name__}: {error}"[:2000]
        wait = timedelta(days=1) if row.attempts >= MAX_ATTEMPTS else timedelta(seconds=5 * 2**row.attempts)
        row.due_at = now + wait
        session.commit()
