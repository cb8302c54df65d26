"""The pages of public reports: what the index holds of them, and what a list shows of the one that matches best."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from evidencehub.projects.disclosure.queries import texts
from evidencehub.projects.models import DocumentPage
from evidencehub.projects.public import PublicProject, public_views
from evidencehub.search.contract import Document, Hit, Page
from evidencehub.search.excerpt import Excerpt, excerpt


def with_pages(session: Session, view: PublicProject, made: Iterable[Document]) -> Iterator[Document]:
    """The documents of a project, each with the pages of its study's reports that everybody may read."""
    if not view.documents:
        yield from made
        return
    for document in made:
        pages = tuple(
            Page(f"{each.sent.id}:{number}", text)
            for each in view.documents
            if str(each.evaluation_id) == document.id and each.is_report
            for number, text in texts(session, each.sent.id)
            if text.strip()
        )
        yield replace(document, pages=pages)


@dataclass(frozen=True)
class MatchingPage:
    """A page of a report that has what was asked for."""

    evaluation_id: UUID
    document_id: UUID
    number: int
    excerpt: Excerpt


def matching_pages(session: Session, hits: Sequence[Hit], question: str) -> dict[str, MatchingPage]:
    """By project, the best page of each hit that has one.

    Nothing of a report that was taken down a moment ago, or that a newer decided version of the study leaves out: what
    is public is asked anew, since the index follows only with the worker.
    """
    named = {hit.project: _ids(hit.page) for hit in hits if hit.page}
    if not named:
        return {}
    views = public_views(session, [UUID(project) for project in named])
    allowed = {document.sent.id for view in views.values() for document in view.documents}
    wanted = {key: each for key, each in named.items() if each[1] in allowed}
    query = select(DocumentPage).where(
        tuple_(DocumentPage.document_id, DocumentPage.number).in_([each[1:] for each in wanted.values()])
    )
    held = {(page.document_id, page.number): page.text for page in session.scalars(query)}
    return {
        key: MatchingPage(*each, excerpt(held[each[1:]], question)) for key, each in wanted.items() if each[1:] in held
    }


def _ids(page_id: str) -> tuple[UUID, UUID, int]:
    evaluation, document, number = page_id.split(":")
    return UUID(evaluation), UUID(document), int(number)
