"""Keeping the index a true copy of the database: changes as they come, everything anew, and a check that both agree."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine as Database
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.catalogue.changes import recording
from evidencehub.catalogue.index import embedding, renewing
from evidencehub.catalogue.index.by_meaning import WithMeaning
from evidencehub.catalogue.index.called import is_called
from evidencehub.catalogue.index.documents import documents
from evidencehub.catalogue.index.report_pages import with_pages
from evidencehub.catalogue.marks import kept_cards
from evidencehub.catalogue.marks.read import Read, read
from evidencehub.meaning.asking import Reader
from evidencehub.meaning.vectors import Vectors
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.public import public_ids
from evidencehub.search.contract import Document, Engine, IndexAway, IndexDamaged
from evidencehub.search.opening import open_engine
from evidencehub.shared import due, public_version
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import reading_only
from evidencehub.shared.settings import Settings

BATCH = 200  # projects read, and indexed, at once


def engine_of(settings: Settings) -> Engine:
    """The search engine of this process; opened once, so that what it keeps in memory serves every request."""
    return _engine(settings.search_url, settings.home, settings.meaning, settings.meaning_model)


@lru_cache(maxsize=4)
def _engine(url: str, home: Path, by_meaning: bool, model: Path | None) -> WithMeaning:
    return WithMeaning(open_engine(url, home), Vectors(home), Reader(home) if by_meaning else None, is_called, model)


def handler(settings: Settings) -> due.Handler:
    """How rows of kind ``index`` are done: each names a project (``project_id``), changed, published or gone."""

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        project_ids = list(dict.fromkeys(UUID(payload["project_id"]) for payload in payloads))
        engine = engine_of(settings)
        try:
            with reading_only(), new_session() as session:
                now = read(session, project_ids)
                made, stale = changes(session, engine, now)
            engine.apply(made, stale)  # with no transaction open: a large index takes its time
        except IndexDamaged as error:
            return renewing.anew(new_session, engine, rebuild, str(error))
        except IndexAway as error:
            raise renewing.away(new_session, error) from error

        def finish(session: Session) -> None:
            recording.record(session, now, at=utc_now())
            kept_cards.keep(session, now)
            embedding.make_due(session, engine, now.project_ids)
            public_version.changed(session.connection())

        return finish

    return due.Handler(work, batch=BATCH, is_paused=renewing.is_paused)


def mend(new_session: due.NewSession, settings: Settings) -> None:
    """Make the index anew where there is none or it cannot be read; the worker asks whenever it looks for work."""
    renewing.mend(new_session, engine_of(settings), rebuild)


def changes(session: Session, engine: Engine, now: Read) -> tuple[list[Document], set[str]]:
    """What brings the index up to date with these projects, whatever became of them: documents, and ids to drop."""
    made = list(_documents_of(session, now))
    stale = _once_possible(session, now.project_ids) - {document.id for document in made}
    if _some_are_gone(session, now.project_ids):
        # Nothing in the database says which documents a deleted project had, so all that nobody owns must go.
        stale |= set(engine.ids()) - _owned(session)
    return made, stale


def rebuild(session: Session, engine: Engine, progress: Callable[[int], None] | None = None) -> int:
    """Make index and cards anew and return how many documents there are; the old ones answer until then."""
    count = engine.rebuild(_documents_keeping_cards(session), progress)
    session.rollback()  # what was read is done with, and a write must not wait for it
    with _engine_of(session).begin() as connection:
        public_version.changed(connection)
    with Session(_engine_of(session)) as writing:
        embedding.make_missing_due(writing, engine)
        writing.commit()
    return count


def complete(session: Session) -> int:
    """Keep the cards that this release has not made yet, and return how many; pages make them anew until then."""
    ids = iter(kept_cards.unkept(session, list(public_ids(session))))
    done = 0
    while batch := list(islice(ids, BATCH)):
        now = read(session, batch)
        session.rollback()
        _keep(session, now)
        done += len(now.views)
    return done


def _documents_keeping_cards(session: Session) -> Iterator[Document]:
    for now in _everything(session):
        _keep(session, now)
        yield from _documents_of(session, now)
    gone = kept_cards.not_among(session, public_ids(session))
    _keep(session, replace(read(session, []), project_ids=tuple(gone)))


def _keep(session: Session, now: Read) -> None:
    with Session(_engine_of(session)) as writing:
        recording.record(writing, now, at=utc_now())
        kept_cards.keep(writing, now)
        writing.commit()


def _engine_of(session: Session) -> Database:
    return session.get_bind().engine


def renew(session: Session, engine: Engine) -> int | None:
    """Make what is missing, or this release cannot read; return how many documents it indexed, None for none.

    Cards of another release are made anew as well.
    """
    try:
        engine.check()
    except IndexDamaged:
        return rebuild(session, engine)
    complete(session)
    return None


@dataclass(frozen=True)
class Differences:
    """Ids of documents, and of projects for ``cards``; all are empty when the copies and the database agree."""

    missing: tuple[str, ...]  # from the index
    extra: tuple[str, ...]  # in the index, and not public (any more)
    changed: tuple[str, ...]  # other text, tier or direction than in the database
    cards: tuple[str, ...]  # kept otherwise than the database says

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.extra) + len(self.changed) + len(self.cards)


def verify(session: Session, engine: Engine) -> Differences:
    """Compare what the index holds with what the database says it should.

    :raises IndexDamaged: it does not hold what was once written to it.
    """
    engine.verify()
    held = engine.ids()
    wanted: dict[str, str] = {}
    cards: list[UUID] = []
    for now in _everything(session):
        wanted |= {document.id: document.digest for document in _documents_of(session, now)}
        cards += kept_cards.differing(session, now)
    return Differences(
        missing=tuple(sorted(wanted.keys() - held.keys())),
        extra=tuple(sorted(held.keys() - wanted.keys())),
        changed=tuple(sorted(key for key in wanted.keys() & held.keys() if wanted[key] != held[key])),
        cards=tuple(map(str, [*cards, *kept_cards.not_among(session, public_ids(session))])),
    )


def _everything(session: Session) -> Iterator[Read]:
    """All that should be in the index; memory holds one batch of projects at a time."""
    ids = public_ids(session)
    while batch := list(islice(ids, BATCH)):
        yield read(session, batch)


def _documents_of(session: Session, now: Read) -> Iterator[Document]:
    for view in now.views.values():
        yield from with_pages(session, view, documents(view, now.gradings.get(view.id)))


def _once_possible(session: Session, project_ids: Sequence[UUID]) -> set[str]:
    """Every id that these projects' documents may ever have had."""
    rows = session.execute(select(Evaluation.id).where(Evaluation.project_id.in_(project_ids)))
    return {str(key) for key in project_ids} | {str(key) for (key,) in rows}


def _some_are_gone(session: Session, project_ids: Sequence[UUID]) -> bool:
    rows = session.execute(select(Project.id).where(Project.id.in_(project_ids)))
    return len(rows.all()) < len(project_ids)


def _owned(session: Session) -> set[str]:
    return {str(key) for column in (Project.id, Evaluation.id) for (key,) in session.execute(select(column))}
