"""The worker's part of a command: what pages are made from is brought up to date before the command goes on."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.index import indexing
from evidencehub.catalogue.outcomes import recomputing
from evidencehub.cli.progress import Screen
from evidencehub.cli.worker import AlreadyRunning, only_one
from evidencehub.projects import public
from evidencehub.projects.copies import announcing, making
from evidencehub.shared import due
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db, reading_only
from evidencehub.shared.errors import HubError

LOOK_AGAIN_SECONDS = 0.25
Handlers = Mapping[str, due.Handler]
Advance = Callable[[float], None]


class NotIndexed(HubError):
    """Some records are in the database, and not in the index yet."""


def make_searchable(app: Flask, screen: Screen) -> None:
    """Return when all changed records are in the index: by a running worker if there is one, else done here.

    :raises NotIndexed: some could not be indexed.
    """
    handlers = {public.INDEX: indexing.handler(app.config["SETTINGS"])}
    with app.app_context():
        if put_off := _do(app, screen, "Making it searchable", handlers):
            raise NotIndexed(
                f"The records are in, but {put_off:,} projects could not be indexed. The worker tries again; "
                "`evidencehub index rebuild` makes the index anew."
            )


def make_whole(app: Flask, screen: Screen) -> None:
    """The same of all that lists and pages are made from; an index that cannot be read is made anew.

    :raises NotIndexed: some could not be done.
    """
    settings = app.config["SETTINGS"]
    handlers = {
        making.KIND: making.handler(settings, utc_now, announcing.announce),
        public.SYNTHESIS: recomputing.handler(utc_now),
        public.INDEX: indexing.handler(settings),
    }
    with app.app_context():
        with suppress(AlreadyRunning), only_one(settings):
            indexing.mend(db.sessionmaker, settings)
        if put_off := _do(app, screen, "Bringing lists up to date", handlers):
            raise NotIndexed(
                f"{put_off:,} changes could not be brought into the hub's lists, so a copy would be without them. "
                "Try `evidencehub index rebuild`, and begin again."
            )


def _do(app: Flask, screen: Screen, name: str, handlers: Handlers) -> int:
    """Return when nothing of these kinds is due any more, and how many rows were put off."""
    total = _waiting(handlers, only_due=True)
    if total:
        with screen.step(name) as advance:
            while left := _waiting(handlers, only_due=True):
                advance(1 - left / max(total, left))
                try:
                    with only_one(app.config["SETTINGS"]):
                        _work(handlers, advance, left=left, total=max(total, left))
                except AlreadyRunning:
                    time.sleep(LOOK_AGAIN_SECONDS)
            advance(1.0)
    return _waiting(handlers, only_due=False)


def _work(handlers: Handlers, advance: Advance, *, left: int, total: int) -> None:
    """Do the due rows as the worker would, telling how many are done."""

    def counting(handler: due.Handler) -> due.Handler:
        def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
            finish = handler.work(payloads, new_session)

            def finished(session: Session) -> None:
                nonlocal left
                finish(session)
                left -= len(payloads)
                advance(1 - max(left, 0) / total)

            return finished

        return replace(handler, work=work)

    due.run(db.sessionmaker, {kind: counting(handler) for kind, handler in handlers.items()})


def _waiting(handlers: Handlers, *, only_due: bool) -> int:
    query = select(func.count()).select_from(due.DueRow).where(due.DueRow.kind.in_(handlers))
    if only_due:
        query = query.where(due.DueRow.due_at <= utc_now())
    with reading_only(), db.sessionmaker() as session:
        return session.scalar(query) or 0
