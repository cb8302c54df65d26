"""What readers send in about what is published: a mistake they found, what an editor answered, what was put right."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.feedback.mistakes.states import MistakeState
from evidencehub.projects.models import Evaluation, Project
from evidencehub.shared.clock import day_of
from evidencehub.shared.db import Base

_PRIVATE = "read by editors, and by whoever sent it; what is put right is a correction, which is public"


class MistakeReport(Base, private=_PRIVATE):
    """One report of a mistake. What was written lies apart in :class:`MistakeWords`; this record names nobody."""

    __tablename__ = "mistake_report"
    __table_args__ = (Index("ix_mistake_report_state", "state", "sent_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str] = mapped_column(String(14), unique=True)  # shown to whoever sent it; nobody can guess it
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    evaluation_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluation.id", ondelete="SET NULL"), index=True)
    state: Mapped[MistakeState] = mapped_column(default=MistakeState.WAITING)
    sent_at: Mapped[datetime]
    due_at: Mapped[datetime]  # the last second of the day by which it is to be answered
    decided_at: Mapped[datetime | None]  # answered, put right or set aside; the last of them
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)  # of this row, so that two editors do not overwrite each other
    project: Mapped[Project] = relationship()
    evaluation: Mapped[Evaluation | None] = relationship()
    words: Mapped["MistakeWords"] = relationship(lazy="joined", innerjoin=True, cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}

    def is_late(self, now: datetime) -> bool:
        """What is to be answered "by 28 November" is late on the 29th, whatever the hour."""
        return self.state.is_waiting and day_of(self.due_at) < day_of(now)


class MistakeWords(Base, private=_PRIVATE):
    """Every text of a report, with the address to answer to. Redaction empties these columns; the report stays."""

    __tablename__ = "mistake_words"
    report_id: Mapped[UUID] = mapped_column(ForeignKey("mistake_report.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str]
    email: Mapped[str] = mapped_column(String(320), default="")  # "" where none was left, or once it was answered
    answer: Mapped[str] = mapped_column(default="")


class Correction(Base):
    """Something that was wrong on a public page, and is right now. Everybody can read it."""

    __tablename__ = "correction"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    evaluation_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluation.id", ondelete="SET NULL"), index=True)
    report_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mistake_report.id", ondelete="SET NULL"), unique=True
    )  # what made it known
    said: Mapped[str]  # by an editor: what was wrong, and what stands there now
    corrected_at: Mapped[datetime]
