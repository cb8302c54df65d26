"""What people say about a standard or a vocabulary, what an editor did with it, and the hub's answer."""

from datetime import datetime
from enum import Enum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.models import Person
from evidencehub.consultation.states import CommentState
from evidencehub.shared.db import Base


class SubjectKind(Enum):
    STANDARD = "standard"
    VOCABULARY = "vocabulary"


class CommentRole(Enum):
    PRACTITIONER = "practitioner"
    ACADEMIC = "academic"
    COMMISSIONER = "commissioner"
    CITIZEN = "citizen"
    OTHER = "other"


class StandardComment(Base):
    """One comment. What was written lies apart in :class:`CommentWords`; this record names nobody but by id.

    An invented author takes their comments along when the demonstration is removed; an editor does not.
    """

    __tablename__ = "standard_comment"
    __table_args__ = (
        Index("ix_standard_comment_subject", "subject_kind", "subject_id", "subject_version", "state"),
        Index("ix_standard_comment_state", "state", "sent_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    subject_kind: Mapped[SubjectKind]
    subject_id: Mapped[str] = mapped_column(String(60))  # "project-oracle", "outcome-areas"
    subject_version: Mapped[str] = mapped_column(String(60), default="")  # "" for a vocabulary
    part: Mapped[str] = mapped_column(String(80), default="")  # a criterion, tier or word; "" for the whole
    role: Mapped[CommentRole]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[CommentState] = mapped_column(default=CommentState.WAITING)
    sent_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]  # published or refused
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)  # of this row, so that two editors do not overwrite each other
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    words: Mapped["CommentWords"] = relationship(lazy="joined", innerjoin=True, cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}


class CommentWords(Base):
    """Every text of a comment. Redaction empties these columns; the comment stays, with its dates and decisions."""

    __tablename__ = "standard_comment_words"
    comment_id: Mapped[UUID] = mapped_column(ForeignKey("standard_comment.id", ondelete="CASCADE"), primary_key=True)
    name_shown: Mapped[str] = mapped_column(String(100), default="")  # "": somebody signed in
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")  # why it was not published
    answer: Mapped[str] = mapped_column(default="")
    earlier_answers: Mapped[list[str]] = mapped_column(default=list)  # oldest first; an answer may be corrected


class SeenStandard(Base):
    """A version of a standard that was seen on this hub: its file tells no date, and operators add some of their own.

    A draft that is published is seen once more.
    """

    __tablename__ = "seen_standard"
    standard_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    status: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime]
