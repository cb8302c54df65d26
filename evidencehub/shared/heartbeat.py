"""Whether somebody works on what is due: the worker writes down that it lives, and whoever asks reads when it last did.

It is a row and no file, since the worker may live on another machine.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.shared.db import Base
from evidencehub.shared.due import NewSession

WORKER = "worker"
BACKUP = "backup"  # when the last one was made
BACKUP_TRIED = "backup-tried"  # when the last one was restored, to see that it can be
MISSED_AFTER = timedelta(minutes=5)


class Heartbeat(Base, private="for those who run the hub"):
    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)  # of what lives, such as "worker"
    at: Mapped[datetime]


def beat(new_session: NewSession, name: str, now: datetime) -> None:
    with new_session() as session, suppress(IntegrityError):  # on another machine one did so in this moment
        beats = session.get(Heartbeat, name, with_for_update=True)
        if beats is None:
            beats = Heartbeat(name=name)
            session.add(beats)
        beats.at = now
        session.commit()


def last(session: Session, name: str) -> datetime | None:
    return session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))


def told(session: Session, name: str, now: datetime) -> str:
    """ "alive", "silent" for longer than it should be, or "never seen"."""
    at = last(session, name)
    if at is None:
        return "never seen"
    return "alive" if now - at < MISSED_AFTER else "silent"
