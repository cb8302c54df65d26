"""The worker's part of a document: read its text, page by page, look for photographs in it, and say in plain words what
could not be read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from evidencehub.extraction import Extraction, extract, messages
from evidencehub.extraction.limits import State
from evidencehub.extraction.pictures import Looked, look
from evidencehub.projects import recognising
from evidencehub.projects.disclosure import seeing
from evidencehub.projects.disclosure.holding import has_rows_of_people, hold
from evidencehub.projects.models import Document, DocumentPage
from evidencehub.projects.states import DocumentState
from evidencehub.shared import due
from evidencehub.shared.db import reading_only
from evidencehub.shared.files import FileStore
from evidencehub.shared.filetypes import KINDS, PDF
from evidencehub.shared.settings import Settings
from evidencehub.shared.turns import Turns

KIND_OF_ROW = "extract"
_KINDS = {kind.media_type: kind for kind in KINDS}


def handler(settings: Settings, clock: Callable[[], datetime]) -> due.Handler:
    """The handler for due rows of kind ``extract``. Reading takes up to half a minute: no transaction is held.

    Teams take turns, so that one with many long documents does not keep the others waiting.
    """
    store = FileStore(settings.files_url)

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        read, looked, held = dict[UUID, Extraction](), dict[UUID, Looked](), set[UUID]()
        for document_id in (UUID(payload["document_id"]) for payload in payloads):
            with reading_only(), new_session() as session:
                document = session.get(Document, document_id)
                if document is None or not document.state.is_waiting:
                    continue  # read already, by a run that was cut off after it; or redacted since
                sha256, kind = document.sha256, _KINDS[document.media_type]
            with store.local_path(sha256) as path:
                read[document_id] = extract(path, kind)
                is_open = read[document_id].state in {State.TEXT, State.NO_TEXT}
                looked[document_id] = look(path, kind) if is_open else Looked()
            if has_rows_of_people(kind.media_type, read[document_id].pages):
                held.add(document_id)

        def finish(session: Session) -> None:
            for document_id, extraction in read.items():
                _keep(
                    session, document_id, extraction, looked[document_id], is_held=document_id in held, now=clock()
                )  # fmt: skip
                if settings.ocr and extraction.is_scan:
                    _recognise(session, document_id)

        return finish

    return due.Handler(work, turns=Turns())


def _keep(
    session: Session, document_id: UUID, extraction: Extraction, looked: Looked, *, is_held: bool, now: datetime
) -> None:  # fmt: skip
    document = session.get(Document, document_id, with_for_update=True, populate_existing=True)
    if document is None or not document.state.is_waiting:
        return  # it was redacted while we read it: what we know of it is forgotten here
    session.execute(delete(DocumentPage).where(DocumentPage.document_id == document_id))
    session.add_all(
        DocumentPage(document_id=document_id, number=number, text=text)
        for number, text in enumerate(extraction.pages, start=1)
    )
    document.state = DocumentState(extraction.state.value)
    document.message, document.notes = extraction.message, list(extraction.notes)
    seeing.keep(session, document, looked)
    seeing.keep_stories(session, document, extraction.pages)
    session.flush()
    if is_held:
        hold(session, document, now=now)


def _recognise(session: Session, document_id: UUID) -> None:
    document = session.get(Document, document_id)
    if document is None or not document.state.lacks_text or document.media_type != PDF.media_type:
        return
    document.message = messages.RECOGNISING
    team = document.project.organisation_id
    due.add(session, recognising.KIND, document.id, {"document_id": str(document.id)}, owner=team or "")
    session.flush()
