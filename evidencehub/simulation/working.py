"""The real worker at the moved clock: doing what is due, killed in the middle of it, and two of them at once."""

import os
import signal
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.index import indexing
from evidencehub.cli import worker
from evidencehub.shared import due
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.due import DueRow
from evidencehub.simulation.world import World, died, in_child


def next_due(world: World) -> datetime | None:
    """When the worker has something to do again."""
    with reading_only(), world.sessions() as session:
        return session.scalar(select(func.min(DueRow.due_at)))


def kinds_due(world: World) -> set[str]:
    query = select(DueRow.kind).where(DueRow.due_at <= world.clock()).distinct()
    with reading_only(), world.sessions() as session:
        found = set(session.scalars(query))
    world.due_kinds |= found
    return found


def waiting(world: World) -> int:
    query = select(func.count()).select_from(DueRow).where(DueRow.due_at <= world.clock())
    with reading_only(), world.sessions() as session:
        return session.scalar(query) or 0


def work(world: World) -> set[str]:
    """Everything that is due now, lane by lane as the worker has them; its threads take turns here. The kinds of it."""
    world.done["worker runs"] += 1
    found: set[str] = set()
    lanes = worker.handlers_of_lanes(world.settings).values()
    while kinds := kinds_due(world):
        found |= kinds
        wanted = [{kind: handler for kind, handler in lane.items() if kind in kinds} for lane in lanes]
        done = sum(_run(world, handlers) for handlers in wanted if handlers)
        world.done["rows done"] += done
        if not done:
            break  # what is left was put off
    return found


def be_killed(world: World) -> None:
    """A worker dies while it works: after so many rows, with what it wrote of the next one not committed yet."""
    rows = waiting(world)
    left = [world.chance.randrange(max(1, min(rows, 40)))]

    def work_until_killed() -> None:
        _run(world, {kind: _deadly(handler, left) for kind, handler in _handlers(world).items()})

    if died(work_until_killed):
        world.done["workers killed"] += 1


def two_at_once(world: World) -> None:
    """On PostgreSQL two workers share the rows; on SQLite the second is refused."""
    if db.engine.dialect.name != "postgresql":
        try:
            with worker.only_one(world.settings):
                world.problems.append("two workers could run at once on SQLite")
        except worker.AlreadyRunning:  # the year itself is the first
            world.done["second workers refused"] += 1
        return
    children = [in_child(lambda: _run_and_leave(world)) for _ in range(2)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    if any(codes):
        world.problems.append(f"two workers at once ended with {codes}")
    world.done["pairs of workers"] += 1


def _handlers(world: World) -> dict[str, due.Handler]:
    lanes = worker.handlers_of_lanes(world.settings).values()
    return {kind: handler for lane in lanes for kind, handler in lane.items()}


def _run(world: World, handlers: Mapping[str, due.Handler]) -> int:
    with world.app.app_context():
        indexing.mend(db.sessionmaker, world.settings)
        return due.run(db.sessionmaker, handlers)


def _run_and_leave(world: World) -> None:
    _run(world, _handlers(world))
    os._exit(0)


def _deadly(handler: due.Handler, left: list[int]) -> due.Handler:
    """:param left: how many more rows are done before the end; one list for all kinds."""

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        finish = handler.work(payloads, new_session)

        def finish_or_die(session: Session) -> None:
            finish(session)
            left[0] -= len(payloads)
            if left[0] < 0:
                session.flush()
                os.kill(os.getpid(), signal.SIGKILL)

        return finish_or_die

    return due.Handler(work, handler.batch, handler.is_paused, handler.close, handler.turns)
