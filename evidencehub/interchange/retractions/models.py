"""Papers that notices were found of, what an editor decided for each record that names one, and the file itself."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.interchange.retractions.known import How
from evidencehub.interchange.retractions.notices import Notice, standing
from evidencehub.projects.models import Project
from evidencehub.shared.db import Base


class Outcome(StrEnum):
    """What an editor decided."""

    NOTHING = "nothing"
    NOTE = "note"  # readers see a note on the record
    ELSEWHERE = "elsewhere"  # another act was taken, such as a hold

    @property
    def label(self) -> str:
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.NOTHING: "Nothing to be done",
    Outcome.NOTE: "Readers see a note",
    Outcome.ELSEWHERE: "Dealt with otherwise",
}


class RetractedPaper(Base):
    """A paper that the file has notices of, and that a public record named when we last looked."""

    __tablename__ = "retracted_paper"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    doi: Mapped[str] = mapped_column(String(500), unique=True)  # canonical
    title: Mapped[str] = mapped_column(Text)
    journal: Mapped[str] = mapped_column(Text)
    notices: Mapped[list[dict[str, Any]]]  # of notices.Notice; none where the file has none any more
    digest: Mapped[str] = mapped_column(String(64))  # of what the notices are: a decision holds for that
    changed_at: Mapped[datetime]

    @property
    def told(self) -> tuple[Notice, ...]:
        return tuple(Notice.from_data(each) for each in self.notices)

    @property
    def standing(self) -> str:
        return standing(self.told)


class RetractionHit(Base):
    """That a public record names such a paper, and what an editor decided about that."""

    __tablename__ = "retraction_hit"
    __table_args__ = (UniqueConstraint("paper_id", "project_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("retracted_paper.id", ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    studies: Mapped[list[dict[str, Any]]]  # {"study": id, "how": of How}
    is_named: Mapped[bool] = mapped_column(default=True)  # False where the record names it no more, or is not public
    found_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20), default="")  # of Outcome; "" before the first decision
    decided_digest: Mapped[str] = mapped_column(String(64), default="")  # of the paper, as it was decided on
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    because: Mapped[str] = mapped_column(Text, default="")  # for other editors
    note: Mapped[str] = mapped_column(Text, default="")  # for readers
    version: Mapped[int] = mapped_column(default=1)  # so that two editors do not overwrite each other
    paper: Mapped[RetractedPaper] = relationship()
    project: Mapped[Project] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def decision(self) -> str:
        return Outcome(self.outcome).label if self.outcome else ""

    @property
    def waits(self) -> bool:
        """For an editor. What was decided waits again when the notices are others."""
        return self.is_named and self.decided_digest != self.paper.digest

    @property
    def is_anew(self) -> bool:
        return self.waits and bool(self.outcome)

    @property
    def hows(self) -> list[How]:
        return [how for how in How if any(each["how"] == how for each in self.studies)]


class RetractionFile(Base, private="for those who run the hub"):
    """The file as it was when papers were last compared with it; one row."""

    __tablename__ = "retraction_file"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    compared_at: Mapped[datetime]
    written_at: Mapped[datetime]  # by its own date
    rows: Mapped[int]
    dois: Mapped[int]  # that public records named
