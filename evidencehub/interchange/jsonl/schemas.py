"""One record of a file of records: an evaluation as JSON, a line each. ``docs/importing.md`` says the same."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from evidencehub.projects.sources import is_as_of
from evidencehub.shared.numbers import NotOneNumber, read_cell

BETTER = ("higher", "lower")
CLUSTERS_SAID = ("none", "corrected")
METRICS = ("g", "md", "pp", "or", "rr", "hr", "irr")
_NUL = "\\u0000"  # as JSON writes it
RATIOS = frozenset({"or", "rr", "hr", "irr"})
_NO_CONTROL = validate.Regexp(
    r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*\Z", error="It holds a character that no page can show."
)


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


class YesOrNo(fields.Field[Any]):
    """true or false; None where there is none."""

    def __init__(self, **more: Any) -> None:
        super().__init__(load_default=None, allow_none=True, **more)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool | None:
        if value not in (True, False, None, "") or isinstance(value, int) is not isinstance(value, bool):
            raise ValidationError("not true or false")
        return None if value in (None, "") else bool(value)


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


class AsOf(Text):
    """2025-08-25, or 2020-04 where only the month is known; "" where there is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and not is_as_of(text):
            raise ValidationError("write it as 2025-08-25, or 2020-04 where only the month is known")
        return text


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
    better = Text(20)
    unit = Text(80)
    ci_low = Number(-1e9, 1e9)
    ci_high = Number(-1e9, 1e9)
    se = Number(0, 1e9)
    n_t = Whole(0, 1e9)
    n_c = Whole(0, 1e9)
    events_t = Whole(0, 1e9)
    events_c = Whole(0, 1e9)
    mean_t = Number(-1e9, 1e9)
    mean_c = Number(-1e9, 1e9)
    sd_t = Number(0, 1e9)
    sd_c = Number(0, 1e9)
    clusters = Text(20)
    primary = YesOrNo()
    adjusted = YesOrNo()
    subgroup = YesOrNo()
    followup_months = Number(0, 1200)


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
    as_of = AsOf(10)
    results = fields.List(fields.Nested(ResultSchema), load_default=list)


_RECORD = RecordSchema()
KNOWN = dict.fromkeys(_RECORD.fields)  # in the order of the table


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
    as_of: str  # of when it is; "" where the file as a whole says so, or nothing
    results: list[dict[str, Any]]
    given: list[dict[str, Any]]  # the results as they stand in the file


def record_of(given: Mapping[str, Any]) -> Record:
    """:raises ValidationError: something in it cannot be kept; the messages name each key."""
    loaded = _RECORD.load(given)
    for result in loaded["results"]:
        if problem := _problem(result):
            raise ValidationError({"results": [problem]})
    results = list(given.get("results") or [])
    if _NUL in json.dumps(results) and any("\0" in text for text in _texts(results)):
        raise ValidationError({"results": ["a character that no text can hold (U+0000)"]})
    return Record(**loaded, given=results)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _texts(each)


def kept_of(record: Record) -> dict[str, Any]:
    """The record as one more line of a file would say it; results stand as they came, to the digit."""
    said = {name: getattr(record, name) for name in KNOWN if name != "results"}
    said["results"] = record.given
    return {name: value for name, value in said.items() if value not in ("", None, [])}


def _problem(result: Mapping[str, Any]) -> str:
    """What of a result cannot be right, by itself or beside its neighbours; "" for nothing."""
    for name, allowed in (("metric", METRICS), ("better", BETTER), ("clusters", CLUSTERS_SAID)):
        if result[name] and result[name] not in allowed:
            return f"{name} is one of {', '.join(allowed)}, not {result[name]!r}"
    low, high, effect = result["ci_low"], result["ci_high"], result["effect"]
    if result["metric"] in RATIOS:
        for value in (effect, low, high):
            if value is not None and value <= 0:
                return f"a ratio is above 0, not {value:g}"
    if (low is None) is not (high is None):
        return "ci_low and ci_high go together"
    if low is not None and high is not None and (effect is None or not low <= effect <= high):
        return f"the interval {low:g} to {high:g} does not hold its effect"
    for arm in "tc":
        events, people = result[f"events_{arm}"], result[f"n_{arm}"]
        if events is not None and (people is None or events > people):
            return f"events_{arm} is {events:g}, of {'an n that is not given' if people is None else f'{people:g}'}"
    return ""
