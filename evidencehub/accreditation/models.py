"""What a decided submission earns: an accreditation, its outcomes, and a tier for each."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accreditation.holds.words import lasted, lasting
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects.models import Project, Submission
from evidencehub.shared.db import Base

_by_decision: dict[str, Any] = {f"{each}_where": text("appeal_id IS NULL") for each in ("sqlite", "postgresql")}


class Accreditation(Base):
    __tablename__ = "accreditation"
    __table_args__ = (
        UniqueConstraint("number"),
        # A case earns one by its decision, and another where an appeal changes what it reached.
        Index("uq_accreditation_by_decision", "submission_id", unique=True, **_by_decision),
        UniqueConstraint("appeal_id"),
        Index("ix_accreditation_state", "state"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str] = mapped_column(String(20))  # "2026-0042", as in /accreditations/<number>
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"))
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey("appeal.id"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id"), index=True)
    standard_id: Mapped[str] = mapped_column(String(60))
    standard_version: Mapped[str] = mapped_column(String(60))
    tier: Mapped[str | None] = mapped_column(String(40))
    evidence_tier: Mapped[str | None] = mapped_column(String(40))
    evidence_rank: Mapped[int] = mapped_column(default=0)
    state: Mapped[AccreditationState] = mapped_column(default=AccreditationState.ACTIVE)
    accredited_at: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    renewed_at: Mapped[datetime | None]  # the last time, on the team's word; nothing was graded
    ended_at: Mapped[datetime | None]  # when it was withdrawn
    ended_because: Mapped[str] = mapped_column(default="", server_default="")  # as everybody may read it
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    submission: Mapped[Submission] = relationship()
    project: Mapped[Project] = relationship()
    outcomes: Mapped[list["AccreditationOutcome"]] = relationship(
        back_populates="accreditation", order_by="AccreditationOutcome.position"
    )
    holds: Mapped[list["Hold"]] = relationship(back_populates="accreditation", order_by="Hold.at")
    __mapper_args__ = {"version_id_col": version}

    @property
    def graded_at(self) -> datetime:
        """When it was decided. An appeal grades no new evidence, and what is published later is no younger by it."""
        return self.submission.decided_at or self.accredited_at

    @property
    def is_as_graded(self) -> bool:
        """In date, and nothing has to be said of it beside that."""
        return self.state.is_in_date and self.renewed_at is None

    @property
    def held(self) -> "Hold | None":
        """The hold that lasts."""
        return next((each for each in self.holds if each.ended_at is None), None)


class Hold(Base):
    """A time in which an accreditation shows no step, on a ground that everybody may read, and what became of it."""

    __tablename__ = "accreditation_hold"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    accreditation_id: Mapped[UUID] = mapped_column(ForeignKey("accreditation.id", ondelete="CASCADE"), index=True)
    ground: Mapped[str] = mapped_column(String(40))  # a slug of holds/grounds.toml
    because: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    until: Mapped[datetime]  # the last moment; then it is released
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    outcome: Mapped[str] = mapped_column(String(20), default="")  # "released", "revoked"; "" while it lasts
    reason: Mapped[str] = mapped_column(Text, default="")
    accreditation: Mapped[Accreditation] = relationship(back_populates="holds")

    @property
    def in_words(self) -> str:
        """As everybody reads it; the editors' own words are beside it."""
        if self.ended_at is None:
            return lasting(self.ground, at=self.at, until=self.until)
        return lasted(self.ground, at=self.at, ended_at=self.ended_at)


class AccreditationOutcome(Base):
    """One outcome result that the accreditation covers. Tiers do not leak from one to another."""

    __tablename__ = "accreditation_outcome"
    __table_args__ = (UniqueConstraint("accreditation_id", "result_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    accreditation_id: Mapped[UUID] = mapped_column(ForeignKey("accreditation.id", ondelete="CASCADE"), index=True)
    result_id: Mapped[UUID] = mapped_column(index=True)  # the outcome result as frozen; its draft may be edited since
    position: Mapped[int] = mapped_column(default=0)
    tier: Mapped[str | None] = mapped_column(String(40))
    evidence_tier: Mapped[str | None] = mapped_column(String(40))
    evidence_rank: Mapped[int] = mapped_column(default=0)
    frozen_result: Mapped[dict[str, Any]]  # what was graded
    accreditation: Mapped[Accreditation] = relationship(back_populates="outcomes")
