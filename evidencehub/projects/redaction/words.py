"""Words that somebody typed, removed for good from everything that holds them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from evidencehub.projects.addresses import free_slug
from evidencehub.projects.models import Document, DocumentPage, OldSlug, Project
from evidencehub.projects.public import changed
from evidencehub.projects.redaction import approving
from evidencehub.projects.redaction.approving import Approval
from evidencehub.projects.redaction.freezing import rewrite
from evidencehub.projects.redaction.models import Redaction, RedactionKind
from evidencehub.shared import everywhere
from evidencehub.shared.errors import Invalid
from evidencehub.shared.passages import Passage

# Accounts are changed by those whose they are. Entries of the audit hold no words, and each has the hash of the last.
LEFT_ALONE = (
    "person", "organisation", "former_name", "membership", "invitation", "authenticator", "passkey", "program_token",
    "audit_entry", "redaction",
)  # fmt: skip
_BY_ITSELF = ("frozen_text",)  # whose hash is kept beside it


def places(session: Session, passage: Passage) -> Mapping[str, int]:
    """How many rows of which tables hold the words, accounts and audit left out."""
    return everywhere.holding(session.connection(), passage, but_not=LEFT_ALONE)


def left_alone(session: Session, passage: Passage) -> Mapping[str, int]:
    """The same of the tables in which nothing is changed."""
    others = {table for table in everywhere.tables() if table not in LEFT_ALONE}
    return everywhere.holding(session.connection(), passage, but_not=others)


def documents_with(session: Session, passage: Passage) -> list[Document]:
    """Documents in whose text the words stand: taking them out of the text leaves them in the file."""
    query = select(DocumentPage.document_id, DocumentPage.text).execution_options(yield_per=200)
    found = {key for key, text in session.execute(query) if passage.is_in(text)}
    return list(session.scalars(select(Document).where(Document.id.in_(found)).order_by(Document.id)))


def redact(session: Session, passage: Passage, approved: Approval, *, now: datetime) -> Redaction:
    """Take the words out of drafts, frozen texts, findings, letters, mails, notices and copies of all these.

    Projects that held them in their address get another, and the old one leads nowhere.

    :raises Invalid: the reason, which stays, holds the words.
    """
    if passage.is_in(approved.reason):
        raise Invalid("The reason holds the words themselves, and it is kept: say it in others")
    _give_other_addresses(session, passage)
    hashes = rewrite(session, passage.taken_from)
    session.flush()
    counts = everywhere.take_out(session.connection(), passage, but_not=(*LEFT_ALONE, *_BY_ITSELF))
    session.expire_all()
    rows = sum(counts.values()) + len(hashes)
    return approving.keep(
        session, RedactionKind.WORDS, hashes, approved, rows=rows, now=now, details={"tables": sorted(counts)}
    )  # fmt: skip


def _give_other_addresses(session: Session, passage: Passage) -> None:
    for old in session.scalars(select(OldSlug.slug)).all():
        if passage.is_in(old):
            session.execute(delete(OldSlug).where(OldSlug.slug == old))
    moved = [project for project in session.scalars(select(Project)) if passage.is_in(project.slug)]
    for project in moved:
        project.slug = free_slug(session, "project")
        session.flush()
        changed(session, project.id)
