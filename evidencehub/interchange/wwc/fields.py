"""Cells of the clearinghouse's tables as marshmallow fields: what each may hold, in plain words where it does not."""

import html
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields

from evidencehub.shared.numbers import NotOneNumber, TooLarge, read_cell

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LARGEST_COUNT = 2_000_000_000  # what an integer column holds
LARGEST_NUMBER = 1e12


def clean(text: str) -> str:
    """Without HTML entities, no-break spaces and double spaces, all of which the export has."""
    return " ".join(html.unescape(text).split())


def shown(value: str) -> str:
    """A cell inside a message: quoted, with control characters made visible, and short."""
    return repr(value if len(value) <= 40 else value[:39] + "…")


class Cell(fields.Field[Any]):
    """A cell; an empty one is None unless it is ``needed``. A column that may be ``absent`` is as if it were empty."""

    def __init__(self, *, needed: bool = False, absent: bool = False, **more: Any) -> None:
        if absent:
            more["load_default"] = self.empty
        super().__init__(required=not absent, **more)
        self.needed = needed

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if _CONTROL.search(value):
            raise ValidationError(f"holds a character that cannot be stored ({shown(value)})")
        text = clean(value)
        if not text:
            if self.needed:
                raise ValidationError("is empty")
            return self.empty()
        return self.read(text)

    def empty(self) -> Any:
        return None

    def read(self, text: str) -> Any:
        raise NotImplementedError


class Words(Cell):
    """Text, "" where empty."""

    def __init__(self, longest: int, **more: Any) -> None:
        super().__init__(**more)
        self.longest = longest

    def empty(self) -> str:
        return ""

    def read(self, text: str) -> str:
        if len(text) > self.longest:
            raise ValidationError(f"is longer than {self.longest} characters")
        return text


def _number(text: str) -> float:
    try:
        return read_cell(text)
    except TooLarge:
        return math.inf
    except NotOneNumber:
        raise ValidationError(f"not a number ({shown(text)})") from None


class Number(Cell):
    """A finite number between two ends."""

    def __init__(self, low: float = -LARGEST_NUMBER, high: float = LARGEST_NUMBER, **more: Any) -> None:
        super().__init__(**more)
        self.low, self.high = low, high

    def read(self, text: str) -> float:
        number = _number(text)
        if not self.low <= number <= self.high:
            raise ValidationError(f"not between {self.low:g} and {self.high:g} ({shown(text)})")
        return number


class Spread(Number):
    """A standard deviation. One below 0 (an average and its spread turned round together) is none; the row says it."""

    def read(self, text: str) -> float | None:  # type: ignore[override]
        number = super().read(text)
        return None if number < 0 else number


class Eric(Words):
    """A number of ERIC's, also where the address of its page is given."""

    def read(self, text: str) -> str:
        found = re.search(r"\bE[DJ]\d{5,8}\b", text)
        return found.group() if found else super().read(text)


class Count(Cell):
    """How many: a whole number."""

    def read(self, text: str) -> int:
        number = _number(text)
        if number < 0 or number != int(number):
            raise ValidationError(f"not a whole number of 0 or more ({shown(text)})")
        if number > LARGEST_COUNT:
            raise ValidationError(f"too large ({shown(text)})")
        return int(number)


class Key(Count):
    """A number that names something; kept as text without leading zeros."""

    def __init__(self, *, needed: bool = True, **more: Any) -> None:
        super().__init__(needed=needed, **more)

    def empty(self) -> str:
        return ""

    def read(self, text: str) -> str:  # type: ignore[override]
        return str(super().read(text))


class Flag(Cell):
    """True or False; in the report table 1.00 or nothing."""

    _VALUES = {"true": True, "false": False, "1": True, "1.00": True, "0": False, "0.00": False}  # noqa: RUF012

    def read(self, text: str) -> bool:
        if text.lower() not in self._VALUES:
            raise ValidationError(f"neither True nor False ({shown(text)})")
        return self._VALUES[text.lower()]


class Marked(Cell):
    """Whether anything is counted: a flag of a study whose sites were added up stands as 2.00 or 3.00."""

    def empty(self) -> bool:
        return False

    def read(self, text: str) -> bool:
        if text.lower() in {"true", "false"}:
            return text.lower() == "true"
        try:
            return read_cell(text) > 0
        except NotOneNumber:
            raise ValidationError(f"neither a mark nor empty ({shown(text)})") from None


class Day(Cell):
    """The day of "9/1/2023 10:04:00 AM", as 2023-09-01; "" where empty."""

    _FORMATS = ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y", "%Y-%m-%d")

    def empty(self) -> str:
        return ""

    def read(self, text: str) -> str:
        for form in self._FORMATS:
            with suppress(ValueError):
                return datetime.strptime(text, form).date().isoformat()
        raise ValidationError(f"not a date ({shown(text)})")


class PagePath(Words):
    """The path of a page on the clearinghouse's site, which is all that the export gives."""

    def read(self, text: str) -> str:
        if not re.fullmatch(r"/[A-Za-z0-9/_.?=&-]+", text):
            raise ValidationError(f"not the path of a page ({shown(text)})")
        return super().read(text)
