"""How long each step may take, and whose turn it is. Together 42 days: the 30 working days that we promise to teams."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from evidencehub.authz.told import Who
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.states import SubmissionState
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.review.models import Assignment
from evidencehub.shared.clock import day_of

REVIEWERS = 2
THIRD_DAYS = 7  # for a few questions


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
    """The two who grade everything; those who declined or declared a conflict have left the case."""
    return [assignment for assignment in on_the_case(assignments) if assignment.grades_everything]


def seats_on_appeal(assignments: Sequence[Assignment], appeal: Appeal) -> list[Assignment]:
    """The two who grade anew what it contests."""
    return [assignment for assignment in on_the_case(assignments) if assignment.appeal_id == appeal.id]


def third_of(assignments: Sequence[Assignment]) -> Assignment | None:
    """Who was asked to grade what the two differ on, if anybody was and has not left."""
    return next((assignment for assignment in on_the_case(assignments) if assignment.is_third), None)


def on_the_case(assignments: Sequence[Assignment]) -> list[Assignment]:
    return [assignment for assignment in assignments if assignment.state.has_seat]


def review_due(now: datetime) -> datetime:
    return now + timedelta(days=SubmissionState.IN_REVIEW.told.days)


def third_due(now: datetime) -> datetime:
    """Within the days that settling may take."""
    return now + timedelta(days=THIRD_DAYS)


def turn(
    submission: Submission, assignments: Sequence[Assignment], question: TeamQuestion | None = None,
    fact_since: datetime | None = None,
) -> Turn:  # fmt: skip
    """Who has to act next, on what, and by when. While it is graded that depends on who is on the case.

    :param question: one that waits for an editor, of which this reader may know.
    :param fact_since: since when a fact that the team says is wrong waits for an editor.
    """
    if fact_since is not None:
        told = CorrectionState.WAITING.told
        return Turn(told.turn, told.todo, fact_since + timedelta(days=told.days or 0))
    usual = _usual(submission, assignments)
    if question is None or not usual.is_others:
        return usual
    asked = question.state.told
    return Turn(asked.turn, asked.todo, usual.due_at)


def turn_of_state(submission: Submission) -> Turn:
    """Whose turn it is, for somebody who may not learn how far the reviewers are or whether they differ."""
    told = submission.state.told
    due_at = submission.state_since + timedelta(days=told.days) if told.days else None
    return Turn(told.turn, told.todo, due_at)


def _usual(submission: Submission, assignments: Sequence[Assignment]) -> Turn:
    by_state = turn_of_state(submission)
    if submission.state is SubmissionState.IN_REVIEW:
        taken = seats(assignments)
        if len(taken) < REVIEWERS:
            return replace(by_state, who=Who.EDITORS, what="Replace a reviewer")
        return replace(by_state, due_at=max(assignment.due_at for assignment in taken))
    third = third_of(assignments)
    if submission.state.is_settling and third is not None and third.state.is_due:
        return Turn(Who.REVIEWERS, "Grade what two see differently", third.due_at)
    return by_state
