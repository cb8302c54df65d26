"""What changed of what the public sees, and how it stood when somebody last looked."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.db import Base


class ChangeKind(Enum):
    NEW = "new"
    CHANGED = "changed"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class PublicState(Base, private="a copy, from which the next change is told"):
    """How a project stood: see :mod:`.states`. Kept without a key to the project: it may be gone."""

    __tablename__ = "public_state"
    project_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]  # the number of public_version from which it was made, at least
    state: Mapped[dict[str, Any]]


class PublicChange(Base):
    """One change of a project, in the words in which readers were told."""

    __tablename__ = "public_change"
    __table_args__ = (Index("ix_public_change_at", "at"), Index("ix_public_change_project", "project_id", "at"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[ChangeKind]
    name: Mapped[str]  # of the project then; "" once its text was removed
    slug: Mapped[str] = mapped_column(String(200))
    areas: Mapped[list[str]]  # slugs of its outcome areas, before and after
    told: Mapped[list[str]]  # sentences
    of_marks: Mapped[bool] = mapped_column(default=False)  # what is said of how sure, what difference, or the award
    demo: Mapped[bool] = mapped_column(default=False)
