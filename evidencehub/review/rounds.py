"""The submission before this one: what was sent then, and became of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.projects.models import EvaluationVersion, Submission


def before(session: Session, submission: Submission) -> Submission | None:
    """The submission before this one of the same project, with its frozen texts; None where this is the first."""
    if submission.previous_id is None:
        return None
    versions = selectinload(Submission.evaluation_versions).joinedload(EvaluationVersion.frozen)
    query = select(Submission).where(Submission.id == submission.previous_id)
    return session.scalar(query.options(joinedload(Submission.frozen), versions))
