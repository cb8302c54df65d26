"""What was decided of a document: whether everybody may read it, from when, and who looked."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.projects.disclosure.pointing_out import Find, Kind
from evidencehub.projects.disclosure.states import DisclosureState
from evidencehub.projects.models import Document
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base


class Disclosure(Base):
    """Of one document. What ends it stays here, with the reason; the audit chain has every step."""

    __tablename__ = "disclosure"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"),
        unique=True,
        info=says("Somebody in your team decided this just now. Look again at what they chose."),
    )
    state: Mapped[DisclosureState] = mapped_column(default=DisclosureState.SEALED, index=True)
    with_file: Mapped[bool] = mapped_column(default=False)  # the file itself too, and not only the text that was read
    public_from: Mapped[date | None]  # from the beginning of this day; None: as soon as an editor has looked
    on_request: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # to those who ask, not to everybody
    agreed_at: Mapped[datetime | None]
    agreed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    team_note: Mapped[str] = mapped_column(default="")  # what the team decided about what was pointed out
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    editor_note: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(default="")  # why an editor refused it, or why it was taken down
    version: Mapped[int] = mapped_column(default=1)
    document: Mapped[Document] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_on_its_way(self) -> bool:
        """It is public, or will be if nobody does anything against it."""
        return not self.state.is_sealed


class SetAside(Base, private="between a team and the editors"):
    """Words that are pointed out in a document, and are no person: somebody looked, and said so."""

    __tablename__ = "find_set_aside"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    page: Mapped[int]  # from 1
    kind: Mapped[Kind]
    words: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)

    @property
    def find(self) -> Find:
        return Find(self.page, self.kind, self.words)


class SeenInDocument(Base, private="between a team and the editors"):
    """A picture that is likely a photograph, what is written into its file, a page that is one picture, or one that may
    tell a story of one person."""

    __tablename__ = "seen_in_document"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    page: Mapped[int]  # from 1
    kind: Mapped[Kind]
    words: Mapped[str] = mapped_column(String(80), default="")

    @property
    def find(self) -> Find:
        return Find(self.page, self.kind, self.words)
