"""Moving a case from state to state: the one table, with the guards that reviewing resolves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Facts
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.transitions import SUBMISSION
from evidencehub.review.cases import assignments_of
from evidencehub.review.deadlines import REVIEWERS, seats
from evidencehub.review.reconciling import compare, reason_against_deciding
from evidencehub.review.screening import reason_against_grading
from evidencehub.shared import transitions
from evidencehub.shared.transitions import Guard

KIND = "submission"


def guards(session: Session) -> Mapping[str, Guard]:
    """What must hold before a step, each as a reason against it."""

    def can_be_graded(submission: Submission) -> str | None:
        if against := reason_against_grading(session, submission):
            return against
        count = len(seats(assignments_of(session, submission)))
        return None if count == REVIEWERS else f"it has {count} of {REVIEWERS} reviewers"

    def both_are_in(submission: Submission) -> str | None:
        done = sum(assignment.state.is_sent for assignment in assignments_of(session, submission))
        return None if done == REVIEWERS else "not all findings are in"

    def findings_are_agreed(submission: Submission) -> str | None:
        return reason_against_deciding(compare(session, submission))

    def is_the_latest(submission: Submission) -> str | None:
        of_project = Submission.project_id == submission.project_id
        latest = session.scalar(select(func.max(Submission.number)).where(of_project))
        return None if submission.number == latest else "the project was sent again since"

    return {
        "is_the_latest": is_the_latest,
        "can_be_graded": can_be_graded,
        "both_are_in": both_are_in,
        "findings_are_agreed": findings_are_agreed,
    }


def move(
    session: Session,
    submission: Submission,
    name: str,
    *,
    facts: Facts | None,
    actor_id: UUID | None,
    now: datetime,
    more_guards: Mapping[str, Guard] | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Take one step of the table.

    :param facts: None for the hub itself, on the day or after it asked whether somebody may.
    :raises WrongState: the case is elsewhere by now, or a guard refuses.
    :raises NotAllowed: the facts do not permit it.
    """
    submission.state_since = now
    transitions.apply(
        session, SUBMISSION, submission, name, kind=KIND, states=SubmissionState, permitted=permitting(facts),
        guards={**guards(session), **(more_guards or {})}, actor_id=actor_id, at=now, details=details,
    )  # fmt: skip
