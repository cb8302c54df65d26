"""Reads over appeals."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission


def of_submission(session: Session, submission: Submission) -> Appeal | None:
    """As the database has it now."""
    query = select(Appeal).where(Appeal.submission_id == submission.id)
    return session.scalar(query.execution_options(populate_existing=True))


def of_submissions(session: Session, submission_ids: Sequence[UUID]) -> dict[UUID, Appeal]:
    query = select(Appeal).where(Appeal.submission_id.in_(submission_ids))
    return {appeal.submission_id: appeal for appeal in session.scalars(query)}
