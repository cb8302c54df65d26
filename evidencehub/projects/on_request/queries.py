"""Reads over requests for full reports."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.projects.models import Document, Evaluation, Project
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.on_request.states import ReportRequestState
from evidencehub.shared.paging import Page

SIZE = 50
_OPEN = [state for state in ReportRequestState if state.is_open]
_IS_WAITING = ReportRequest.state == ReportRequestState.WAITING


def request(session: Session, request_id: UUID) -> ReportRequest | None:
    return session.get(ReportRequest, request_id)


def is_open(session: Session, document_id: UUID, email: str) -> bool:
    """Whether this address has asked for the document, and may still get it or has it."""
    query = select(ReportRequest.id).where(
        ReportRequest.document_id == document_id, ReportRequest.email == email, ReportRequest.state.in_(_OPEN)
    )
    return session.scalar(query.limit(1)) is not None


def waiting_of(session: Session, document_id: UUID) -> int:
    query = select(func.count()).select_from(ReportRequest)
    return session.scalar(query.where(ReportRequest.document_id == document_id, _IS_WAITING)) or 0


def all_waiting_of(session: Session, document_id: UUID) -> Sequence[ReportRequest]:
    query = select(ReportRequest).where(ReportRequest.document_id == document_id, _IS_WAITING)
    return session.scalars(query.order_by(ReportRequest.sent_at, ReportRequest.id)).all()


def all_waiting_of_project(session: Session, project_id: UUID) -> Sequence[ReportRequest]:
    query = select(ReportRequest).join(ReportRequest.document).join(Document.evaluation)
    query = query.where(Evaluation.project_id == project_id, _IS_WAITING)
    return session.scalars(query.order_by(ReportRequest.sent_at, ReportRequest.id)).all()


def waiting_by_organisation(session: Session, organisation_ids: Collection[UUID]) -> Counter[UUID]:
    """How many wait for an answer, by the organisation that has to give it."""
    query = select(Project.organisation_id, func.count()).select_from(ReportRequest).join(ReportRequest.document)
    query = query.join(Document.evaluation).join(Evaluation.project)
    query = query.where(Project.organisation_id.in_(organisation_ids), _IS_WAITING).group_by(Project.organisation_id)
    return Counter({key: count for key, count in session.execute(query) if key is not None})


def of_organisations(session: Session, organisation_ids: Iterable[UUID], number: int) -> Page[ReportRequest]:
    """What was asked of these teams: waiting ones first, longest first; then the latest."""
    of_them = Project.organisation_id.in_(list(organisation_ids))
    count = select(func.count()).select_from(ReportRequest).join(ReportRequest.document)
    total = session.scalar(count.join(Document.evaluation).join(Evaluation.project).where(of_them)) or 0
    query = select(ReportRequest).join(ReportRequest.document).join(Document.evaluation).join(Evaluation.project)
    query = query.where(of_them).order_by(
        case((_IS_WAITING, 0), else_=1), case((_IS_WAITING, ReportRequest.sent_at)), ReportRequest.decided_at.desc(),
        ReportRequest.id,
    )  # fmt: skip
    query = query.options(joinedload(ReportRequest.document).joinedload(Document.evaluation))
    return Page(list(session.scalars(query.limit(SIZE).offset((number - 1) * SIZE))), number, SIZE, total)
