"""A backup each night, by the worker, where a setting names a folder for them; after something was removed, at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.preservation.backup import folder, parts, writing
from evidencehub.preservation.backup.besides import besides
from evidencehub.preservation.backup.manifest import Manifest
from evidencehub.preservation.backup.telling import lacking
from evidencehub.projects.redaction.models import Redaction
from evidencehub.shared import due, heartbeat, outages
from evidencehub.shared.clock import day_of, moment
from evidencehub.shared.db import reading_only
from evidencehub.shared.errors import HubError
from evidencehub.shared.files import FileStore
from evidencehub.shared.heartbeat import BACKUP
from evidencehub.shared.settings import Settings

KIND = BACKUP  # of its due row, and of the outage
LACKING = "backup-lacking"  # what admins are told by where files are missing (shared/outages.py)
AT_HOUR = 3  # on the hub's clocks


def is_planned(session: Session) -> bool:
    return session.scalar(select(due.DueRow.id).where(due.DueRow.kind == KIND).limit(1)) is not None


def plan(session: Session) -> None:
    """The first one is made at once, so that who set it up sees it."""
    due.add(session, KIND, "hub")


def next_time(now: datetime) -> datetime:
    today = moment(day_of(now), AT_HOUR)
    return today if today > now else moment(day_of(now) + timedelta(days=1), AT_HOUR)


def after_removing(session: Session) -> None:
    """Something was removed for good: have a backup made that does without it, after which the older ones go."""
    due.forget_key(session, KIND, "hub")
    plan(session)


def note_removed(session: Session, into: Path) -> None:
    """:raises HubError: there is no folder to note it in."""
    try:
        folder.note_removed(into, _removed(session))
    except OSError as error:
        raise HubError(f"{into} cannot be written: {error.strerror}.") from None


def _removed(session: Session) -> dict[str, datetime]:
    return {str(key): at for key, at in session.execute(select(Redaction.id, Redaction.at))}


def handler(settings: Settings, now: Callable[[], datetime]) -> due.Handler:
    """How the row of this kind is done; the next one is due the next night."""

    def work(_payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        if settings.backup_dir is None:  # the setting was taken away
            return lambda session: outages.end(session, KIND)
        at = now()
        try:
            made = _make(settings, settings.backup_dir, new_session, at)
        except (HubError, OSError) as error:
            outages.note(new_session, KIND, str(error), now())
            raise due.NotNow(str(error)) from None
        heartbeat.beat(new_session, BACKUP, at)
        _say_lacking(new_session, made, now())

        def finish(session: Session) -> None:
            outages.end(session, KIND)
            due.add(session, KIND, "hub", at=next_time(now()))

        return finish

    def is_paused(new_session: due.NewSession, at: datetime) -> bool:
        return outages.is_paused(new_session, KIND, at)

    return due.Handler(work, batch=100, is_paused=is_paused)


def _make(settings: Settings, into: Path, new_session: due.NewSession, at: datetime) -> Manifest:
    if not into.is_dir():  # and none is made: it may be a disk that is not there
        raise HubError(f"There is no folder {into}, which EVIDENCEHUB_BACKUP_DIR names.")
    parts.sweep(into)
    folder.refuse_full(into)
    with new_session() as session:
        engine = session.get_bind().engine
    made = writing.write(
        into / folder.name_at(at), engine, FileStore(settings.files_url), besides(settings, with_keys=False), at=at,
        step=_silently,
    )  # fmt: skip
    with reading_only(), new_session() as session:
        folder.note_removed(into, _removed(session))
    folder.thin(into, keep=settings.backup_keep, removed=made.redactions)
    return made


def _say_lacking(new_session: due.NewSession, made: Manifest, now: datetime) -> None:
    """Tell admins of files that records name and the store does not have; the backup is made all the same."""
    if said := lacking(made):
        outages.note(new_session, LACKING, " ".join(said), now)
        return
    with new_session() as session:
        outages.end(session, LACKING)
        session.commit()


@contextmanager
def _silently(_name: str) -> Iterator[Callable[[float], None]]:
    yield lambda _part: None
