"""Once a week the worker restores the newest nightly backup into an empty database of its own, and throws that away.

Reading a file tells that it is whole. Only restoring tells that this release makes a hub of it.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from evidencehub.preservation.backup import folder, restoring
from evidencehub.preservation.backup.archive import CannotWrite
from evidencehub.preservation.backup.checking import check
from evidencehub.preservation.backup.manifest import Manifest, NotABackup
from evidencehub.preservation.backup.opening import Archive, open_archive
from evidencehub.shared import audit, due, heartbeat, outages
from evidencehub.shared.db import engine_options, reading_only
from evidencehub.shared.errors import HubError
from evidencehub.shared.heartbeat import BACKUP_TRIED
from evidencehub.shared.settings import Settings

KIND = BACKUP_TRIED  # of its due row, and of the outage
EVERY = timedelta(days=7)
AGAIN = timedelta(hours=1)  # where there is no backup yet
ROOM = 3  # times the rows as text: the tables, their indexes, and the journal of writing them


@dataclass(frozen=True)
class Tables:
    """How the tables of a release are made, which the commands know."""

    upgrade: Callable[[str, str], None]  # the database at an address, to a migration
    revisions: Callable[[], Sequence[str]]  # that this release knows, newest first


def is_planned(session: Session) -> bool:
    return session.scalar(select(due.DueRow.id).where(due.DueRow.kind == KIND).limit(1)) is not None


def plan(session: Session) -> None:
    due.add(session, KIND, "hub")


def handler(settings: Settings, tables: Tables, now: Callable[[], datetime]) -> due.Handler:
    """How the row of this kind is done; what went wrong is told to admins, and tried again with the next backup."""

    def work(_payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        newest = _newest(settings)
        if settings.backup_dir is None:
            return lambda session: outages.end(session, KIND)
        if newest is None:
            return lambda session: due.add(session, KIND, "hub", at=now() + AGAIN)
        try:
            restore(newest, settings.home, tables)
        except (HubError, OSError) as error:
            outages.note(new_session, KIND, f"{newest.name}: {error}", now(), at_least=timedelta(days=1))
            return lambda session: due.add(session, KIND, "hub", at=now() + timedelta(days=1))
        heartbeat.beat(new_session, BACKUP_TRIED, now())

        def finish(session: Session) -> None:
            outages.end(session, KIND)
            due.add(session, KIND, "hub", at=now() + EVERY)

        return finish

    return due.Handler(work, batch=100)


def _newest(settings: Settings) -> Path | None:
    if settings.backup_dir is None or not settings.backup_dir.is_dir():
        return None
    return next(iter(folder.backups(settings.backup_dir)), None)


def restore(path: Path, beside: Path, tables: Tables) -> Manifest:
    """Read all of it, files too; write its rows into a database in ``beside``, compare them, and walk the audit.

    :raises HubError: it cannot be restored; the message says why. Nothing is left behind either way.
    """
    with open_archive(path) as archive, tempfile.TemporaryDirectory(dir=beside, prefix=".trial-") as place:
        made, known = archive.manifest, tables.revisions()
        if made.migration not in known:
            raise NotABackup(f"It is of a newer release, at migration {made.migration}.")
        _refuse_without_room(archive, beside)
        check(archive, _silently)
        url = f"sqlite:///{Path(place) / 'trial.sqlite3'}"
        tables.upgrade(url, made.migration)
        options = engine_options(url)
        engine = create_engine(options.pop("url"), **options)
        try:
            restoring.load(engine, archive, is_current=made.migration == known[0], step=_silently)
            tables.upgrade(url, known[0])
            with reading_only(), Session(engine) as session:
                if breaks := audit.verify(session):
                    raise NotABackup(f"The audit chain does not hold in it, first at entry {breaks[0].number}.")
        finally:
            engine.dispose()
    return made


def _refuse_without_room(archive: Archive, beside: Path) -> None:
    wanted, free = ROOM * sum(table.bytes for table in archive.manifest.tables), shutil.disk_usage(beside).free
    if free < wanted:
        raise CannotWrite(
            f"{beside} has room for {free / 1e6:,.0f} MB, and restoring it takes up to {wanted / 1e6:,.0f} MB."
        )


@contextmanager
def _silently(_name: str) -> Iterator[Callable[[float], None]]:
    yield lambda _part: None
