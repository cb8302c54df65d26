"""Public pages that an editor or an admin took down at once."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.models import Project
from evidencehub.shared.db import Base


class TakeDown(Base):
    """Of all that is public of a project. The one that holds is the one that has not ended."""

    __tablename__ = "take_down"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str]  # for the team, the editors and the admins
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    ended_because: Mapped[str] = mapped_column(default="")
    project: Mapped[Project] = relationship()
