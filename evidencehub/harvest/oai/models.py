"""What harvesters are told of each public record: when it changed last, and that it is gone, for ever."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.db import Base


class HarvestRecord(Base, private="what harvesters are told, whose answers are not kept"):
    """One record that is or was public. Kept without a key to the project: it may be gone.

    It holds no words: what a record says is read anew from what is public, whenever somebody asks.
    """

    __tablename__ = "harvest_record"
    __table_args__ = (Index("ix_harvest_record_at", "at", "identifier"),)
    identifier: Mapped[str] = mapped_column(String(120), primary_key=True)  # of catalogue.cited.record.Record
    project_id: Mapped[UUID] = mapped_column(index=True)
    at: Mapped[datetime]  # to the second
    areas: Mapped[list[str]]  # slugs of its outcome areas; as they were, if it is gone
    digest: Mapped[str] = mapped_column(String(64))
    is_gone: Mapped[bool] = mapped_column(default=False)
