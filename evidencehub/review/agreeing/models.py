"""How far the reviewers of this hub agree, standard by standard, as the worker last worked it out."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.db import Base


class HubAgreement(Base):
    """One standard with cases enough. Nothing in it is about one case or one person."""

    __tablename__ = "hub_agreement"
    __table_args__ = (UniqueConstraint("standard_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    standard_id: Mapped[str] = mapped_column(String(60))
    figures: Mapped[dict[str, Any]]  # agreeing.working_out.Figures, as data
    worked_out_at: Mapped[datetime]
