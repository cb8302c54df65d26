"""What a team says is wrong with the facts in a finding, before the record is public, and what an editor answers."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.models import Submission
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.shared.db import Base


class FactCorrection(Base):
    """One fact in one agreed finding. The finding stays as it was agreed; a correction stands beside it, dated."""

    __tablename__ = "fact_correction"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    criterion_id: Mapped[str] = mapped_column(String(60))
    result_key: Mapped[str] = mapped_column(String(80), default="")  # "" for the whole
    state: Mapped[CorrectionState] = mapped_column(default=CorrectionState.WAITING)
    wrong: Mapped[str] = mapped_column(Text)  # by the team, for the editors
    right: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    said_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answer: Mapped[str] = mapped_column(Text, default="")  # by an editor; of what is corrected, for everybody
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    submission: Mapped[Submission] = relationship()
    __mapper_args__ = {"version_id_col": version}
