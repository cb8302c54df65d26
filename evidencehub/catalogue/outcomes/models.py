"""A synthesis as it was worked out on one day: what went in, what came of it, and whether an editor checked it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.models import Project
from evidencehub.shared.db import Base


class SynthesisVersion(Base):
    """One version for one approach, outcome, way of making groups and comparison. Nothing of it but its publication
    and ``is_current`` ever changes; another version takes its place when what is public of the approach changes."""

    __tablename__ = "synthesis_version"
    __table_args__ = (
        UniqueConstraint("project_id", "outcome", "designs", "comparator", "number", name="uq_synthesis_version_unit"),
        Index("ix_synthesis_version_outcome", "outcome", "is_current"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[str] = mapped_column(String(60))  # slug of outcomes.toml
    designs: Mapped[str] = mapped_column(String(20))  # of outcomes/units.py
    comparator: Mapped[str] = mapped_column(String(20))  # of outcomes/units.py
    number: Mapped[int]  # 1 for the first of this unit
    made_at: Mapped[datetime]
    method: Mapped[str] = mapped_column(String(20))  # pooling.METHOD
    inputs: Mapped[dict[str, Any]]  # gathering.Gathered, with all ids
    inputs_sha256: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any] | None]  # pooling.Pooled; None below three studies
    headline: Mapped[str] = mapped_column(
        default=""
    )  # as it may be published, and in no other words; "" without result
    studies: Mapped[int]  # that entered
    results: Mapped[int]  # of the outcome, those that were left out too
    direction: Mapped[str] = mapped_column(String(20), default="")  # better | worse | unclear; "" without result
    is_current: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    project: Mapped[Project] = relationship()
