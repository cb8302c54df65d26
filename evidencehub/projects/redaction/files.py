"""A file removed for good: its bytes, the copy that reviewers got, its text, and what it was called."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.disclosure import seeing
from evidencehub.projects.disclosure import services as disclosing
from evidencehub.projects.disclosure.models import SetAside
from evidencehub.projects.extracting import KIND_OF_ROW
from evidencehub.projects.models import Document, DocumentPage, Evaluation
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.public import changed
from evidencehub.projects.redaction import approving
from evidencehub.projects.redaction.approving import Approval
from evidencehub.projects.redaction.freezing import rewrite
from evidencehub.projects.redaction.models import Redaction, RedactionKind
from evidencehub.projects.states import DocumentState
from evidencehub.shared import due
from evidencehub.shared.errors import NotFound
from evidencehub.shared.files import FileStore

NAME = "removed"  # in place of what the file was called


def with_content(session: Session, key: str) -> list[Document]:
    """All documents with the content of one of them: what must go from one place must go from all.

    :param key: the id of a document, or the beginning of its SHA-256, 12 characters at least.
    :raises NotFound: there is none, or several contents begin so.
    """
    query = select(Document.sha256).distinct()
    try:
        query = query.where(Document.id == UUID(key))
    except ValueError:
        if len(key) < 12 or not key.isalnum():
            raise NotFound("Give the id of a document, or 12 characters of its SHA-256 or more") from None
        query = query.where(Document.sha256.startswith(key.lower()))
    found = session.scalars(query.limit(2)).all()
    if len(found) != 1:
        raise NotFound("There is no such document" if not found else "Several files begin so: give more characters")
    same = select(Document).where(Document.sha256 == found[0]).order_by(Document.uploaded_at, Document.id)
    whose = [joinedload(each).joinedload(Evaluation.project) for each in (Document.evaluation, Document.plan_study)]
    return list(session.scalars(same.options(*whose, joinedload(Document.plan_of))))


def redact(session: Session, documents: Sequence[Document], approved: Approval, *, now: datetime) -> Redaction:
    """Take text and names of these documents, all of one content, out of every record. Bytes go after the commit."""
    sha256 = documents[0].sha256
    copy = session.get(CleanCopy, sha256)
    hashes = [sha256, *([copy.copy_sha256] if copy and copy.copy_sha256 else [])]
    if copy is not None:
        session.delete(copy)
    for document in documents:
        found = disclosures.of_document(session, document.id)
        if found is not None and found.is_on_its_way:
            disclosing.end_for_good(session, found, now=now)
        session.execute(delete(DocumentPage).where(DocumentPage.document_id == document.id))
        session.execute(delete(SetAside).where(SetAside.document_id == document.id))
        seeing.forget(session, document)
        document.state, document.message, document.notes = DocumentState.REDACTED, "", []
        document.file_name, document.caption = NAME, ""
        due.forget_key(session, KIND_OF_ROW, document.id)
    session.flush()
    ids = {str(document.id) for document in documents}
    rewrite(session, lambda body: _without_names(body, ids))
    _rename_in_plans(session, documents, ids)
    for project in {document.project.id for document in documents}:
        changed(session, project)
    details = {"documents": sorted(ids)}
    return approving.keep(session, RedactionKind.FILE, hashes, approved, now=now, details=details)


def _rename_in_plans(session: Session, documents: Sequence[Document], ids: set[str]) -> None:
    studies = {each.plan_study_id for each in documents if each.plan_study_id}
    query = select(PlanVersion).join(PlanVersion.plan).where(StudyPlan.evaluation_id.in_(studies))
    for made in session.scalars(query):
        made.files = [_without_names(each, ids) for each in made.files]
    session.flush()


def _without_names(body: Any, ids: set[str]) -> Any:
    """What was frozen, with these documents nameless."""
    if isinstance(body, list):
        return [_without_names(each, ids) for each in body]
    if not isinstance(body, dict):
        return body
    held = {key: _without_names(each, ids) for key, each in body.items()}
    is_one = "file_name" in held and held.get("id") in ids
    return held | ({"file_name": NAME, "caption": ""} if is_one else {})


def delete_bytes(session: Session, store: FileStore) -> int:
    """Delete all contents that were redacted and that nothing else holds, and say how many hashes were asked for.

    Safe to run again: what a run that was cut off left behind goes with the next.
    """
    query = select(Redaction.hashes).where(Redaction.kind == RedactionKind.FILE)
    wanted = {each for hashes in session.scalars(query) for each in hashes}
    still = select(Document.sha256).where(Document.state != DocumentState.REDACTED)
    for sha256 in wanted - set(session.scalars(still)) - set(session.scalars(select(CleanCopy.copy_sha256))):
        store.delete(sha256)
    return len(wanted)
