"""What somebody was told, in their account, and how they want to be told."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import Connection, ForeignKey, Index, String, event, insert, literal, select
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from evidencehub.accounts.models import Person
from evidencehub.shared.db import Base
from evidencehub.shared.mail import Mail

DIGEST = "notice.digest"  # what the mail of the day is about; it is no notice itself


class Way(Enum):
    """How somebody hears of something."""

    AT_ONCE = "at-once"  # a mail of its own
    DAILY = "daily"  # in one mail a day, with all else of that day
    INBOX = "inbox"  # in their account alone


class Notice(Base, private="what somebody was told"):
    """A mail to somebody who had an account at that address when it was written, so that it is in their account too."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person", "person_id", "at"),)
    mail_id: Mapped[UUID] = mapped_column(ForeignKey("mail.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    way: Mapped[Way | None]  # how it goes out; None until the worker has had it in hand
    digest_id: Mapped[UUID | None] = mapped_column(ForeignKey("mail.id", ondelete="SET NULL"), index=True)
    read_at: Mapped[datetime | None]
    mail: Mapped[Mail] = relationship(foreign_keys=[mail_id])


class NoticeChoice(Base, private="how somebody wants to be told"):
    """What somebody chose for one topic; without a row it is a mail at once."""

    __tablename__ = "notice_choice"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    way: Mapped[Way]


@event.listens_for(Mail, "after_insert")
def _note(_mapper: Mapper[Mail], connection: Connection, mail: Mail) -> None:
    """In the transaction of the mail itself: who has the address later reads nothing of what came before."""
    if mail.about == DIGEST:
        return
    found = select(literal(mail.id, Mail.id.type), Person.id, literal(mail.created_at, Mail.created_at.type))
    to_whom = found.where(Person.email == mail.to)
    connection.execute(insert(Notice).from_select(["mail_id", "person_id", "at"], to_whom))
