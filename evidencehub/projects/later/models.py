"""Results that a team adds to a study after it was graded."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.later.states import LaterState
from evidencehub.projects.models import Evaluation, FrozenText, Submission
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

_waiting: dict[str, Any] = {f"{dialect}_where": text("state = 'waiting'") for dialect in ("sqlite", "postgresql")}


class LaterResults(Base):
    """Of one study, as it was graded in ``submission``. What is frozen is that study with these results alone."""

    __tablename__ = "later_results"
    __table_args__ = (
        Index(
            "uq_later_results_waiting",
            "evaluation_id",
            unique=True,
            info=says("Somebody else in your team sent this just now. It was sent once."),
            **_waiting,
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation.id", ondelete="CASCADE"), index=True)
    state: Mapped[LaterState] = mapped_column(default=LaterState.WAITING)
    frozen_sha256: Mapped[str] = mapped_column(ForeignKey("frozen_text.sha256"), index=True)
    read_where: Mapped[str] = mapped_column(default="")  # where they can be read: a report and its page, an address
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    public_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]  # the last time that an editor said yes or no
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    refused_because: Mapped[str] = mapped_column(default="")  # for its team
    version: Mapped[int] = mapped_column(default=1)
    submission: Mapped[Submission] = relationship()
    evaluation: Mapped[Evaluation] = relationship()
    frozen: Mapped[FrozenText] = relationship()
    __mapper_args__ = {"version_id_col": version}
