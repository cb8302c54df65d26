"""Reads over comments."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.consultation.models import StandardComment, SubjectKind
from evidencehub.consultation.states import CommentState
from evidencehub.consultation.subjects import Subject
from evidencehub.shared.paging import Page

SIZE = 50


def _about(subject: Subject) -> ColumnElement[bool]:
    return and_(
        StandardComment.subject_kind == subject.kind,
        StandardComment.subject_id == subject.id,
        StandardComment.subject_version == subject.version,
    )


def published(session: Session, subject: Subject) -> list[StandardComment]:
    """What everybody may read, oldest first."""
    query = select(StandardComment).where(_about(subject), StandardComment.state == CommentState.PUBLISHED)
    return list(session.scalars(query.order_by(StandardComment.sent_at, StandardComment.id)))


def published_on(session: Session, kind: SubjectKind, subject_id: str) -> list[StandardComment]:
    """What everybody may read of all versions of one subject, published last first."""
    query = select(StandardComment).where(
        StandardComment.subject_kind == kind, StandardComment.subject_id == subject_id,
        StandardComment.state == CommentState.PUBLISHED,
    )  # fmt: skip
    return list(session.scalars(query.order_by(StandardComment.decided_at.desc(), StandardComment.id).limit(SIZE)))


def unpublished_of(session: Session, subject: Subject, author_id: UUID | None) -> list[StandardComment]:
    """Somebody's own comments that nobody else can read; none for somebody who is not signed in."""
    query = select(StandardComment).where(
        _about(subject), StandardComment.author_id == author_id, StandardComment.state != CommentState.PUBLISHED
    )
    return list(session.scalars(query.order_by(StandardComment.sent_at, StandardComment.id)))


def comment(session: Session, comment_id: UUID) -> StandardComment | None:
    query = select(StandardComment).where(StandardComment.id == comment_id)
    return session.scalar(query.options(joinedload(StandardComment.author)))


def waiting(session: Session) -> int:
    query = select(func.count()).select_from(StandardComment)
    return session.scalar(query.where(StandardComment.state == CommentState.WAITING)) or 0


def desk(session: Session, number: int) -> Page[StandardComment]:
    """For editors: waiting ones first, longest first; then published without an answer; then what is done."""
    total = session.scalar(select(func.count()).select_from(StandardComment)) or 0
    is_waiting = StandardComment.state == CommentState.WAITING
    is_unanswered = and_(StandardComment.state == CommentState.PUBLISHED, StandardComment.answered_at.is_(None))
    query = select(StandardComment).order_by(
        case((is_waiting, 0), (is_unanswered, 1), else_=2),
        case((is_waiting, StandardComment.sent_at)),
        StandardComment.decided_at.desc(),
        StandardComment.id,
    )
    return Page(list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, SIZE, total)
