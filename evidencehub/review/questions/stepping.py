"""What every act on a question to the team shares: its turn, its step of the table, and the rows that are due."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from evidencehub.authz import acts
from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects.models import Submission
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.questions.states import DAYS, QuestionState
from evidencehub.projects.questions.transitions import QUESTION
from evidencehub.projects.states import SubmissionState
from evidencehub.review import cases
from evidencehub.shared import due, transitions
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.transitions import Guard

KIND = "question"  # in the audit chain
DUE = "question"  # the kind of due rows
REMIND, RUN_OUT = "remind", "run-out"
REMIND_BEFORE = timedelta(days=3)
MAX_TEXT = 2_000  # characters; of a question, its answer, a reason and a note alike
checked = partial(acts.checked, most=MAX_TEXT)


def is_under_review(submission: Submission) -> bool:
    """Reviewers grade, or what they found is settled: an answer can still count."""
    return submission.state is SubmissionState.IN_REVIEW or submission.state.is_settling


def wait_for_turn(session: Session, question: TeamQuestion) -> None:
    cases.lock(session, question.submission)
    session.refresh(question)


def take(
    session: Session, question: TeamQuestion, step: str, *, actor: Actor, facts: Facts | None, now: datetime
) -> None:
    """Take one step of the table.

    :param facts: None for the hub itself, which closes what was not answered in time.
    :raises WrongState: somebody else was faster, the time is over, or nobody grades the case any more.
    """

    def running(one: TeamQuestion) -> str | None:
        return None if is_under_review(one.submission) else "the case is not under review any more"

    def in_time(one: TeamQuestion) -> str | None:
        return "the time for an answer is over" if is_over(one, now) else running(one)

    guards: Mapping[str, Guard] = {
        "is_under_review": running,
        "is_in_time": in_time,
        "time_is_over": lambda one: None if is_over(one, now) else "the team still has time",
    }
    transitions.apply(
        session, QUESTION, question, step, kind=KIND, states=QuestionState,
        permitted=permitting(facts), guards=guards,
        actor_id=actor.id, at=now, details={"submission": str(question.submission_id)},
    )  # fmt: skip


def is_over(question: TeamQuestion, now: datetime) -> bool:
    """What is due by a day can be answered until that day ends, whatever the hour it was sent."""
    return question.due_at is None or day_of(question.due_at) < day_of(now)


def begin(session: Session, question: TeamQuestion, *, now: datetime) -> None:
    """Give the team its days, and write down when to remind it and when to close the question."""
    over = end_of(day_of(now) + timedelta(days=DAYS))
    question.due_at = over - timedelta(seconds=1)
    for act, moment in ((REMIND, over - REMIND_BEFORE), (RUN_OUT, over)):
        due.add(session, DUE, question.id, {"question": str(question.id), "act": act}, at=moment)


def end(session: Session, question: TeamQuestion) -> None:
    due.forget_key(session, DUE, question.id)
