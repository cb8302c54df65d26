"""What people who did something in their own work tell others of it. It is no evidence of a difference made."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.consultation.models import CommentRole
from evidencehub.feedback.notes.states import NoteState
from evidencehub.projects.models import Project
from evidencehub.shared.db import Base


class PracticeNote(Base):
    """One note. What was written lies apart in :class:`PracticeNoteWords`; this record names nobody."""

    __tablename__ = "practice_note"
    __table_args__ = (Index("ix_practice_note_state", "state", "sent_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    role: Mapped[CommentRole]
    setting: Mapped[str] = mapped_column(String(60), default="")  # slug of standards/vocabularies/settings.toml
    is_concern: Mapped[bool] = mapped_column(default=False)  # it tells of harm or a risk to somebody
    state: Mapped[NoteState] = mapped_column(default=NoteState.WAITING)
    sent_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)  # of this row, so that two editors do not overwrite each other
    project: Mapped[Project] = relationship()
    words: Mapped["PracticeNoteWords"] = relationship(lazy="joined", innerjoin=True, cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}


class PracticeNoteWords(Base):
    """Every text of a note. Redaction empties these columns; the note stays, with its dates and decisions."""

    __tablename__ = "practice_note_words"
    note_id: Mapped[UUID] = mapped_column(ForeignKey("practice_note.id", ondelete="CASCADE"), primary_key=True)
    did: Mapped[str]
    helped: Mapped[str] = mapped_column(default="")
    hindered: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(320), default="")  # to tell what became of it; emptied with that mail
    reason: Mapped[str] = mapped_column(default="")  # why it was not published
