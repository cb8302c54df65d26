"""What is out of order outside the hub: what needs it waits, longer after each try, and goes on at the first success.

A row stands as long as something does not work, so that every worker and the page for admins know of it.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import String, Text, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.shared.db import Base, reading_only
from evidencehub.shared.due import NewSession

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=15)


class Outage(Base, private="for those who run the hub"):
    __tablename__ = "outage"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)  # of what does not work, such as "mail"
    since: Mapped[datetime]
    failures: Mapped[int]  # in a row
    again_at: Mapped[datetime]  # nothing is tried before
    reason: Mapped[str] = mapped_column(Text)


def note(
    new_session: NewSession, name: str, reason: str, now: datetime, *, at_least: timedelta = timedelta()
) -> None:  # fmt: skip
    """Remember one more failure, and pause: for 5 seconds at first, twice as long each time, 15 minutes at most.

    :param at_least: how long to pause where what does not work said so itself.
    """
    with new_session() as session, suppress(IntegrityError):  # another worker noted the same in this moment
        outage = session.get(Outage, name, with_for_update=True)
        if outage is None:
            outage = Outage(name=name, since=now, failures=0)
            session.add(outage)
        outage.failures += 1
        outage.again_at = now + max(at_least, min(FIRST_WAIT * 2 ** min(outage.failures - 1, 20), LONGEST_WAIT))
        outage.reason = reason[:500]
        session.commit()


def end(session: Session, name: str) -> None:
    """It works. Nothing is written where it did before."""
    session.execute(delete(Outage).where(Outage.name == name))


def is_paused(new_session: NewSession, name: str, now: datetime) -> bool:
    with reading_only(), new_session() as session:
        again_at = session.scalar(select(Outage.again_at).where(Outage.name == name))
    return again_at is not None and now < again_at


def is_known(new_session: NewSession, name: str) -> bool:
    with reading_only(), new_session() as session:
        return session.get(Outage, name) is not None


def current(session: Session) -> list[Outage]:
    return list(session.scalars(select(Outage).order_by(Outage.name)))
