"""Keeping the index a true copy of the database: changes as they come, everything anew, and a check that both agree."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.catalogue.index.documents import documents
from evidencehub.catalogue.marks.gradings import gradings
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.public import public_ids, public_views
from evidencehub.search.contract import Document, Engine, IndexDamaged
from evidencehub.search.opening import open_engine
from evidencehub.shared import due, public_version
from evidencehub.shared.db import reading_only
from evidencehub.shared.settings import Settings

BATCH = 200  # projects read, and indexed, at once


def engine_of(settings: Settings) -> Engine:
    """The search engine of this process; opened once, so that what it keeps in memory serves every request."""
    return _engine(settings.search_url, settings.home)


@lru_cache(maxsize=4)
def _engine(url: str, home: Path) -> Engine:
    return open_engine(url, home)


def handler(settings: Settings) -> due.Handler:
    """How rows of kind ``index`` are done: each names a project (``project_id``), changed, published or gone."""

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        project_ids = list(dict.fromkeys(UUID(payload["project_id"]) for payload in payloads))
        engine = engine_of(settings)
        with reading_only(), new_session() as session:
            made, stale = changes(session, engine, project_ids)
        engine.apply(made, stale)  # with no transaction open: a large index takes its time
        return lambda session: public_version.changed(session.connection())

    return due.Handler(work, batch=BATCH)


def changes(session: Session, engine: Engine, project_ids: Sequence[UUID]) -> tuple[list[Document], set[str]]:
    """What brings the index up to date with these projects, whatever became of them: documents, and ids to drop."""
    made = documents_of(session, project_ids)
    stale = _once_possible(session, project_ids) - {document.id for document in made}
    if _some_are_gone(session, project_ids):
        # Nothing in the database says which documents a deleted project had, so all that nobody owns must go.
        stale |= set(engine.ids()) - _owned(session)
    return made, stale


def rebuild(session: Session, engine: Engine, progress: Callable[[int], None] | None = None) -> int:
    """Make the whole index anew and return how many documents it holds; the old one answers until then."""
    count = engine.rebuild(all_documents(session), progress)
    session.rollback()  # what was read is done with, and a write must not wait for it
    with session.get_bind().engine.begin() as connection:
        public_version.changed(connection)
    return count


def renew(session: Session, engine: Engine) -> int | None:
    """Make an index anew that this release cannot read, and return how many documents it holds; None: it can."""
    try:
        engine.status()
    except IndexDamaged:
        return rebuild(session, engine)
    return None


@dataclass(frozen=True)
class Differences:
    """Ids of documents; all three are empty when index and database agree."""

    missing: tuple[str, ...]  # from the index
    extra: tuple[str, ...]  # in the index, and not public (any more)
    changed: tuple[str, ...]  # other text, tier or direction than in the database

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.extra) + len(self.changed)


def verify(session: Session, engine: Engine) -> Differences:
    """Compare what the index holds with what the database says it should."""
    held = engine.ids()
    wanted = {document.id: document.digest for document in all_documents(session)}
    return Differences(
        missing=tuple(sorted(wanted.keys() - held.keys())),
        extra=tuple(sorted(held.keys() - wanted.keys())),
        changed=tuple(sorted(key for key in wanted.keys() & held.keys() if wanted[key] != held[key])),
    )


def all_documents(session: Session) -> Iterator[Document]:
    """Every document that should be in the index; memory holds one batch of projects at a time."""
    ids = public_ids(session)
    while batch := list(islice(ids, BATCH)):
        yield from documents_of(session, batch)


def documents_of(session: Session, project_ids: Sequence[UUID]) -> list[Document]:
    views = public_views(session, project_ids)
    graded = gradings(session, views.values())
    return [document for view in views.values() for document in documents(view, graded.get(view.id))]


def _once_possible(session: Session, project_ids: Sequence[UUID]) -> set[str]:
    """Every id that these projects' documents may ever have had."""
    rows = session.execute(select(Evaluation.id).where(Evaluation.project_id.in_(project_ids)))
    return {str(key) for key in project_ids} | {str(key) for (key,) in rows}


def _some_are_gone(session: Session, project_ids: Sequence[UUID]) -> bool:
    rows = session.execute(select(Project.id).where(Project.id.in_(project_ids)))
    return len(rows.all()) < len(project_ids)


def _owned(session: Session) -> set[str]:
    return {str(key) for column in (Project.id, Evaluation.id) for (key,) in session.execute(select(column))}
