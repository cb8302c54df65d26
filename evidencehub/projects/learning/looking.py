"""What is pointed out in an entry before everybody reads it, to its team and the editor. It only reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.disclosure.pointing_out import Find, finds
from evidencehub.projects.disclosure.quotes import Quote, quotes
from evidencehub.projects.disclosure.states import DisclosureState
from evidencehub.projects.models import Document, DocumentPage, Project
from evidencehub.projects.owners import with_projects

_TEXTS = (("learned", "What you learned"), ("changed", "What you changed"), ("because", "Why you changed it"))


@dataclass(frozen=True)
class Looked:
    people: list[Find]  # what may name or give away a person
    quotes: list[Quote]  # from reports that are not public

    def __bool__(self) -> bool:
        return bool(self.people or self.quotes)


def look(session: Session, project_id: UUID, said: Mapping[str, Any]) -> Looked:
    """:param said: the texts of an entry by name, as :func:`sending.frozen_of` has them."""
    texts = [(words, said[name]) for name, words in _TEXTS if said[name]]
    return Looked(finds(["\n".join(text for _, text in texts)]), quotes(texts, _sealed(session, project_id)))


def _sealed(session: Session, project_id: UUID) -> list[str]:
    """The texts of the project's files of which nothing is public, and of which nobody has decided that it will be."""
    kept = [state for state in DisclosureState if state.is_kept]
    query = select(DocumentPage.document_id, DocumentPage.text).join(DocumentPage.document)
    query = with_projects(query, Document).outerjoin(Disclosure, Disclosure.document_id == Document.id)
    query = query.where(Project.id == project_id)
    query = query.where(or_(Disclosure.id.is_(None), Disclosure.state.in_(kept)))
    found: dict[UUID, list[str]] = {}
    for document_id, text in session.execute(query.order_by(DocumentPage.document_id, DocumentPage.number)):
        found.setdefault(document_id, []).append(text)
    return [" ".join(pages) for pages in found.values()]
