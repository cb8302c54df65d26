"""What was removed for good: that it was, why, who approved it, and the hashes of what it was."""

from datetime import datetime
from enum import Enum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from evidencehub.shared.db import Base


class RedactionKind(Enum):
    FILE = "file"
    WORDS = "words"


class Redaction(Base, private="for those who run the hub; what is public of it says the page that lost something"):
    """Of a file, or of words. A hash of words is not kept: whoever guesses a name could check the guess."""

    __tablename__ = "redaction"
    __table_args__ = (CheckConstraint("first_id <> second_id", name="two_people"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[RedactionKind]
    hashes: Mapped[list[str]]  # SHA-256 of the file and of its copy; of the frozen texts that lost the words
    rows: Mapped[int] = mapped_column(default=0)  # of the database that lost words
    reason: Mapped[str]
    first_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    second_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
