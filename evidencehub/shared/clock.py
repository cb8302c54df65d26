"""The only place that asks what time it is, and that knows in which time zone the hub's days begin and end.

Everything else is handed a time in UTC; a day is always one of the hub's time zone (``EVIDENCEHUB_TIME_ZONE``).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/London"
_zone = ZoneInfo(DEFAULT_ZONE)
_other: Callable[[], datetime] | None = None  # a clock in place of the machine's


def use_zone(name: str) -> None:
    """Let days begin and end in this zone from now on, in the whole process: the application says it at its start."""
    global _zone  # noqa: PLW0603 - of the process, as the system's own zone is
    _zone = ZoneInfo(name)


@contextmanager
def run_by(clock: Callable[[], datetime]) -> Iterator[None]:
    """Let this process go by another clock inside the block, as a simulated year does."""
    global _other  # noqa: PLW0603 - of the process, as the machine's own clock is
    before, _other = _other, clock
    try:
        yield
    finally:
        _other = before


def utc_now() -> datetime:
    return _other() if _other else datetime.now(UTC)


def local(at: datetime) -> datetime:
    """The same moment, as the hub's clocks show it."""
    return at.astimezone(_zone)


def day_of(at: datetime) -> date:
    """The hub's day in which a moment lies."""
    return local(at).date()


def hub_today() -> date:
    return day_of(utc_now())


def end_of(day: date) -> datetime:
    """The first moment after a day, in UTC: what is due by that day is late from then on."""
    return datetime.combine(day + timedelta(days=1), time(), _zone).astimezone(UTC)


def months_later(at: datetime, months: int | None) -> datetime | None:
    """The same day so many months later, or the last day of a shorter month; None where there is no such limit."""
    if months is None:
        return None
    year, month = divmod(at.month - 1 + months, 12)
    for number in (at.day, 30, 29, 28):
        try:
            return at.replace(year=at.year + year, month=month + 1, day=number)
        except ValueError:
            continue
    return None


def moment(day: date, hour: int) -> datetime:
    """When a day's hour begins on the hub's clocks, in UTC."""
    return datetime.combine(day, time(hour), _zone).astimezone(UTC)
