"""Asking for one's copy, having the worker make it, and letting it go. Services flush; the edge commits."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO, Protocol
from uuid import UUID, uuid4

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import person_with_teams
from evidencehub.privacy import packing, times
from evidencehub.privacy.gathering import gather
from evidencehub.privacy.models import DataCopy
from evidencehub.shared import audit, due, mail
from evidencehub.shared.db import reading_only, without_waiting
from evidencehub.shared.file_parts import Part, PartStore
from evidencehub.shared.settings import Settings
from evidencehub.shared.turns import Turns
from evidencehub.shared.words import day

KIND = "data-copy"  # of due rows: to make one, and to let it go
_MOST_BYTES = 1 << 40  # what a team may upload is far less


class Links(Protocol):
    """Addresses for the file and mails; the pages supply them."""

    def data(self) -> str: ...

    def kept(self) -> str: ...


def of_person(session: Session, person_id: UUID) -> DataCopy | None:
    return session.scalar(select(DataCopy).where(DataCopy.person_id == person_id))


def ask(session: Session, person: Person, *, now: datetime) -> None:
    """Have one made; asking again while there is one changes nothing."""
    if of_person(session, person.id) is not None:
        return
    made = DataCopy(id=uuid4(), person_id=person.id, asked_at=now)
    session.add(made)
    session.flush()
    due.add(session, KIND, made.id, {"copy_id": str(made.id)})
    _record(session, "person.data-asked", person.id, now)


def let_go(session: Session, copy: DataCopy) -> None:
    """Forget it; what the store has of it is removed after the commit (:func:`remove_bytes`)."""
    due.forget_key(session, KIND, copy.id)
    session.delete(copy)
    session.flush()


def remove_bytes(settings: Settings, copy_id: UUID) -> None:
    """Safe to do again. Where a crash came between, the worker's sweep does it some days later."""
    PartStore(settings.files_url).remove_parts(copy_id)


def opened(settings: Settings, copy: DataCopy) -> BinaryIO | None:
    """None where the file is gone, as it is in a hub that was made of a backup."""
    stream = PartStore(settings.files_url).open_parts(copy.id, [Part(copy.part, copy.size_bytes)])
    try:
        stream.read(1)
        stream.seek(0)
    except FileNotFoundError:
        return None
    return stream


def fetched(session: Session, person: Person, *, now: datetime) -> None:
    _record(session, "person.data-fetched", person.id, now)


def handler(settings: Settings, now: Callable[[], datetime], links: Links) -> due.Handler:
    """The worker's: makes what was asked for, and deletes what its time is over of; either may be done again."""
    store = PartStore(settings.files_url)

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        copy_id = UUID(payloads[0]["copy_id"])
        with reading_only(), new_session() as session:
            copy = session.get(DataCopy, copy_id)
            if copy is None or copy.part:
                store.remove_parts(copy_id)
                return lambda session: _forget(session, copy_id)
            made = _make(session, settings, store, copy, links, now())

        def finish(session: Session) -> None:
            if not _settle(session, copy_id, made, now(), links):
                store.remove_parts(copy_id)

        return finish

    return due.Handler(work, turns=Turns())  # two lanes of the worker take such rows: none is done by both


def _make(
    session: Session, settings: Settings, store: PartStore, copy: DataCopy, links: Links, now: datetime
) -> Part:  # fmt: skip
    person = person_with_teams(session, copy.person_id)
    assert person is not None  # noqa: S101 - the copy goes with its person
    held, files = gather(session, person, settings.mails_kept_days), packing.uploads(session, person)
    told = packing.readme(person, site=settings.site_name, page=links.kept(), now=now)
    engine, copy_id = session.get_bind().engine, copy.id
    session.rollback()  # copying files takes as long as it takes
    with tempfile.TemporaryFile(prefix="evidencehub-") as target:
        packing.write(target, told, held, files, store, lambda percent: _note(engine, copy_id, percent))
        target.seek(0)
        store.remove_parts(copy_id)  # of a run that was cut off
        return store.add_part(copy_id, target, max_bytes=_MOST_BYTES)


def _note(engine: Engine, copy_id: UUID, percent: int) -> None:
    with without_waiting(engine) as connection:
        connection.execute(update(DataCopy).where(DataCopy.id == copy_id).values(percent=percent))


def _settle(session: Session, copy_id: UUID, made: Part, now: datetime, links: Links) -> bool:
    """False: it was let go of while it was made."""
    copy = session.get(DataCopy, copy_id, with_for_update=True)
    if copy is None:
        return False
    copy.made_at, copy.part, copy.size_bytes, copy.percent = now, made.name, made.size_bytes, 100
    copy.ends_at = now + times.DATA_COPIES
    session.flush()
    mail.queue(
        session, to=copy.person.email, subject="Your copy is ready", about="person.data-ready", at=now,
        body=f"Hello {copy.person.name},\n\nYou asked for all that we hold about you. It is ready, and you can get it "
        f"with your password until {day(copy.ends_at)}:\n\n{links.data()}\n\nIf it was not you, change your password, "
        "and delete the copy on that page.",
    )  # fmt: skip
    due.add(session, KIND, copy.id, {"copy_id": str(copy.id)}, at=copy.ends_at)
    return True


def _forget(session: Session, copy_id: UUID) -> None:
    copy = session.get(DataCopy, copy_id)
    if copy is not None:
        session.delete(copy)


def _record(session: Session, action: str, person_id: UUID, now: datetime) -> None:
    audit.record(session, action, subject_type="person", subject_id=person_id, actor_id=person_id, at=now)
