"""What a person who has an account put on their shortlist; nobody else sees it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.db import Base


class ShortlistEntry(Base, private="one person's own list"):
    __tablename__ = "shortlist_entry"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True, index=True)
    added_at: Mapped[datetime]
