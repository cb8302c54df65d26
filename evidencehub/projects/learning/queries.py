"""Reads over learning logs, and over what of them everybody may read."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.learning.models import LogEntry, LogVersion
from evidencehub.projects.learning.states import LogState
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.shared.paging import Page

SIZE = 20  # entries of a page


def entry(session: Session, entry_id: UUID) -> LogEntry | None:
    query = select(LogEntry).where(LogEntry.id == entry_id).options(selectinload(LogEntry.versions))
    return session.scalar(query)


def same(session: Session, project_id: UUID, said: Mapping[str, Any]) -> LogEntry | None:
    """An entry that says exactly this."""
    held = [getattr(LogEntry, name).is_not_distinct_from(value) for name, value in said.items()]
    query = select(LogEntry).where(LogEntry.project_id == project_id, *held).options(selectinload(LogEntry.versions))
    return session.scalars(query.order_by(LogEntry.created_at, LogEntry.id)).first()


def of_project(session: Session, project_id: UUID, number: int) -> Page[LogEntry]:
    """For its team, what is about the latest day first."""
    wanted = LogEntry.project_id == project_id
    total = session.scalar(select(func.count()).select_from(LogEntry).where(wanted)) or 0
    query = select(LogEntry).where(wanted).options(selectinload(LogEntry.versions), joinedload(LogEntry.evaluation))
    query = query.order_by(LogEntry.learned_on.desc(), LogEntry.created_at.desc(), LogEntry.id)
    return Page(list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, SIZE, total)


def count(session: Session, project_id: UUID) -> int:
    return session.scalar(select(func.count()).select_from(LogEntry).where(LogEntry.project_id == project_id)) or 0


def version(session: Session, version_id: UUID) -> LogVersion | None:
    query = select(LogVersion).where(LogVersion.id == version_id)
    return session.scalar(query.options(joinedload(LogVersion.entry).joinedload(LogEntry.project)))


def waiting(session: Session) -> Sequence[LogVersion]:
    """What an editor can read now, longest first: of a project that is being graded nothing new becomes public."""
    query = select(LogVersion).where(LogVersion.state == LogState.WAITING).join(LogVersion.entry)
    query = query.where(LogEntry.project_id.not_in(_being_graded()))
    query = query.options(joinedload(LogVersion.entry).joinedload(LogEntry.project))
    return session.scalars(query.order_by(LogVersion.sent_at, LogVersion.id)).all()


def is_empty_desk(session: Session) -> bool:
    return not waiting(session)


def is_being_graded(session: Session, project_id: UUID) -> bool:
    """Whether reviewers look at what its team sent, or contested: meanwhile nothing new of its log becomes public."""
    found = _being_graded().subquery()
    return session.scalar(select(found.c.project_id).where(found.c.project_id == project_id).limit(1)) is not None


def _being_graded() -> CompoundSelect[UUID]:
    under_way = [state for state in SubmissionState if state.is_under_way and not state.is_closed]
    contested = [state for state in AppealState if state.is_open]
    appealed = select(Submission.project_id).join(Appeal, Appeal.submission_id == Submission.id)
    return (
        select(Submission.project_id)
        .where(Submission.state.in_(under_way))
        .union(appealed.where(Appeal.state.in_(contested)))
    )


def is_hidden(session: Session, project: Project) -> bool:
    """Whether nothing of the log is shown: its pages are taken down, or its team took back what it sent, or that was
    not taken on. What was graded before stays, and so does its log."""
    query = select(Submission.state).where(Submission.project_id == project.id).order_by(Submission.number.desc())
    sent = [state for state in session.scalars(query) if state.is_sent]
    is_called_off = bool(sent) and sent[0].is_called_off and not any(each.is_over for each in sent)
    return project.taken_down_at is not None or is_called_off


def public_page(session: Session, project_id: UUID, number: int) -> Page[LogVersion]:
    """What everybody may read of a log that is not hidden, about the latest day first."""
    query = _public(project_id)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    return Page(list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, SIZE, total)


def latest_public(session: Session, project_id: UUID, most: int) -> Sequence[LogVersion]:
    return session.scalars(_public(project_id).limit(most)).all()


def ever_public(session: Session, entry_id: UUID) -> Sequence[LogVersion]:
    """All versions of an entry that everybody could read once, the latest first, whatever became of them."""
    return ever_public_of(session, [entry_id]).get(entry_id, [])


def ever_public_of(session: Session, entry_ids: Collection[UUID]) -> Mapping[UUID, list[LogVersion]]:
    """The same of several, by entry; one that never was public is left out."""
    query = select(LogVersion).where(LogVersion.entry_id.in_(entry_ids), LogVersion.public_at.is_not(None))
    found: dict[UUID, list[LogVersion]] = {}
    for each in session.scalars(query.order_by(LogVersion.public_at.desc(), LogVersion.id)):
        found.setdefault(each.entry_id, []).append(each)
    return found


def _public(project_id: UUID) -> Select[LogVersion]:
    """The one place that says which those are."""
    query = select(LogVersion).join(LogVersion.entry)
    query = query.where(LogEntry.project_id == project_id, LogVersion.state == LogState.PUBLIC)
    return query.order_by(LogVersion.learned_on.desc(), LogVersion.public_at.desc(), LogVersion.id)
