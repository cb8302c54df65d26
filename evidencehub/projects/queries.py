"""Reads over projects and what belongs to them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from evidencehub.authz.values import Actor
from evidencehub.projects.access import of_contributors, of_team
from evidencehub.projects.models import (
    Document,
    DocumentPage,
    Evaluation,
    OldEvaluation,
    OldSlug,
    OutcomeResult,
    Project,
    Submission,
)
from evidencehub.projects.states import SubmissionState


def projects_of(session: Session, actor: Actor, *, to_edit: bool = False) -> Sequence[Project]:
    """The projects of the actor's organisations with all that their list shows; what was changed last comes first.

    :param to_edit: only those that the actor may edit.
    """
    evaluations = selectinload(Project.evaluations)
    query = (
        select(Project)
        .where(of_contributors(actor) if to_edit else of_team(actor))
        .order_by(Project.updated_at.desc(), Project.id)
    )
    return session.scalars(
        query.options(
            selectinload(Project.organisation), selectinload(Project.submissions),
            evaluations.selectinload(Evaluation.results), evaluations.selectinload(Evaluation.documents),
        )
    ).all()  # fmt: skip


def project(session: Session, project_id: UUID) -> Project | None:
    return session.get(Project, project_id)


def load_studies(session: Session, project: Project) -> None:
    """Load the studies of a project with their results and documents, at once, whatever their number."""
    studies = selectinload(Project.evaluations)
    query = select(Project).where(Project.id == project.id)
    query = query.options(studies.selectinload(Evaluation.results), studies.selectinload(Evaluation.documents))
    session.scalars(query).one()


def project_by_slug(session: Session, slug: str) -> tuple[Project | None, bool]:
    """The project at this address, and whether it has moved on from it since (so that the address redirects)."""
    if "\x00" in slug:  # PostgreSQL raises where it should look for one
        return None, False
    found = session.scalar(select(Project).where(Project.slug == slug))
    if found is not None:
        return found, False
    old = session.get(OldSlug, slug)
    return (session.get(Project, old.project_id), True) if old else (None, False)


def evaluation(session: Session, evaluation_id: UUID) -> Evaluation | None:
    return session.get(Evaluation, evaluation_id)


def public_evaluation(session: Session, evaluation_id: UUID) -> tuple[Evaluation | None, bool]:
    """The evaluation at this address, and whether it turned out to be another one (so that the address redirects)."""
    if found := session.get(Evaluation, evaluation_id):
        return found, False
    old = session.get(OldEvaluation, evaluation_id)
    return (session.get(Evaluation, old.evaluation_id), True) if old else (None, False)


def result(session: Session, result_id: UUID) -> OutcomeResult | None:
    return session.get(OutcomeResult, result_id)


def document(session: Session, document_id: UUID) -> Document | None:
    return session.get(Document, document_id)


def submission(session: Session, submission_id: UUID) -> Submission | None:
    return session.get(Submission, submission_id)


def open_submission(session: Session, project_id: UUID) -> Submission | None:
    """What was sent and is still on its way, asked from the database and not from what is loaded."""
    still_open = [state for state in SubmissionState if not state.is_closed]
    query = select(Submission).where(Submission.project_id == project_id, Submission.state.in_(still_open))
    return session.scalar(query.order_by(Submission.number.desc()).limit(1))


def last_submission(session: Session, project_id: UUID) -> Submission | None:
    query = select(Submission).where(Submission.project_id == project_id)
    return session.scalar(query.order_by(Submission.number.desc()).limit(1))


def page_count(session: Session, document_id: UUID) -> int:
    return session.scalar(select(func.count()).where(DocumentPage.document_id == document_id)) or 0


def page_text(session: Session, document_id: UUID, number: int) -> str | None:
    found = session.get(DocumentPage, (document_id, number))
    return found.text if found else None
