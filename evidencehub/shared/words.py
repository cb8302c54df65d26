"""Small turns of phrase, the same in every page, mail and letter: dates, numbers, capitals, one and many."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from evidencehub.shared import clock

FEWEST = 5  # people that a public count may show, or a number from which they could be counted


def counted(count: int, one: str, many: str) -> str:
    """ "1 study", "1,200 studies"."""
    return f"{count:,} {one if count == 1 else many}"


def times(count: int) -> str:
    """ "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def words_in(text: str) -> int:
    """How many words a text has: whatever stands between spaces, as the counter beside its field counts them."""
    return len(text.split())


def capitalize_first(text: str) -> str:
    """Only the first letter changes: names further on keep their capitals."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """For a label inside a sentence; one that begins with an abbreviation stays as it is."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def listed(names: Sequence[str], apart: str = ", ", last: str = "and") -> str:
    """ "a", "a and b" or "a, b and c"; "" of none. :param apart: what stands between them, where names hold commas."""
    return f" {last} ".join([apart.join(names[:-1]), names[-1]] if len(names) > 1 else names)


def without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def day(value: date | datetime | str | None) -> str:
    """ "24 November 2026", of a moment the hub's day; an ISO text is taken too, since frozen records hold those."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = clock.local(value)
    return f"{value.day} {value:%B %Y}"


def weekday(value: datetime | None) -> str:
    """ "Monday 14 December 2026", the hub's day."""
    return f"{clock.local(value):%A} {day(value)}" if value else ""


def day_and_time(value: datetime | None) -> str:
    return f"{day(value)} at {time_of_day(value)}" if value else ""


def time_of_day(value: datetime) -> str:
    """ "10:42 GMT", in the hub's time zone and its name for it."""
    return f"{clock.local(value):%H:%M %Z}"


def number(value: float | int | None, digits: int = 2) -> str:
    """1,234 or 0.25; never more digits than asked, never a trailing zero, a true minus sign."""
    if value is None:
        return ""
    text = f"{value:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text.replace("-", "\u2212")


def size_in_words(size_bytes: int) -> str:
    """ "0.3 MB", "25 MB" or "12 KB"."""
    if size_bytes >= 104_858:
        return f"{number(size_bytes / 1_048_576, 1)} MB"
    return f"{max(1, round(size_bytes / 1024)):,} KB"


def paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a plain text, for a template to put in ``<p>``."""
    return [part.strip() for part in re.split(r"\n\s*\n|\n", text or "") if part.strip()]


FILTERS = {
    each.__name__: each
    for each in (
        counted,
        times,
        capitalize_first,
        lower_first,
        without_none,
        day,
        day_and_time,
        time_of_day,
        weekday,
        number,
        paragraphs,
        size_in_words,
    )
}  # of templates
