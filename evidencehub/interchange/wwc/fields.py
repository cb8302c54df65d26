"""Cells of the clearinghouse's tables as marshmallow fields: what each may hold, in plain words where it does not."""

import html
import math
import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"\d{1,12}(\.0+)?", re.ASCII)
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
    """A cell; an empty one is None unless it is ``needed``."""

    def __init__(self, *, needed: bool = False, **more: Any) -> None:
        super().__init__(required=True, **more)
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


class Number(Cell):
    """A finite number between two ends."""

    def __init__(self, low: float = -LARGEST_NUMBER, high: float = LARGEST_NUMBER, **more: Any) -> None:
        super().__init__(**more)
        self.low, self.high = low, high

    def read(self, text: str) -> float:
        number = float(text) if _NUMBER.fullmatch(text) else math.nan
        if math.isnan(number):
            raise ValidationError(f"not a number ({shown(text)})")
        if not self.low <= number <= self.high:
            raise ValidationError(f"not between {self.low:g} and {self.high:g} ({shown(text)})")
        return number


class Count(Cell):
    """How many: a whole number."""

    def read(self, text: str) -> int:
        if not _NUMBER.fullmatch(text):
            raise ValidationError(f"not a number ({shown(text)})")
        if not _WHOLE.fullmatch(text):
            raise ValidationError(f"not a whole number of 0 or more ({shown(text)})")
        if float(text) > LARGEST_COUNT:
            raise ValidationError(f"too large ({shown(text)})")
        return int(float(text))


class Key(Count):
    """A number that names something; kept as text without leading zeros."""

    def __init__(self, **more: Any) -> None:
        super().__init__(needed=True, **more)

    def read(self, text: str) -> str:  # type: ignore[override]
        return str(super().read(text))


class Flag(Cell):
    """True or False; in the report table 1.00 or nothing."""

    _VALUES = {"true": True, "false": False, "1": True, "1.00": True, "0": False, "0.00": False}  # noqa: RUF012

    def read(self, text: str) -> bool:
        if text.lower() not in self._VALUES:
            raise ValidationError(f"neither True nor False ({shown(text)})")
        return self._VALUES[text.lower()]


class PagePath(Words):
    """The path of a page on the clearinghouse's site, which is all that the export gives."""

    def read(self, text: str) -> str:
        if not re.fullmatch(r"/[A-Za-z0-9/_.?=&-]+", text):
            raise ValidationError(f"not the path of a page ({shown(text)})")
        return super().read(text)
