"""Reads over practice notes."""

from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.feedback.notes.models import PracticeNote
from evidencehub.feedback.notes.states import NoteState
from evidencehub.shared.paging import Page

SIZE = 50


def published(session: Session, project_id: UUID) -> list[PracticeNote]:
    """What everybody may read of a project, the latest first."""
    query = select(PracticeNote).where(PracticeNote.project_id == project_id, PracticeNote.state == NoteState.PUBLISHED)
    return list(session.scalars(query.order_by(PracticeNote.sent_at.desc(), PracticeNote.id)))


def published_count(session: Session, project_id: UUID) -> int:
    query = select(func.count()).select_from(PracticeNote)
    wanted = PracticeNote.project_id == project_id, PracticeNote.state == NoteState.PUBLISHED
    return session.scalar(query.where(*wanted)) or 0


def waiting(session: Session) -> int:
    query = select(func.count()).select_from(PracticeNote)
    return session.scalar(query.where(PracticeNote.state == NoteState.WAITING)) or 0


def note(session: Session, note_id: UUID) -> PracticeNote | None:
    return session.scalar(_whole().where(PracticeNote.id == note_id))


def desk(session: Session, number: int) -> Page[PracticeNote]:
    """For editors: what tells of harm first, then what waits, longest first; then what is done, the latest first."""
    total = session.scalar(select(func.count()).select_from(PracticeNote)) or 0
    is_waiting = PracticeNote.state == NoteState.WAITING
    query = _whole().order_by(
        case((is_waiting & PracticeNote.is_concern, 0), (is_waiting, 1), else_=2),
        case((is_waiting, PracticeNote.sent_at)),
        PracticeNote.decided_at.desc(),
        PracticeNote.id,
    )
    return Page(list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, SIZE, total)


def _whole() -> Select[PracticeNote]:
    return select(PracticeNote).options(joinedload(PracticeNote.project))
