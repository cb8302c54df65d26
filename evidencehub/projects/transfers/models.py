"""A project's way to another organisation, and whose it was before."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.models import Organisation, Person
from evidencehub.projects.models import Project
from evidencehub.projects.transfers.states import TransferState
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

_open: dict[str, Any] = {f"{dialect}_where": text("state = 'offered'") for dialect in ("sqlite", "postgresql")}


class Transfer(Base, private="between two organisations; taking it on announces itself (public.changed)"):
    """An owner offers a project to another organisation; an owner there takes it on or not."""

    __tablename__ = "transfer"
    __table_args__ = (
        Index(
            "uq_transfer_open",
            "project_id",
            unique=True,
            info=says("Somebody in your team offered this project just now. It is offered to one at a time."),
            **_open,
        ),
        Index("ix_transfer_project_id", "project_id", "state"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    from_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    to_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    project_name: Mapped[str] = mapped_column(String(200))  # and when it was taken on
    from_name: Mapped[str] = mapped_column(String(200))  # as both were called when it was offered, then answered
    to_name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str]  # for those who answer, in the words of who offers
    answer: Mapped[str] = mapped_column(default="")  # why not, in the words of who declines
    state: Mapped[TransferState] = mapped_column(default=TransferState.OFFERED)
    offered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    project: Mapped[Project] = relationship()
    giver: Mapped[Organisation] = relationship(foreign_keys=from_id)
    taker: Mapped[Organisation] = relationship(foreign_keys=to_id)
    offerer: Mapped[Person | None] = relationship(foreign_keys=offered_by)
    __mapper_args__ = {"version_id_col": version}


class PastTeam(Base, private="who may not grade a project, because it was theirs"):
    """Somebody who was in a team on the day when it gave a project away: a row each. Nobody goes from here."""

    __tablename__ = "past_team"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    until: Mapped[datetime]
