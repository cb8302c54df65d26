"""Which rows a worker takes, and how it holds them while it does them: no transaction is open meanwhile.

On PostgreSQL a row is held by an advisory lock, which belongs to the connection: it needs no transaction, and goes when
the worker's process goes. On SQLite there is one worker.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Engine, Text, cast, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from evidencehub.shared.db import reading_only
from evidencehub.shared.due_rows import DueRow
from evidencehub.shared.turns import Turns

NewSession = Callable[[], Session]
LOOKED_AT = 1000  # rows that a worker looks at to find some that no other has
_LOCK = 7_202_613  # PostgreSQL's advisory locks of two numbers: this one, and one from the row's id
_ORDER = (DueRow.attempts, DueRow.due_at, DueRow.id)


@contextmanager
def together(new_session: NewSession, kind: str, size: int, now: datetime) -> Iterator[Sequence[DueRow]]:
    """Up to ``size`` due rows that no other worker has, for as long as the block runs.

    Rows that failed as often as each other go together, fresh ones first, so that one that always fails is not put
    among rows that never did.
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
def in_turn(new_session: NewSession, kind: str, turns: Turns, now: datetime) -> Iterator[Sequence[DueRow]]:
    """The one row whose owner's turn it is; nobody else has it while the block runs."""
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
