"""An appeal of a team against the decision on what it sent: one for each decision."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.appeals.grounds import Ground, grounds
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.models import Submission
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base


class Appeal(Base):
    """Its seats, and what is agreed in them, stand beside those of the case under its id."""

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint(
            "submission_id", info=says("Somebody in your team appealed just now. Nothing was sent twice.")
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    state: Mapped[AppealState] = mapped_column(default=AppealState.SENT)
    ground: Mapped[str] = mapped_column(String(40))  # a slug of grounds.toml
    contested: Mapped[list[str]]  # the questions that are graded anew, as ``review.sheet.as_text`` writes them
    because: Mapped[str]  # the team's words, for editors without a conflict
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    state_since: Mapped[datetime]
    editor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    panel_because: Mapped[str] = mapped_column(default="")  # why others than the standard wants grade it; for editors
    answer: Mapped[str] = mapped_column(default="")  # why it is refused, or what the editor adds to its outcome
    letter: Mapped[dict[str, Any] | None]  # the letter as it stands after the appeal, once the team has it
    outcome: Mapped[str] = mapped_column(String(20), default="")  # up, down, unchanged; "" until it is concluded
    concluded_at: Mapped[datetime | None]
    public_at: Mapped[datetime | None]  # from when everybody may read the outcome
    # What it took the place of: the decision with its letter, and the answers that were agreed before.
    earlier: Mapped[dict[str, Any] | None]
    ended_at: Mapped[datetime | None]  # closed, refused or withdrawn
    version: Mapped[int] = mapped_column(default=1)
    submission: Mapped[Submission] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def on(self) -> Ground:
        return grounds()[self.ground]
