"""What a panel that met about a case decided, and who was there, in kinds."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.models import Person
from evidencehub.shared.db import Base


class PanelMinutes(Base):
    """One meeting. It is never changed: what was wrong is put right by another."""

    __tablename__ = "panel_minutes"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    met_on: Mapped[date]
    academics: Mapped[int]
    practitioners: Mapped[int]
    editors: Mapped[int]
    others: Mapped[str] = mapped_column(Text, default="")  # such as "one young person"; "" is nobody
    conflicts: Mapped[str] = mapped_column(Text, default="")  # in kinds, and what came of them; "" is none
    decided: Mapped[str] = mapped_column(Text)
    written_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    written_at: Mapped[datetime]
    author: Mapped[Person | None] = relationship()
