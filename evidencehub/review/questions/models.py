"""Which seat a question to the team came from, and what a reviewer tells the editors alone."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.review.models import Assignment
from evidencehub.shared.db import Base

_EDITORS_ONLY = "read by the reviewer who wrote it and by editors without a conflict of interest, for ever"


class QuestionOrigin(Base, private=_EDITORS_ONLY):
    """What a reviewer wrote, in their own words. It lies apart from the question, so that no page can join them."""

    __tablename__ = "question_origin"
    question_id: Mapped[UUID] = mapped_column(ForeignKey("team_question.id", ondelete="CASCADE"), primary_key=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    because: Mapped[str] = mapped_column(default="")  # why an editor did not pass it on
    question: Mapped[TeamQuestion] = relationship()
    assignment: Mapped[Assignment] = relationship()


class EditorNote(Base, private=_EDITORS_ONLY):
    """What a reviewer tells the editors about a case. Nobody else ever reads it."""

    __tablename__ = "editor_note"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]
    assignment: Mapped[Assignment] = relationship()
