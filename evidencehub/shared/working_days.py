"""Working days of the hub: neither weekend nor public holiday where it is (``EVIDENCEHUB_HOLIDAYS``), in its time zone.

Which days those are, the package ``holidays`` knows. It is imported where days are counted, so that no process loads it
for a day that was counted before.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from evidencehub.shared.clock import day_of, end_of

if TYPE_CHECKING:
    from holidays import HolidayBase

DEFAULT_HOLIDAYS = "GB/ENG"
_where = DEFAULT_HOLIDAYS


def use_holidays(of: str) -> None:
    """Count by these holidays from now on, in the whole process, as :func:`evidencehub.shared.clock.use_zone` does.

    :param of: a country by ISO 3166-1, or a part of it: "GB/ENG", "DE/BY", "FR".
    """
    global _where  # noqa: PLW0603 - of the process, as the time zone is
    _where = of


def are_known(of: str) -> bool:
    try:
        _holidays(of)
    except NotImplementedError:  # no such country, or no such part of it
        return False
    return True


def start_of(number: int, *, after: datetime) -> datetime:
    """When a working day begins, in UTC, counted from the day after a moment's own day.

    :param number: 1 for the first working day after that day.
    """
    last = _holidays(_where).get_nth_working_day(day_of(after), number)
    return end_of(last - timedelta(days=1))


def _holidays(of: str) -> "HolidayBase":
    from holidays import country_holidays

    country, _, part = of.partition("/")
    return country_holidays(country, subdiv=part or None)
