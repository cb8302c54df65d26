"""What must happen later is a row written in the same transaction as its cause; the worker takes due rows.

A queue may wake the worker sooner, but nothing depends on it: a row that was cut off in the middle is simply due again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection, Engine, Index, String, Text, cast, delete, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import Base, reading_only
from evidencehub.shared.logs import clean
from evidencehub.shared.turns import Turns

log = structlog.get_logger()

NewSession = Callable[[], Session]
Finish = Callable[[Session], None]
MAX_ATTEMPTS = 8
LOOKED_AT = 1000  # rows that a worker looks at to find some that no other has
_LOCK = 7_202_613  # PostgreSQL's advisory locks of two numbers: this one, and one from the row's id


class NotNow(Exception):
    """What a kind of row needs is out of order. Its rows stay as they are, and none of them is to blame."""


def _never(_new_session: NewSession, _now: datetime) -> bool:
    return False


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Handler:
    """How one kind of row is done.

    ``work`` gets up to ``batch`` payloads and does what is slow; it must be safe to do again, and hold no transaction
    open of its own while it waits for something else than the database.
    What it returns is run in the transaction that removes the rows, so that the result and the removal stand or fall
    together. Where it raises :class:`NotNow`, ``is_paused`` says until when no row of the kind is taken.
    ``close`` gives back what it keeps open from row to row; it is called when a run is over. With ``turns`` the rows of
    different owners take turns: one row at a time, and of one owner never two at once, however many threads there are.
    """

    work: Callable[[Sequence[Mapping[str, Any]], NewSession], Finish]
    batch: int = 1
    is_paused: Callable[[NewSession, datetime], bool] = _never
    close: Callable[[], None] = _nothing
    turns: Turns | None = None


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


_ORDER = (DueRow.attempts, DueRow.due_at, DueRow.id)


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


def forget(session: Session, row_ids: Sequence[UUID]) -> None:
    for start in range(0, len(row_ids), LOOKED_AT):
        session.execute(delete(DueRow).where(DueRow.id.in_(row_ids[start : start + LOOKED_AT])))


def waiting(session: Session) -> dict[str, int]:
    """How many rows of each kind wait, for the system page and the readiness check."""
    rows = session.execute(select(DueRow.kind, func.count()).group_by(DueRow.kind).order_by(DueRow.kind))
    return {kind: count for kind, count in rows}


def run(new_session: NewSession, handlers: Mapping[str, Handler], *, now: Callable[[], datetime] = utc_now) -> int:
    """Do everything that is due and return how many rows were taken.

    Kinds named first go first, also when they come up later. A row that fails is put off, longer each time, and keeps
    the error; after ``MAX_ATTEMPTS`` it is tried once a day, for an operator to see. SQLite allows one worker (see
    :mod:`evidencehub.cli.worker`); on PostgreSQL several share the rows.
    """
    done = 0
    try:
        while taken := next(filter(None, (_run_batch(new_session, k, h, now()) for k, h in handlers.items())), 0):
            done += taken
    finally:
        for handler in handlers.values():
            handler.close()
    return done


def _run_batch(new_session: NewSession, kind: str, handler: Handler, now: datetime) -> int:
    if handler.is_paused(new_session, now):
        return 0
    with (
        _taken(new_session, kind, handler.batch, now)
        if handler.turns is None
        else _taken_in_turn(new_session, kind, handler.turns, now)
    ) as rows:
        try:
            if rows:
                _do(new_session, handler, rows, now)
        except NotNow as error:
            log.warning("due_rows_wait", kind=kind, reason=str(error))
            return 0
        return len(rows)


def _do(new_session: NewSession, handler: Handler, rows: Sequence[DueRow], now: datetime) -> None:
    """Do these rows. Where that fails they are halved until what fails stands alone: it costs the others log2(n)."""
    try:
        finish = handler.work([row.payload for row in rows], new_session)
        with new_session() as session:
            finish(session)
            session.execute(delete(DueRow).where(DueRow.id.in_([row.id for row in rows])))
            session.commit()
        return
    except NotNow:
        raise
    except Exception as error:
        if len(rows) == 1:
            _put_off(new_session, rows[0].id, error, now)
            return
        log.warning("due_rows_halved", kind=rows[0].kind, rows=len(rows), error=repr(error))
    half = len(rows) // 2
    _do(new_session, handler, rows[:half], now)
    _do(new_session, handler, rows[half:], now)


@contextmanager
def _taken(new_session: NewSession, kind: str, size: int, now: datetime) -> Iterator[Sequence[DueRow]]:
    """Up to ``size`` due rows that no other worker has. No transaction is open while the block runs.

    Rows that failed as often as each other go together, fresh ones first, so that one that always fails is not put
    among rows that never did. On PostgreSQL a row is held by an advisory lock, which belongs to the connection: it
    needs no transaction, and goes when the worker's process goes. On SQLite there is one worker.
    """
    due_now = (DueRow.kind == kind, DueRow.due_at <= now)
    engine = _engine(new_session)
    if engine.dialect.name != "postgresql":
        with reading_only(), Session(engine) as session:
            rows = _alike(session.scalars(select(DueRow).where(*due_now).order_by(*_ORDER).limit(size)))
        yield rows
        return
    with _holding_locks(engine) as connection, Session(connection) as session:
        # The limit inside keeps the locks to rows that are looked at in this order.
        first = select(DueRow.id).where(*due_now).order_by(*_ORDER).limit(LOOKED_AT).subquery()
        lock = func.pg_try_advisory_lock(_LOCK, func.hashtext(cast(first.c.id, Text)))
        held = session.scalars(select(first.c.id).where(lock).limit(size)).all()
        # Read again: another worker may have done some between our look and our lock.
        yield _alike(session.scalars(select(DueRow).where(DueRow.id.in_(held), *due_now).order_by(*_ORDER)))


@contextmanager
def _taken_in_turn(new_session: NewSession, kind: str, turns: Turns, now: datetime) -> Iterator[Sequence[DueRow]]:
    """The one row whose owner's turn it is; as ``_taken`` holds it."""
    due_now = (DueRow.kind == kind, DueRow.due_at <= now)
    place = func.row_number().over(partition_by=DueRow.owner, order_by=_ORDER).label("place")
    engine = _engine(new_session)

    def first_of_each(busy: frozenset[str]) -> Sequence[DueRow]:
        placed = select(DueRow.id, place).where(*due_now, DueRow.owner.not_in(busy)).subquery()
        firsts = select(DueRow).join(placed, placed.c.id == DueRow.id).where(placed.c.place == 1).order_by(*_ORDER)
        with reading_only(), Session(engine) as session:
            return session.scalars(firsts).all()

    if engine.dialect.name != "postgresql":
        with turns.taken(first_of_each, lambda _row: True) as row:
            yield [row] if row else []
        return
    with _holding_locks(engine) as connection:

        def hold(row: DueRow) -> bool:
            lock = select(func.pg_try_advisory_lock(_LOCK, func.hashtext(cast(str(row.id), Text))))
            is_due = select(DueRow.id).where(DueRow.id == row.id, *due_now)
            # Looked at again: another worker may have done it between our look and our lock.
            return bool(connection.scalar(lock)) and connection.scalar(is_due) is not None

        with turns.taken(first_of_each, hold) as row:
            yield [row] if row else []


def _engine(new_session: NewSession) -> Engine:
    with new_session() as session:
        return session.get_bind().engine


def _alike(rows: Iterable[DueRow]) -> Sequence[DueRow]:
    """The first rows, as far as they have failed equally often."""
    return [*next((group for _, group in groupby(rows, lambda row: row.attempts)), ())]


@contextmanager
def _holding_locks(engine: Engine) -> Iterator[Connection]:
    """A connection without transactions, whose advisory locks are given back at the end."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            yield connection
        finally:
            try:
                connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")
            except DBAPIError:  # the server went away, and the locks with it
                connection.invalidate()


def _put_off(new_session: NewSession, row_id: UUID, error: Exception, now: datetime) -> None:
    log.exception("due_row_failed", row_id=str(row_id))
    with new_session() as session:
        row = session.get(DueRow, row_id)
        if row is None:
            return
        row.attempts += 1
        row.last_error = clean(f"{type(error).__name__}: {error}"[:2000])
        wait = timedelta(days=1) if row.attempts >= MAX_ATTEMPTS else timedelta(seconds=5 * 2**row.attempts)
        row.due_at = now + wait
        session.commit()
