"""Reads over questions to teams, in the order in which they were sent."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.questions.states import QuestionState

OPEN = [state for state in QuestionState if state.is_open]
SENT = [state for state in QuestionState if state.was_sent]
OF_THE_RECORD = [state for state in QuestionState if state.is_of_the_record]


def sent(session: Session, submission_id: UUID) -> list[TeamQuestion]:
    """What the team and both reviewers may see."""
    return _of(session, submission_id, SENT)


def of_the_record(session: Session, submission_id: UUID) -> list[TeamQuestion]:
    """What everybody may see once the submission is decided."""
    return _of(session, submission_id, OF_THE_RECORD)


def _of(session: Session, submission_id: UUID, states: Sequence[QuestionState]) -> list[TeamQuestion]:
    query = select(TeamQuestion).where(TeamQuestion.submission_id == submission_id, TeamQuestion.state.in_(states))
    return list(session.scalars(query.order_by(TeamQuestion.sent_at, TeamQuestion.id)))


def to_answer(session: Session, submission_ids: Sequence[UUID]) -> dict[UUID, TeamQuestion]:
    """By submission, the question that its team has to answer first."""
    query = select(TeamQuestion).where(
        TeamQuestion.submission_id.in_(submission_ids), TeamQuestion.state == QuestionState.SENT
    )
    found: dict[UUID, TeamQuestion] = {}
    for question in session.scalars(query.order_by(TeamQuestion.due_at, TeamQuestion.id)):
        found.setdefault(question.submission_id, question)
    return found


def waiting(session: Session, submission_ids: Sequence[UUID]) -> dict[UUID, TeamQuestion]:
    """By submission, the question that has waited longest for an editor."""
    query = select(TeamQuestion).where(
        TeamQuestion.submission_id.in_(submission_ids), TeamQuestion.state == QuestionState.WAITING
    )
    found: dict[UUID, TeamQuestion] = {}
    for question in session.scalars(query.order_by(TeamQuestion.made_at, TeamQuestion.id)):
        found.setdefault(question.submission_id, question)
    return found


def ids(session: Session, submission_id: UUID) -> list[UUID]:
    query = select(TeamQuestion.id).where(TeamQuestion.submission_id == submission_id)
    return list(session.scalars(query.order_by(TeamQuestion.made_at, TeamQuestion.id)))


def is_any_open(session: Session, submission_id: UUID) -> bool:
    query = select(TeamQuestion.id).where(TeamQuestion.submission_id == submission_id, TeamQuestion.state.in_(OPEN))
    return session.scalar(query.limit(1)) is not None
