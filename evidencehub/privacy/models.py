"""A copy of what is held of somebody, which they asked for."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.models import Person
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base


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
