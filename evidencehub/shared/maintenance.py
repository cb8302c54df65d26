"""While somebody works on the hub: a message on every page, and, if they like, nothing is taken in until they are done.

It is one row, so that every machine and every command sees the same. Asked for with each request, it is remembered for
as long as nothing public changes: saying it is such a change, so kept pages go with it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask, g, request
from sqlalchemy import Engine, Text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.shared import public_version
from evidencehub.shared.clock import day_of, local, utc_now
from evidencehub.shared.db import Base, db
from evidencehub.shared.errors import HubError, Invalid

LONGEST = 300  # characters: a message is read on every page
COPYING = "evidencehub.copying"  # in the environment of a request by which the hub copies its own pages
USUAL_SECONDS = 300  # until a program asks again, where nobody said when
_TIME = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})\s+)?(\d{1,2})[:.](\d{2})")
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_LET_THROUGH = frozenset({
    "admin.maintenance", "admin.end_maintenance",  # so that it can be ended
    "accounts.sign_in", "accounts.sign_in_code", "accounts.sign_in_passkey", "accounts.sign_out",  # to read
    "harvest.oai",  # asks, and changes nothing
})  # fmt: skip


class Maintenance(Base):
    """One row while it lasts, and none otherwise."""

    __tablename__ = "maintenance"
    id: Mapped[int] = mapped_column(primary_key=True)  # always 1
    message: Mapped[str] = mapped_column(Text)
    until_epoch: Mapped[int | None]  # seconds since 1970: it is read without SQLAlchemy
    read_only: Mapped[bool]


@dataclass(frozen=True)
class Notice:
    message: str
    until: datetime | None
    read_only: bool


class ReadOnly(HubError):
    """Nothing is taken in for a while, on purpose."""

    status = 503
    title = "You cannot send anything just now"

    def __init__(self, notice: Notice, now: datetime) -> None:
        super().__init__(f"{notice.message} What you sent was not saved. Try again {_when(notice, now)}.")
        left = int((notice.until - now).total_seconds()) if notice.until else USUAL_SECONDS
        self.headers = {"Retry-After": str(max(left, 60))}


def _when(notice: Notice, now: datetime) -> str:
    return f"after {told(notice.until, now)}" if notice.until and notice.until > now else "later"


def told(at: datetime, now: datetime) -> str:
    """A moment as the hub's clocks show it; the day where it is another one."""
    day = "" if day_of(at) == day_of(now) else f" on {day_of(at):%-d %B}"
    return f"{local(at):%H:%M}{day}"


def moment_of(text: str, now: datetime) -> datetime | None:
    """14:00 is the next one on the hub's clocks. :raises Invalid: it is no time, or is over."""
    if not text.strip():
        return None
    wrong = Invalid("", {"until": "Enter a time, such as 14:00, or a day and a time, such as 2026-03-31 14:00"})
    if not (parts := _TIME.fullmatch(text.strip())):
        raise wrong
    year, month, day, hour, minute = (int(each) if each else None for each in parts.groups())
    here = local(now)
    try:
        at = here.replace(hour=hour or 0, minute=minute or 0, second=0, microsecond=0)
        if year:
            at = at.replace(year=year, month=month or 1, day=day or 1)
        elif at <= here:
            at += timedelta(days=1)
    except ValueError:
        raise wrong from None
    if at <= here:
        raise Invalid("", {"until": "Enter a time that is not over yet"})
    return at.astimezone(UTC)


def begin(session: Session, notice: Notice) -> None:
    """Say it from now on, in place of what was said before."""
    row = session.get(Maintenance, 1, with_for_update=True) or Maintenance(id=1)
    row.message, row.read_only = notice.message, notice.read_only
    row.until_epoch = int(notice.until.timestamp()) if notice.until else None
    session.add(row)
    session.flush()


def end(session: Session) -> bool:
    """Whether there was anything to end."""
    row = session.get(Maintenance, 1, with_for_update=True)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def current(session: Session) -> Notice | None:
    row = session.get(Maintenance, 1)
    return None if row is None else _notice(row.message, row.until_epoch, row.read_only)


def _notice(message: str, until_epoch: int | None, read_only: bool) -> Notice:
    return Notice(message, datetime.fromtimestamp(until_epoch, UTC) if until_epoch else None, bool(read_only))


class Asked:
    """What one process remembers, by the number of public changes at which it read it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read: tuple[int, Notice | None] = (-1, None)

    def now(self) -> Notice | None:
        """None as well where the database does not answer: the page itself says so better."""
        try:
            version = public_version.current(self._engine)
            if self._read[0] != version:
                self._read = version, self._look()
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
            return None
        return self._read[1]

    def _look(self) -> Notice | None:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("SELECT message, until_epoch, read_only FROM maintenance WHERE id = 1")
            row = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()
        return _notice(*row) if row else None


def init_app(app: Flask) -> None:
    """Refuse what would change something, while it is so. It comes after the token of a form was looked at."""
    with app.app_context():
        asked = Asked(db.engine)

    @app.before_request
    def look() -> None:
        if request.endpoint == "static" or COPYING in request.environ:
            return
        g.maintenance = asked.now()
        if g.maintenance and g.maintenance.read_only and request.method in _CHANGES:
            if request.endpoint is None or request.endpoint in _LET_THROUGH:
                return
            raise ReadOnly(g.maintenance, utc_now())

    app.context_processor(_helpers)


def _helpers() -> dict[str, object]:
    notice: Notice | None = g.get("maintenance")
    until = told(notice.until, utc_now()) if notice and notice.until else ""
    return {"maintenance": notice, "maintenance_until": until}
