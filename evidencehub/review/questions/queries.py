"""What each reader sees of the questions of a case: a reviewer, and an editor without a conflict of interest."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Submission
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.projects.questions.queries import SENT
from evidencehub.review.models import Assignment
from evidencehub.review.questions.models import EditorNote, QuestionOrigin


@dataclass(frozen=True)
class ToEditors:
    """A question as editors see it; ``origin`` is None where an editor wrote it."""

    question: TeamQuestion
    origin: QuestionOrigin | None


def question(session: Session, question_id: UUID) -> TeamQuestion | None:
    query = select(TeamQuestion).where(TeamQuestion.id == question_id)
    return session.scalar(query.options(joinedload(TeamQuestion.submission).joinedload(Submission.project)))


def origin(session: Session, question_id: UUID) -> QuestionOrigin | None:
    query = select(QuestionOrigin).where(QuestionOrigin.question_id == question_id)
    return session.scalar(
        query.options(joinedload(QuestionOrigin.assignment).joinedload(Assignment.reviewer))
    )  # fmt: skip


def to_editors(session: Session, submission: Submission) -> list[ToEditors]:
    """All questions of a case, oldest first."""
    query = select(TeamQuestion, QuestionOrigin).outerjoin(
        QuestionOrigin, QuestionOrigin.question_id == TeamQuestion.id
    )  # fmt: skip
    query = query.where(TeamQuestion.submission_id == submission.id)
    query = query.options(joinedload(QuestionOrigin.assignment).joinedload(Assignment.reviewer))
    rows = session.execute(query.order_by(TeamQuestion.made_at, TeamQuestion.id))
    return [ToEditors(question, found) for question, found in rows]


def own_unsent(session: Session, assignment: Assignment) -> list[QuestionOrigin]:
    """What this reviewer asked and the team never saw, oldest first. Nobody sees the other's."""
    query = select(QuestionOrigin).join(QuestionOrigin.question).where(QuestionOrigin.assignment_id == assignment.id)
    query = query.where(TeamQuestion.state.not_in(SENT)).options(joinedload(QuestionOrigin.question))
    return list(session.scalars(query.order_by(TeamQuestion.made_at, TeamQuestion.id)))


def notes_of(session: Session, assignment: Assignment) -> list[EditorNote]:
    query = select(EditorNote).where(EditorNote.assignment_id == assignment.id)
    return list(session.scalars(query.order_by(EditorNote.at, EditorNote.id)))


def notes_on(session: Session, submission: Submission, *, editor_id: UUID | None) -> list[EditorNote]:
    """What reviewers told the editors of a case; on appeal, for the editor alone who has it in hand."""
    in_hand = select(Appeal.id).where(Appeal.editor_id == editor_id)
    query = select(EditorNote).join(EditorNote.assignment).where(
        Assignment.submission_id == submission.id,
        or_(Assignment.appeal_id.is_(None), Assignment.appeal_id.in_(in_hand)),
    )  # fmt: skip
    query = query.options(joinedload(EditorNote.assignment).joinedload(Assignment.reviewer))
    return list(session.scalars(query.order_by(EditorNote.at, EditorNote.id)))
