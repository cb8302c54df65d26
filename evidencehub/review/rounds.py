"""The submission before this one: what was sent then, and who graded it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.accounts.models import Person
from evidencehub.projects.models import EvaluationVersion, Submission
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState


def before(session: Session, submission: Submission) -> Submission | None:
    """The submission before this one of the same project, with its frozen texts; None where this is the first."""
    if submission.previous_id is None:
        return None
    versions = selectinload(Submission.evaluation_versions).joinedload(EvaluationVersion.frozen)
    query = select(Submission).where(Submission.id == submission.previous_id)
    return session.scalar(query.options(joinedload(Submission.frozen), versions))


def graders(session: Session, submission: Submission) -> list[Person]:
    """Whose findings were frozen for it: for the editor, who may ask the same people again."""
    query = select(Person).join(Assignment, Assignment.reviewer_id == Person.id).where(
        Assignment.submission_id == submission.id, Assignment.state == AssignmentState.FROZEN,
        Assignment.appeal_id.is_(None),
    )  # fmt: skip
    return list(session.scalars(query.order_by(Assignment.assigned_at, Assignment.id)))
