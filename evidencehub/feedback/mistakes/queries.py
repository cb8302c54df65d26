"""Reads over reports of mistakes, and over corrections."""

from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.feedback.mistakes.models import Correction, MistakeReport
from evidencehub.feedback.mistakes.states import MistakeState
from evidencehub.shared.paging import Page

SIZE = 50


def waiting(session: Session) -> int:
    query = select(func.count()).select_from(MistakeReport)
    return session.scalar(query.where(MistakeReport.state == MistakeState.WAITING)) or 0


def mistake(session: Session, report_id: UUID) -> MistakeReport | None:
    return session.scalar(_whole().where(MistakeReport.id == report_id))


def by_reference(session: Session, reference: str) -> MistakeReport | None:
    return session.scalar(_whole().where(MistakeReport.reference == reference.strip().upper()))


def desk(session: Session, number: int) -> Page[MistakeReport]:
    """For editors: waiting ones first, longest first; then what is done, the latest first."""
    total = session.scalar(select(func.count()).select_from(MistakeReport)) or 0
    is_waiting = MistakeReport.state == MistakeState.WAITING
    query = _whole().order_by(
        case((is_waiting, 0), else_=1),
        case((is_waiting, MistakeReport.sent_at)),
        MistakeReport.decided_at.desc(),
        MistakeReport.id,
    )
    return Page(list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, SIZE, total)


def correction_of(session: Session, made: MistakeReport) -> Correction | None:
    return session.scalar(select(Correction).where(Correction.report_id == made.id))


def corrections(session: Session, project_id: UUID, evaluation_id: UUID | None = None) -> list[Correction]:
    """What was corrected on the pages of a project and its studies, or of one study; the latest first."""
    query = select(Correction).where(Correction.project_id == project_id)
    if evaluation_id is not None:
        query = query.where(Correction.evaluation_id == evaluation_id)
    return list(session.scalars(query.order_by(Correction.corrected_at.desc(), Correction.id)))


def _whole() -> Select[MistakeReport]:
    return select(MistakeReport).options(joinedload(MistakeReport.project), joinedload(MistakeReport.evaluation))
