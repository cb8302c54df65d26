"""Reads over plans, and over their versions that everybody may read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import LoaderOption

from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.plans.models import PlanVersion, StudyPlan
from evidencehub.projects.plans.states import PlanState


def of_evaluation(session: Session, evaluation_id: UUID) -> StudyPlan | None:
    query = select(StudyPlan).where(StudyPlan.evaluation_id == evaluation_id)
    return session.scalar(query.options(selectinload(StudyPlan.versions)))


def version(session: Session, version_id: UUID) -> PlanVersion | None:
    query = select(PlanVersion).where(PlanVersion.id == version_id)
    return session.scalar(query.options(_with_project()))


def waiting(session: Session) -> Sequence[PlanVersion]:
    """What no editor has read yet, longest first."""
    query = select(PlanVersion).where(PlanVersion.state == PlanState.WAITING).options(_with_project())
    return session.scalars(query.order_by(PlanVersion.sent_at, PlanVersion.id)).all()


def is_empty_desk(session: Session) -> bool:
    count = select(func.count()).select_from(PlanVersion).where(PlanVersion.state == PlanState.WAITING)
    return not session.scalar(count)


def public_versions(session: Session, evaluation_id: UUID) -> Sequence[PlanVersion]:
    """Those of a study that everybody may read, the first first; none where its project is taken down."""
    query = public().where(StudyPlan.evaluation_id == evaluation_id)
    return session.scalars(query.options(_with_project()).order_by(PlanVersion.number)).all()


def public_of(
    session: Session, evaluation_ids: Collection[UUID], *, until: datetime | None = None
) -> Mapping[UUID, list[PlanVersion]]:
    """The same of several studies, by study; one query.

    :param until: only versions that were sent by then, as reviewers see them.
    """
    query = public().where(StudyPlan.evaluation_id.in_(evaluation_ids)).options(joinedload(PlanVersion.plan))
    if until is not None:
        query = query.where(PlanVersion.sent_at <= until)
    found: dict[UUID, list[PlanVersion]] = {}
    for each in session.scalars(query.order_by(PlanVersion.number)) if evaluation_ids else ():
        found.setdefault(each.plan.evaluation_id, []).append(each)
    return found


def written(session: Session, evaluation_ids: Collection[UUID]) -> Mapping[UUID, bool]:
    """The studies of which a plan is written, and whether any of it was sent; one query."""
    was_sent = exists().where(PlanVersion.plan_id == StudyPlan.id)
    query = select(StudyPlan.evaluation_id, was_sent).where(StudyPlan.evaluation_id.in_(evaluation_ids))
    return {key: sent for key, sent in session.execute(query)} if evaluation_ids else {}


def public() -> Select[PlanVersion]:
    """Every version that everybody may read: the one place that says which those are."""
    query = select(PlanVersion).join(PlanVersion.plan).join(StudyPlan.evaluation).join(Evaluation.project)
    return query.where(PlanVersion.state == PlanState.PUBLIC, Project.taken_down_at.is_(None))


def next_number(session: Session, plan: StudyPlan) -> int:
    highest = session.scalar(select(func.max(PlanVersion.number)).where(PlanVersion.plan_id == plan.id))
    return (highest or 0) + 1


def _with_project() -> LoaderOption:
    return joinedload(PlanVersion.plan).joinedload(StudyPlan.evaluation).joinedload(Evaluation.project)
