"""One record of a file of records: an evaluation as JSON, a line each. ``docs/importing.md`` says the same."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from evidencehub.shared.numbers import NotOneNumber, read_cell

METRICS = ("g", "md", "pp", "or", "rr", "hr", "irr")
RATIOS = frozenset({"or", "rr", "hr", "irr"})
_NO_CONTROL = validate.ContainsNoneOf(tuple(map(chr, (*range(9), 11, 12, *range(14, 32), 127))))


class Text(fields.String):
    """Text without the characters that no page can show; a number is taken as it is written."""

    def __init__(self, longest: int, *, needed: bool = False, **more: Any) -> None:
        limits = [validate.Length(1 if needed else 0, longest), _NO_CONTROL]
        if not needed:
            more["load_default"] = ""
        super().__init__(required=needed, validate=limits, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        text: str = super()._deserialize("" if value is None else value, attr, data, **kwargs)
        return text.encode(errors="replace").decode().strip()


class Number(fields.Field[Any]):
    """A number between two ends; None where there is none."""

    def __init__(self, low: float, high: float, **more: Any) -> None:
        super().__init__(load_default=None, allow_none=True, **more)
        self.low, self.high = low, high

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float | None:
        if value in ("", None):
            return None
        try:
            number = (
                read_cell(value) if isinstance(value, str) else math.nan if isinstance(value, bool) else value * 1.0
            )
        except (NotOneNumber, TypeError, OverflowError):  # of an integer without end
            number = math.nan
        if not self.low <= number <= self.high:
            raise ValidationError(f"not a number from {self.low:,g} to {self.high:,g}")
        return number


class Whole(Number):
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        number = super()._deserialize(value, attr, data, **kwargs)
        if number is not None and number != int(number):
            raise ValidationError("not a whole number")
        return None if number is None else int(number)


class Texts(fields.Field[list[str]]):
    """A list of words, or one text with semicolons between them."""

    def __init__(self, **more: Any) -> None:
        super().__init__(load_default=list, **more)
        self._one = Text(300)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[str]:
        parts = value.split(";") if isinstance(value, str) else value or []
        if not isinstance(parts, list) or len(parts) > 200:
            raise ValidationError("not a list of at most 200 words")
        return [text for part in parts if (text := self._one.deserialize(part, attr, data, **kwargs))]


class ResultSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    outcome = Text(300, needed=True)
    measure = Text(300)
    effect = Number(-1e9, 1e9)
    metric = Text(20)
    p = Number(0, 1)
    n = Whole(0, 1e9)
    comparison = Text(2_000)
    timepoint = Text(200)


class RecordSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    external_id = Text(100, needed=True)
    title = Text(300, needed=True)
    summary = Text(20_000)
    text = Text(1_000_000)
    authors = Texts()
    year = Whole(1500, 2200)
    project = Text(200)
    outcomes = Texts()
    populations = Texts()
    design = Text(60)
    settings = Texts()
    place = Text(200)
    url = Text(2_000)
    doi = Text(300)
    results = fields.List(fields.Nested(ResultSchema), load_default=list)


KNOWN = frozenset(RecordSchema().fields)


@dataclass(frozen=True)
class Record:
    external_id: str
    title: str
    summary: str
    text: str
    authors: list[str]
    year: int | None
    project: str  # the name of the approach; "" where the study stands on its own
    outcomes: list[str]
    populations: list[str]
    design: str
    settings: list[str]
    place: str
    url: str
    doi: str
    results: list[dict[str, Any]]
    given: list[dict[str, Any]]  # the results as they stand in the file


def record_of(given: Mapping[str, Any]) -> Record:
    """:raises ValidationError: something in it cannot be kept; the messages name each key."""
    loaded = RecordSchema().load(given)
    for result in loaded["results"]:
        effect, metric = result["effect"], result["metric"]
        if metric and metric not in METRICS:
            raise ValidationError({"results": [f"metric is one of {', '.join(METRICS)}, not {metric!r}"]})
        if metric in RATIOS and effect is not None and effect <= 0:
            raise ValidationError({"results": [f"a ratio is above 0, not {effect:g}"]})
    return Record(**loaded, given=list(given.get("results") or []))
