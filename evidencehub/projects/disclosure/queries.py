"""Reads over what was decided of documents, and over the text of those that are public."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.disclosure import seeing
from evidencehub.projects.disclosure.aside import Looked, apart
from evidencehub.projects.disclosure.aside import of_documents as of_documents_aside
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.disclosure.pointing_out import finds
from evidencehub.projects.disclosure.states import DisclosureState
from evidencehub.projects.models import Document, DocumentPage, Evaluation
from evidencehub.projects.states import DocumentState
from evidencehub.shared.due import DueRow

READ = [state for state in DocumentState if state.is_read]


@dataclass(frozen=True)
class Opened:
    """A document that may be public, or asked for, if what is public holds it."""

    on_request: bool  # given to those who ask, and public for nobody
    pages: int
    opened_at: datetime  # UTC
    copy_sha256: str | None  # of the file as it is given, without what it says of people; None: the text alone
    file_bytes: int  # of that

    @property
    def with_file(self) -> bool:
        return self.copy_sha256 is not None


def of_document(session: Session, document_id: UUID) -> Disclosure | None:
    return session.scalar(select(Disclosure).where(Disclosure.document_id == document_id))


def of_documents(session: Session, document_ids: Iterable[UUID]) -> dict[UUID, Disclosure]:
    query = select(Disclosure).where(Disclosure.document_id.in_(list(document_ids)))
    return {each.document_id: each for each in session.scalars(query)}


def opened(session: Session, project_ids: Sequence[UUID]) -> Mapping[UUID, Opened]:
    """By document, those of studies of these projects that team and editors have opened, or offer to those who ask,
    and that hold text still."""
    query = _opened().join(Document.evaluation).where(Evaluation.project_id.in_(project_ids))
    return {key: Opened(*of_it) for key, *of_it in session.execute(query)}


def opened_of(session: Session, document_ids: Collection[UUID]) -> Mapping[UUID, Opened]:
    """The same of these documents, whatever they belong to."""
    if not document_ids:
        return {}
    return {key: Opened(*of_it) for key, *of_it in session.execute(_opened().where(Document.id.in_(document_ids)))}


def _opened() -> Select[Any]:
    pages = select(func.count()).where(DocumentPage.document_id == Document.id).scalar_subquery()
    states = [state for state in DisclosureState if state.is_open or state.is_on_request]
    copy = case((Disclosure.with_file, CleanCopy.copy_sha256))
    query = select(Document.id, Disclosure.on_request, pages, Disclosure.opened_at, copy, CleanCopy.size_bytes)
    query = query.join(Disclosure, Disclosure.document_id == Document.id)
    query = query.outerjoin(CleanCopy, CleanCopy.sha256 == Document.sha256)
    query = query.where(Disclosure.state.in_(states), Document.state.in_(READ))
    return query.where(or_(Document.held_at.is_(None), Document.let_at.is_not(None)))


def taken_down_lately(session: Session, kind: str) -> frozenset[str]:
    """Documents that are not public, and of which copies may hold the text until the worker has been there.

    :param kind: of the due rows that renew the copies; each has its project as key.
    """
    query = select(Disclosure.document_id, Evaluation.project_id).join(Disclosure.document).join(Document.evaluation)
    rows = session.execute(query.where(Disclosure.state != DisclosureState.OPEN))
    sealed = [(str(document), str(project)) for document, project in rows]
    if not sealed:
        return frozenset()
    projects = {project for _, project in sealed}
    waiting = set(session.scalars(select(DueRow.key).where(DueRow.kind == kind, DueRow.key.in_(projects))))
    return frozenset(document for document, project in sealed if project in waiting)


def texts(session: Session, document_id: UUID, first: int = 1, last: int | None = None) -> list[tuple[int, str]]:
    """The pages of a document by number, from the first to the last, both included."""
    query = select(DocumentPage.number, DocumentPage.text).where(DocumentPage.document_id == document_id)
    query = query.where(DocumentPage.number >= first).order_by(DocumentPage.number)
    if last is not None:
        query = query.where(DocumentPage.number <= last)
    return [(number, text) for number, text in session.execute(query)]


def pointed_out(session: Session, document_id: UUID) -> Looked:
    """What may name somebody, for the team and the editors, apart from what one of them set aside."""
    held = dict(texts(session, document_id))
    found = finds([held.get(number, "") for number in range(1, max(held, default=0) + 1)])
    pictures = seeing.of_document(session, document_id)
    every = sorted([*found, *pictures.finds], key=lambda find: find.page)
    looked = apart(every, of_documents_aside(session, [document_id])[document_id])
    return replace(looked, whole_pages=pictures.whole_pages, unseen=pictures.unseen)


def waiting(session: Session) -> list[Disclosure]:
    """What teams want to be public and no editor has looked at, longest first; what goes with a plan is looked at with
    that."""
    query = select(Disclosure).where(Disclosure.state == DisclosureState.AGREED).join(Disclosure.document)
    query = query.where(Document.plan_study_id.is_(None)).options(
        joinedload(Disclosure.document).joinedload(Document.evaluation)
    )
    return list(session.scalars(query.order_by(Disclosure.agreed_at, Disclosure.id)))
