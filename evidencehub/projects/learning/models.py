"""What a team writes down, dated, of what it learned while its work goes on. Nobody grades it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.learning.states import LogState
from evidencehub.projects.models import Evaluation, Project
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base


class LogEntry(Base, private="a draft: what of it was sent is a version, in a table of its own"):
    """As its team writes it now, public or not."""

    __tablename__ = "log_entry"
    __table_args__ = (
        PrimaryKeyConstraint("id", info=says("You saved this just now. Open the learning log to see what was saved.")),
    )
    id: Mapped[UUID] = mapped_column(default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    # None: it is about the whole project.
    evaluation_id: Mapped[UUID | None] = mapped_column(ForeignKey("evaluation.id", ondelete="SET NULL"), index=True)
    learned_on: Mapped[date]
    learned: Mapped[str] = mapped_column(default="")
    changed: Mapped[str] = mapped_column(default="")
    because: Mapped[str] = mapped_column(default="")  # why that was changed
    is_for_all: Mapped[bool] = mapped_column(default=False)  # its team wants everybody to read it
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    evaluation: Mapped[Evaluation | None] = relationship()
    versions: Mapped[list["LogVersion"]] = relationship(
        back_populates="entry", order_by="LogVersion.sent_at, LogVersion.id", cascade="all, delete-orphan"
    )
    __mapper_args__ = {"version_id_col": version}


_waiting: dict[str, Any] = {f"{dialect}_where": text("state = 'waiting'") for dialect in ("sqlite", "postgresql")}


class LogVersion(Base):
    """An entry as it was sent. One that was public, and then replaced, stays readable beside the newer one."""

    __tablename__ = "log_version"
    __table_args__ = (
        Index(
            "uq_log_version_waiting",
            "entry_id",
            unique=True,
            info=says("Somebody else in your team sent this entry just now. It was sent once."),
            **_waiting,
        ),
        Index("ix_log_version_state", "state", "sent_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("log_entry.id", ondelete="CASCADE"), index=True)
    state: Mapped[LogState] = mapped_column(default=LogState.WAITING)
    project_name: Mapped[str] = mapped_column(String(200))
    study: Mapped[str] = mapped_column(String(300), default="")  # its title; "" for the whole project
    learned_on: Mapped[date]
    learned: Mapped[str]
    changed: Mapped[str] = mapped_column(default="")
    because: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    public_at: Mapped[datetime | None]  # None: it never was
    decided_at: Mapped[datetime | None]  # the last step: an editor's yes or no, or the team took it back
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    refused_because: Mapped[str] = mapped_column(default="")  # for its team
    version: Mapped[int] = mapped_column(default=1)
    entry: Mapped[LogEntry] = relationship(back_populates="versions")
    __mapper_args__ = {"version_id_col": version}
