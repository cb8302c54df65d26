"""What a team is asked while its submission is graded, and what it says. Nothing here tells who wanted to know."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.models import Submission
from evidencehub.projects.questions.states import QuestionState
from evidencehub.shared.db import Base

_UNTIL_DECIDED = "not public before the decision, which is written in another table, and closed by then"


class TeamQuestion(Base, private=_UNTIL_DECIDED):
    """An editor asks, whoever wanted to know. What was frozen stays as it is: the answer stands beside it."""

    __tablename__ = "team_question"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.WAITING)
    text: Mapped[str] = mapped_column(default="")  # as the team reads it; "" until it is sent
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    due_at: Mapped[datetime | None]  # the last second of a day of the hub
    answer: Mapped[str] = mapped_column(default="")
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    submission: Mapped[Submission] = relationship()
    __mapper_args__ = {"version_id_col": version}
