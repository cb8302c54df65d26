"""A result as its form holds it, and as it is kept: a ratio as a ratio, and nothing that was worked out."""

from math import exp, log
from typing import Any

from evidencehub.projects.figures.kinds import OF_KINDS, asked, kind_of

PEOPLE = "% of people"
LOGGED = ("effect", "ci_low", "ci_high")  # typed as a ratio, kept as its log


def as_typed(record: Any) -> dict[str, Any]:
    """A result as its form holds it: without what was worked out, a ratio as a ratio, p in one field."""
    names = dict.fromkeys((*asked(record.gives, record.contrast), *OF_KINDS))
    values = {name: typed_of(record, name) for name in names}
    values |= {"contrast": record.contrast, "gives": kind_of(record.gives).slug, "confirmed": list(record.confirmed)}
    if record.gives == "ratio":
        values |= {name: None if values[name] is None else exp(values[name]) for name in LOGGED}
        if values.get("smallest_worthwhile") is not None:
            values["smallest_worthwhile"] = exp(values["smallest_worthwhile"])
    values["p_value"] = None if record.p_value is None else (record.p_relation, record.p_value)
    return values


def typed_of(record: Any, name: str) -> Any:
    if name in record.worked_out:
        return None
    value = getattr(record, name)
    if name == "effect_metric" and value == "change":
        return "md"
    return kind_of(value).slug if name == "gives" else list(value) if name == "confirmed" else value


def nothing(value: Any) -> Any:
    return "" if isinstance(value, str) else None


def as_log(ratio: float | None) -> float | None:
    return None if ratio is None or ratio <= 0 else log(ratio)
