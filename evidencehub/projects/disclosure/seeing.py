"""What was seen of a document's pictures and stories when it was read: kept for those who look whether it gives
somebody away, and for what a team is asked before it sends."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidencehub.extraction.pictures import Looked
from evidencehub.projects.disclosure.models import SeenInDocument
from evidencehub.projects.disclosure.pointing_out import Find, Kind
from evidencehub.projects.disclosure.stories import pages_with_stories
from evidencehub.projects.models import Document


@dataclass(frozen=True)
class Pictures:
    finds: Sequence[Find] = ()
    whole_pages: Sequence[int] = ()  # each one picture, such as a scan, in which photographs cannot be told apart
    unseen: int | None = None  # that could not be looked at; None: nobody looked


def keep(session: Session, document: Document, looked: Looked) -> None:
    forget(session, document)
    document.pictures_unseen = looked.unseen
    session.add_all(
        SeenInDocument(document_id=document.id, page=each.page, kind=Kind(each.what.value), words=each.words)
        for each in looked.seen
    )
    session.flush()


def keep_stories(session: Session, document: Document, pages: Sequence[str]) -> None:
    session.add_all(
        SeenInDocument(document_id=document.id, page=number, kind=Kind.STORY) for number in pages_with_stories(pages)
    )
    session.flush()


def forget(session: Session, document: Document) -> None:
    session.execute(delete(SeenInDocument).where(SeenInDocument.document_id == document.id))
    document.pictures_unseen = None


def of_document(session: Session, document_id: UUID) -> Pictures:
    query = select(SeenInDocument).where(SeenInDocument.document_id == document_id)
    query = query.where(SeenInDocument.kind != Kind.STORY)
    query = query.order_by(SeenInDocument.page, SeenInDocument.kind.desc(), SeenInDocument.words, SeenInDocument.id)
    seen = [each.find for each in session.scalars(query)]
    unseen = session.scalar(select(Document.pictures_unseen).where(Document.id == document_id))
    whole = [find.page for find in seen if find.kind is Kind.WHOLE_PAGE]
    return Pictures([find for find in seen if find.kind is not Kind.WHOLE_PAGE], whole, unseen)
