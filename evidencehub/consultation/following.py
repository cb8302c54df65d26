"""What is new of a standard: its versions, what people said about them, and what the hub answered."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.consultation import queries
from evidencehub.consultation.blueprint import CommentLinks, signed_by
from evidencehub.consultation.models import SeenStandard, StandardComment, SubjectKind
from evidencehub.consultation.subjects import Subject, subject_of
from evidencehub.shared.clock import hub_today
from evidencehub.shared.feeds import Entry
from evidencehub.shared.links import absolute
from evidencehub.standards.files.loading import load_standard, versions_of
from evidencehub.standards.model.standard import Standard

MOST = 50  # entries of a feed
REMOVED = "Its text was removed."


def news_of(session: Session, standard: Standard) -> list[Entry]:
    """Latest first."""
    found = [*_versions(session, standard), *_said(session, standard)]
    return sorted(found, key=lambda each: (each.at, each.id), reverse=True)[:MOST]


def _versions(session: Session, standard: Standard) -> Iterator[Entry]:
    installed = set(versions_of(standard.id))
    for seen in session.scalars(select(SeenStandard).where(SeenStandard.standard_id == standard.id)):
        if seen.version not in installed:
            continue
        each = load_standard(standard.id, seen.version)
        page = absolute("guide.standard", standard_id=each.id, version=each.version)
        is_draft = seen.status == "draft"
        title = f"Version {each.version}: {'a draft is here' if is_draft else 'published here'}"
        yield Entry(f"{page}#{seen.status}", title, seen.at, each.version_note or each.summary, page)


def _said(session: Session, standard: Standard) -> Iterator[Entry]:
    for comment in queries.published_on(session, SubjectKind.STANDARD, standard.id):
        subject, words = subject_of(comment, today=hub_today()), comment.words
        page, about = CommentLinks().comments(subject, comment.id), _about(subject, comment)
        if comment.decided_at:
            invented = " (invented example)" if comment.demo else ""
            title = f"{signed_by(comment)}, on {about}{invented}"
            yield Entry(f"urn:uuid:{comment.id}", title, comment.decided_at, words.text or REMOVED, page)
        if comment.answered_at and words.answer:
            title = f"Our answer to a comment on {about}"
            yield Entry(f"urn:uuid:{comment.id}#answer", title, comment.answered_at, words.answer, page)


def _about(subject: Subject, comment: StandardComment) -> str:
    """ "Comparison group (S3.1), version 2026-2"."""
    return f"{subject.label_of(comment.part)}, version {comment.subject_version}"
