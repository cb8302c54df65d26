"""What somebody graded here, year by year: counts alone, since nobody learns from them whose work it was.

Only what is public counts. Before that a count that rises would tell when a case was decided.
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared.clock import local


@dataclass(frozen=True)
class Graded:
    """One review, as far as its reviewer may show it."""

    assignment_id: UUID
    year: int  # in which the findings were sent


def graded(session: Session, person_id: UUID) -> list[Graded]:
    """Reviews of theirs whose case is public, third ones and those on appeal too; by year, and in no order within."""
    over = [state for state in SubmissionState if state.is_over]
    query = select(Assignment.id, Assignment.sent_at).join(Submission).where(
        Assignment.reviewer_id == person_id, Assignment.state == AssignmentState.FROZEN,
        Assignment.sent_at.is_not(None), Submission.state.in_(over),
    )  # fmt: skip
    rows = [Graded(row.id, local(row.sent_at).year) for row in session.execute(query) if row.sent_at]
    return sorted(rows, key=lambda one: (one.year, str(one.assignment_id)))


def by_year(rows: list[Graded]) -> dict[int, int]:
    """The newest year first."""
    return dict(sorted(Counter(one.year for one in rows).items(), reverse=True))
