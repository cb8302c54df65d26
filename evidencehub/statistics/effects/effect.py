"""An effect of one study, with how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite, sqrt
from typing import Any

from evidencehub.statistics.distributions import normal_quantile
from evidencehub.statistics.errors import CannotCompute


@dataclass(frozen=True)
class Effect:
    """``yi`` in the unit of its measure, above 0 where the first group has more (a ratio as its log); ``vi`` = se².

    Where the report leaves something open, ``yi`` or ``vi`` is None, ``reason`` says what, and ``bounds`` between what.
    """

    yi: float | None
    vi: float | None
    notes: tuple[str, ...] = ()  # corrections and assumptions, by name
    reason: str | None = None
    bounds: Mapping[str, float] | None = None

    def noted(self, note: str) -> "Effect":
        return replace(self, notes=(*self.notes, note))

    def as_dict(self) -> dict[str, Any]:
        """A row of ``statistics effect-size``. The interval is the normal one, yi ± 1.96 se."""
        values: dict[str, Any] = {"yi": self.yi}
        if self.yi is not None:
            se = None if self.vi is None else sqrt(self.vi)
            half = None if se is None else normal_quantile(0.975) * se
            values |= {
                "vi": self.vi,
                "se": se,
                "ci_low": None if half is None else self.yi - half,
                "ci_high": None if half is None else self.yi + half,
            }
        if self.reason:
            values["reason"] = self.reason
        return values | dict(self.bounds or {}) | ({"notes": list(self.notes)} if self.notes else {})


def effect(yi: float, vi: float, *notes: str) -> Effect:
    """An effect with its variance. :raises CannotCompute: one of them is no number that can be weighed."""
    if not (isfinite(yi) and isfinite(vi)):
        raise CannotCompute("the numbers are too large or too small to compute with")
    if vi <= 0:
        raise CannotCompute("these numbers leave no uncertainty (a variance of 0), which no study has")
    return Effect(yi, vi, notes)
