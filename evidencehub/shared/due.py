"""What must happen later is a row (:mod:`evidencehub.shared.due_rows`); here the worker does what is due."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidencehub.shared import due_taking
from evidencehub.shared.clock import utc_now
from evidencehub.shared.due_rows import DueRow, add, for_later, forget, forget_key, ids, keyed, waiting, wake
from evidencehub.shared.due_taking import NewSession
from evidencehub.shared.logs import clean
from evidencehub.shared.turns import Turns

__all__ = [
    "DueRow", "Finish", "Handler", "NewSession", "NotNow",
    "add", "both", "for_later", "forget", "forget_key", "given_up", "ids", "keyed", "run", "waiting", "wake",
]  # fmt: skip

log = structlog.get_logger()

Finish = Callable[[Session], None]
MAX_ATTEMPTS = 8


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


def both(first: Handler, second: Handler) -> Handler:
    """Two rooms have something to do about one row; it goes when both have."""

    def work(payloads: Sequence[Mapping[str, Any]], new_session: NewSession) -> Finish:
        finishes = [first.work(payloads, new_session), second.work(payloads, new_session)]

        def finish(session: Session) -> None:
            for each in finishes:
                each(session)

        return finish

    return Handler(work)


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


def given_up(session: Session) -> list[DueRow]:
    """Rows that failed so often that they are tried once a day, the oldest first."""
    query = select(DueRow).where(DueRow.attempts >= MAX_ATTEMPTS).order_by(DueRow.created_at, DueRow.id)
    return list(session.scalars(query))


def _run_batch(new_session: NewSession, kind: str, handler: Handler, now: datetime) -> int:
    if handler.is_paused(new_session, now):
        return 0
    with (
        due_taking.together(new_session, kind, handler.batch, now)
        if handler.turns is None
        else due_taking.in_turn(new_session, kind, handler.turns, now)
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
