"""What somebody asked for: a copy of what is held of them, and to be erased."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.models import Person
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

_open: dict[str, Any] = {
    f"{dialect}_where": text("taken_back_at IS NULL AND done_at IS NULL") for dialect in ("sqlite", "postgresql")
}


class DataCopy(Base, private="somebody's own"):
    """One at a time of each person: being made, or made and there to be fetched until ``ends_at``."""

    __tablename__ = "data_copy"
    __table_args__ = (
        UniqueConstraint("person_id", info=says("You have asked for your copy already. Look at the page again.")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime]
    percent: Mapped[int] = mapped_column(default=0)  # of the files that are in it, while it is made
    made_at: Mapped[datetime | None]
    part: Mapped[str] = mapped_column(String(32), default="")  # by this name its store has the file; "": not made yet
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    ends_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()


class Erasure(Base, private="between one person and those who run the hub"):
    """Somebody asked to be erased: it waits, may be taken back, and is done. What stays of it names nobody."""

    __tablename__ = "erasure"
    __table_args__ = (
        Index(
            "uq_erasure_open",
            "person_id",
            unique=True,
            info=says("This was asked for already. Look at the page again."),
            **_open,
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)  # an admin
    due_at: Mapped[datetime]  # before it nothing is done; later while something stands in the way
    taken_back_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    # Rows of others in which the name or the address still stands, by table: ids, for who runs the hub to look at.
    left: Mapped[dict[str, Any]] = mapped_column(default=dict)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
