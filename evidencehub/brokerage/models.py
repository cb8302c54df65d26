"""Offers of help, requests for it, and who asked whom to be put in touch. Names and addresses stay in accounts."""

from datetime import datetime
from enum import Enum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencehub.accounts.models import Person
from evidencehub.brokerage.states import ContactState, NoticeState
from evidencehub.consultation.models import CommentRole
from evidencehub.projects.models import Project
from evidencehub.shared.constraints import says
from evidencehub.shared.db import Base


class Side(Enum):
    OFFER = "offer"
    REQUEST = "request"


class HelpNotice(Base):
    """Somebody can help, or a team looks for help. What everybody reads of it names nobody."""

    __tablename__ = "help_notice"
    __table_args__ = (Index("ix_help_notice_state", "state", "until"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    side: Mapped[Side]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)  # who wrote it
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)  # request
    role: Mapped[CommentRole]
    kinds: Mapped[list[str]] = mapped_column(default=list)  # slugs of brokerage/kinds.toml
    outcome_area: Mapped[str] = mapped_column(String(60), default="")  # slug; "" for any
    place: Mapped[str] = mapped_column(String(200), default="")  # "" for anywhere
    hours: Mapped[int | None]  # that are offered, or looked for
    text: Mapped[str]
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.WAITING)
    reason: Mapped[str] = mapped_column(default="")  # why it was not published
    sent_at: Mapped[datetime]
    until: Mapped[datetime | None]  # the last moment at which everybody reads it
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    project: Mapped[Project | None] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_offer(self) -> bool:
        return self.side is Side.OFFER


class HelpContact(Base, private="between the two who may be put in touch"):
    """Somebody asked to be put in touch with whoever wrote an offer or a request."""

    __tablename__ = "help_contact"
    __table_args__ = (
        UniqueConstraint(
            "notice_id", "person_id", info=says("You have asked to be put in touch about this one. You can ask once.")
        ),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("help_notice.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)  # who asks
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)  # for it
    text: Mapped[str]
    state: Mapped[ContactState] = mapped_column(default=ContactState.ASKED)
    asked_at: Mapped[datetime]
    until: Mapped[datetime]  # the last moment to answer
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    notice: Mapped[HelpNotice] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    project: Mapped[Project | None] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def helper(self) -> Person:
        """Whose help it is about."""
        return self.notice.person if self.notice.is_offer else self.person

    @property
    def helped(self) -> Project:
        """Whose project would be helped."""
        project = self.project if self.notice.is_offer else self.notice.project
        assert project is not None  # noqa: S101  a request and whoever asks about an offer name one
        return project


class HelpReport(Base, private="editors alone read what was reported"):
    """Somebody says that an offer or a request should not stand there."""

    __tablename__ = "help_report"
    __table_args__ = (
        UniqueConstraint("notice_id", "person_id", info=says("You have reported this one. The editors have it.")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("help_notice.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    notice: Mapped[HelpNotice] = relationship()
