"""How long each step may take, and whose turn it is. Together 42 days: the 30 working days that we promise to teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evidencehub.projects.models import Submission
from evidencehub.projects.states import SUBMISSION_WORDS, SubmissionState
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState

DAYS = {state: words.days for state, words in SUBMISSION_WORDS.items() if words.days is not None}  # as teams are told
OPEN_SEATS = frozenset(
    {AssignmentState.INVITED, AssignmentState.GRADING, AssignmentState.IN, AssignmentState.FROZEN}
)  # fmt: skip
REVIEWERS = 2


@dataclass(frozen=True)
class Turn:
    who: str  # "editors", "reviewers", "team" or "nobody"
    what: str
    due_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now


def seats(assignments: Sequence[Assignment]) -> list[Assignment]:
    """The reviewers who are on the case; those who declined or declared a conflict have left it."""
    return [assignment for assignment in assignments if assignment.state in OPEN_SEATS]


def review_due(now: datetime) -> datetime:
    return now + timedelta(days=DAYS[SubmissionState.IN_REVIEW])


def turn(submission: Submission, assignments: Sequence[Assignment]) -> Turn:
    """Who has to act next, on what, and by when."""
    state = submission.state
    due_at = submission.state_since + timedelta(days=DAYS[state]) if state in DAYS else None
    if state is SubmissionState.SUBMITTED:
        return Turn("editors", "Look through what was sent", due_at)
    if state is SubmissionState.SCREENING:
        return Turn("editors", "Choose two reviewers", due_at)
    if state is SubmissionState.IN_REVIEW:
        taken = seats(assignments)
        if len(taken) < REVIEWERS:
            return Turn("editors", "Replace a reviewer", due_at)
        return Turn("reviewers", "Grade", max(assignment.due_at for assignment in taken))
    if state is SubmissionState.RECONCILING:
        return Turn("editors", "Settle what differs, then decide", due_at)
    if state is SubmissionState.RETURNED:
        return Turn("team", "Change and send again", None)
    return Turn("nobody", "", None)
