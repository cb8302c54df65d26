"""Documents of an evaluation: kept by content, read later by the worker, never lost by what happens to the form."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.projects.extracting import KIND_OF_ROW
from evidencehub.projects.missing import in_use
from evidencehub.projects.models import Document, Evaluation
from evidencehub.projects.states import DocumentState
from evidencehub.shared import audit, due
from evidencehub.shared.errors import Invalid
from evidencehub.shared.files import FileStore, FileTooLarge
from evidencehub.shared.filetypes import download_name, kind_of, refusal


def add_document(
    session: Session, store: FileStore, evaluation: Evaluation, stream: BinaryIO, filename: str, *, max_bytes: int,
    actor_id: UUID | None, now: datetime,
) -> Document:  # fmt: skip
    """Keep a file and make its reading due. A file that was taken out before comes back as the same document.

    :param stream: seekable.
    :raises Invalid: it is empty, too large, of a kind we do not take, or there already.
    """
    kind = kind_of(stream)
    if kind is None:
        raise _refused(refusal(stream))
    stream.seek(0)
    try:
        stored = store.put(stream, max_bytes=max_bytes)
    except FileTooLarge as error:
        raise _refused(f"{error}. Save it with smaller pictures, or as several files, and upload those.") from None
    name = download_name(filename, kind)
    known = next((document for document in evaluation.documents if document.sha256 == stored.sha256), None)
    if known is not None and known.removed_at is None:
        raise _refused(f"You have added this file already, as {known.file_name}. You need not add it again.")
    if known is not None and not known.state.is_redacted:
        known.removed_at, known.file_name, document = None, name, known
    else:
        document = Document(
            id=uuid4(), evaluation=evaluation, sha256=stored.sha256, file_name=name, media_type=kind.media_type,
            size_bytes=stored.size, notes=[], uploaded_by=actor_id, uploaded_at=now, state=DocumentState.WAITING,
        )  # fmt: skip
        session.add(document)
        due.add(session, KIND_OF_ROW, document.id, {"document_id": str(document.id)})
    evaluation.project.updated_at = now
    session.flush()
    audit.record(
        session, "document.added", subject_type="document", subject_id=document.id, actor_id=actor_id, at=now,
        details={"sha256": stored.sha256},
    )  # fmt: skip
    return document


def remove_document(session: Session, document: Document, *, actor_id: UUID | None, now: datetime) -> None:
    """Take a document out of the draft. Its bytes stay: what was sent before may hold it."""
    if document.removed_at is not None:
        return
    document.removed_at = document.evaluation.project.updated_at = now
    session.flush()
    audit.record(
        session, "document.removed", subject_type="document", subject_id=document.id, actor_id=actor_id, at=now
    )


def explain_no_document(
    session: Session, evaluation: Evaluation, note: str, *, actor_id: UUID | None, now: datetime
) -> None:
    """Say why there is no report to read."""
    if evaluation.documents_note == note:
        return
    evaluation.documents_note = note
    evaluation.updated_at = evaluation.project.updated_at = now
    session.flush()
    audit.record(
        session, "evaluation.edited", subject_type="evaluation", subject_id=evaluation.id, actor_id=actor_id, at=now,
        details={"answers": ["documents_note"]},
    )  # fmt: skip


def documents_to_send(evaluation: Evaluation) -> list[Document]:
    return [document for document in in_use(evaluation.documents) if not document.state.is_redacted]


def _refused(message: str) -> Invalid:
    return Invalid(message, {"file": message})
