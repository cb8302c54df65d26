"""The worker's part of a scan: have its text recognised, where the program for it is installed, and say how it went."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from evidencehub.extraction import messages
from evidencehub.extraction.reading import has_text
from evidencehub.extraction.scans.recognising import recognised
from evidencehub.projects.disclosure import seeing
from evidencehub.projects.models import Document, DocumentPage
from evidencehub.projects.states import DocumentState
from evidencehub.shared import due
from evidencehub.shared.db import reading_only
from evidencehub.shared.files import FileStore
from evidencehub.shared.settings import Settings
from evidencehub.shared.turns import Turns

KIND = "recognise"


def handler(settings: Settings) -> due.Handler:
    """The handler for due rows of kind ``recognise``. They are there only where a program is.

    It takes minutes: no transaction is held.
    """
    store = FileStore(settings.files_url)

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        found = {}
        for document_id in (UUID(payload["document_id"]) for payload in payloads):
            with reading_only(), new_session() as session:
                document = session.get(Document, document_id)
                if document is None or not document.state.lacks_text:
                    continue  # recognised already, by a run that was cut off after it; or redacted since
                sha256 = document.sha256
            with store.local_path(sha256) as path:
                found[document_id] = recognised(path, settings.ocr)

        def finish(session: Session) -> None:
            for document_id, pages in found.items():
                _keep(session, document_id, pages)

        return finish

    return due.Handler(work, turns=Turns())


def _keep(session: Session, document_id: UUID, pages: Sequence[str]) -> None:
    document = session.get(Document, document_id, with_for_update=True, populate_existing=True)
    if document is None or not document.state.lacks_text:
        return  # it was redacted meanwhile: what we know of it is forgotten here
    if not any(has_text(page) for page in pages):
        document.message = messages.NOT_RECOGNISED
        session.flush()
        return
    session.execute(delete(DocumentPage).where(DocumentPage.document_id == document_id))
    session.add_all(
        DocumentPage(document_id=document_id, number=number, text=text) for number, text in enumerate(pages, start=1)
    )
    document.state, document.message = DocumentState.TEXT, messages.RECOGNISED
    document.notes = [messages.SCAN, *document.notes]
    seeing.keep_stories(session, document, pages)
    session.flush()
