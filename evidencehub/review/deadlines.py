"""How long each step may take, and whose turn it is. Together 42 days: the 30 working days that we promise to teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidencehub.authz.told import Who
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.models import Assignment
from evidencehub.shared.clock import day_of

REVIEWERS = 2


@dataclass(frozen=True)
class Turn:
    who: Who
    what: str
    due_at: datetime | None

    @property
    def is_others(self) -> bool:
        """Somebody has to act, and no editor."""
        return self.who in {Who.TEAM, Who.REVIEWERS}

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and is_past(self.due_at, now)


def is_past(due_at: datetime, now: datetime) -> bool:
    """What is due "by 28 November" is late on the 29th, whatever the hour."""
    return day_of(due_at) < day_of(now)


def seats(assignments: Sequence[Assignment]) -> list[Assignment]:
    """The reviewers who are on the case; those who declined or declared a conflict have left it."""
    return [assignment for assignment in assignments if assignment.state.has_seat]


def review_due(now: datetime) -> datetime:
    return now + timedelta(days=SubmissionState.IN_REVIEW.told.days)


def turn(submission: Submission, assignments: Sequence[Assignment]) -> Turn:
    """Who has to act next, on what, and by when. While it is graded that depends on who is on the case."""
    told = submission.state.told
    due_at = submission.state_since + timedelta(days=told.days) if told.days else None
    if submission.state is SubmissionState.IN_REVIEW:
        taken = seats(assignments)
        if len(taken) < REVIEWERS:
            return Turn(Who.EDITORS, "Replace a reviewer", due_at)
        due_at = max(assignment.due_at for assignment in taken)
    return Turn(told.turn, told.todo, due_at)
