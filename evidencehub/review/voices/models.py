"""What reviewers let stand on the public record: their names, and where they saw something differently."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.review.models import Assignment
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base

_ANOTHER_TAB = "You saved this in another tab at the same moment. Open the page again to see what is kept."


class NameAnswer(Base):
    """Whether the name of a reviewer may stand on the record. Without a row it may not."""

    __tablename__ = "name_answer"
    __table_args__ = (UniqueConstraint("assignment_id", info=says(_ANOTHER_TAB)),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    may_stand: Mapped[bool]
    at: Mapped[datetime]


class Dissent(Base):
    """Why one reviewer saw a question differently from what was agreed, for everybody to read without a name."""

    __tablename__ = "dissent"
    __table_args__ = (UniqueConstraint("assignment_id", "criterion_id", "result_key", info=says(_ANOTHER_TAB)),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    criterion_id: Mapped[str] = mapped_column(String(60))
    result_key: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    taken_off: Mapped[str] = mapped_column(
        Text, default="", server_default=""
    )  # why an editor did so; "" while it stands
    assignment: Mapped[Assignment] = relationship()
