"""Who is told of changes, of what, and how often. An address and what it asked for; nobody's page shows either."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.db import Base


class Often(Enum):
    DAILY = "daily"
    WEEKLY = "weekly"


class Alert(Base, private="an address, and what it wants to be told of"):
    """``asked`` are the arguments of a search, or an approach by its id and its address."""

    __tablename__ = "alert"
    __table_args__ = (Index("ix_alert_email", "email"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(String(320))  # in small letters
    often: Mapped[Often]
    title: Mapped[str]  # what it is about, in words
    asked: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # None: somebody typed the address, and nobody pressed the button in the mail
    told_until: Mapped[datetime]  # changes up to then were told
    matched: Mapped[list[str]]  # ids of the projects that were on the list then, so that one that left is told of
