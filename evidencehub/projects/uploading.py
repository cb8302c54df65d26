"""Documents of an evaluation: kept by content, read later by the worker, never lost by what happens to the form."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.copies.making import make_due
from evidencehub.projects.document_kinds import Said
from evidencehub.projects.extracting import KIND_OF_ROW
from evidencehub.projects.missing import in_use
from evidencehub.projects.models import Document, Evaluation, Project
from evidencehub.projects.owners import Owner, belonging_to, documents_of, is_of, project_of, with_projects
from evidencehub.projects.quota import Quota, refuse_more, take_turns
from evidencehub.projects.states import DocumentState
from evidencehub.shared import audit, due
from evidencehub.shared.errors import Invalid
from evidencehub.shared.files import FileStore, FileTooLarge
from evidencehub.shared.filetypes import FileKind, download_name, kind_of, refusal

_REPORT = Said()


@dataclass(frozen=True)
class Received:
    """A file that lies in the store, and no record tells of it yet."""

    sha256: str
    size_bytes: int
    kind: FileKind
    name: str  # as it will be when somebody downloads it


def receive(
    store: FileStore, stream: BinaryIO, filename: str, *, max_bytes: int, fits: Callable[[str, int], None] | None = None
) -> Received:
    """Keep the bytes of a file. Copying and hashing take as long as the file is large: no transaction may be open.

    :param stream: seekable.
    :param fits: asked with hash and size before anything is kept; it raises Invalid where there is no room.
    :raises Invalid: it is empty, too large, or of a kind we do not take.
    """
    kind = kind_of(stream)
    if kind is None:
        raise _refused(refusal(stream))
    stream.seek(0)
    if fits is not None:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
        fits(sha256, stream.tell())
        stream.seek(0)
    try:
        stored = store.put(stream, max_bytes=max_bytes)
    except FileTooLarge as error:
        raise _refused(f"{error}. Save it with smaller pictures, or as several files, and upload those.") from None
    return Received(stored.sha256, stored.size, kind, download_name(filename, kind))


def add_document(
    session: Session, owner: Owner, received: Received, *, actor_id: UUID | None, now: datetime,
    quota: Quota | None = None, said: Said = _REPORT,
) -> Document:  # fmt: skip
    """Add a file and make its reading due. A file that was taken out before comes back as the same document.

    :param quota: of the team; None for who runs the hub.
    :raises Invalid: it is there already, or there is no room for it.
    """
    if _is_redacted(session, received.sha256):
        raise _refused(
            "This file was removed from this hub for good. Take out what may not be in it, and save it anew."
        )
    take_turns(session, owner)
    known = _same(session, owner, received.sha256)
    if known is not None and known.removed_at is None:
        raise _refused(f"You have added this file already, as {known.file_name}. You need not add it again.")
    if known is not None:
        known.removed_at, known.file_name, document = None, received.name, known
    else:
        if quota is not None:
            refuse_more(session, quota, owner, received.sha256, received.size_bytes)
        document = Document(
            id=uuid4(), **belonging_to(owner), sha256=received.sha256, file_name=received.name,
            media_type=received.kind.media_type, size_bytes=received.size_bytes, notes=[], uploaded_by=actor_id,
            uploaded_at=now, state=DocumentState.WAITING,
        )  # fmt: skip
        session.add(document)
        team = project_of(owner).organisation_id
        due.add(session, KIND_OF_ROW, document.id, {"document_id": str(document.id)}, owner=team or "")
        make_due(session, document, owner=team or "")
    document.kind, document.caption, document.public_with_plan = said.kind, said.caption, said.is_public
    project_of(owner).updated_at = now
    session.flush()
    audit.record(
        session, "document.added", subject_type="document", subject_id=document.id, actor_id=actor_id, at=now,
        details={"sha256": received.sha256},
    )  # fmt: skip
    return document


def _same(session: Session, owner: Owner, sha256: str) -> Document | None:
    query = select(Document).where(is_of(Document, owner), Document.sha256 == sha256)
    return session.scalar(query.order_by(Document.uploaded_at, Document.id).limit(1))


def same_elsewhere(session: Session, document: Document) -> Sequence[Document]:
    """The same file where the team has it too: for another study, or for a plan."""
    query = with_projects(select(Document), Document).where(Document.sha256 == document.sha256)
    query = query.where(Project.organisation_id == document.project.organisation_id, Document.removed_at.is_(None))
    query = query.where(Document.id != document.id)
    return session.scalars(query.order_by(Document.uploaded_at, Document.id)).all()


def _is_redacted(session: Session, sha256: str) -> bool:
    query = select(Document.id).where(Document.sha256 == sha256, Document.state == DocumentState.REDACTED)
    return session.scalar(query.limit(1)) is not None


def remove_document(session: Session, document: Document, *, actor_id: UUID | None, now: datetime) -> None:
    """Take a document out of the draft. Its bytes stay: what was sent before may hold it."""
    if document.removed_at is not None:
        return
    document.removed_at = document.project.updated_at = now
    session.flush()
    audit.record(
        session, "document.removed", subject_type="document", subject_id=document.id, actor_id=actor_id, at=now
    )


def say_what_it_is(session: Session, document: Document, said: Said, *, actor_id: UUID | None, now: datetime) -> None:
    if Said(document.kind, document.caption, document.public_with_plan) == said:
        return
    document.kind, document.caption, document.public_with_plan = said.kind, said.caption, said.is_public
    document.project.updated_at = now
    session.flush()
    audit.record(
        session, "document.described", subject_type="document", subject_id=document.id, actor_id=actor_id, at=now
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


def documents_to_send(owner: Owner) -> list[Document]:
    return [document for document in in_use(documents_of(owner)) if not document.state.is_redacted]


def _refused(message: str) -> Invalid:
    return Invalid(message, {"file": message})
