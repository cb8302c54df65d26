"""A coefficient of agreement with its interval, or why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from evidencehub.statistics.distributions import normal_quantile, t_quantile
from evidencehub.statistics.errors import CannotCompute

NOTHING = 1e-12  # a variance that is only rounding


@dataclass(frozen=True)
class Coefficient:
    """1 is full agreement, 0 what chance would bring; the 95 % interval stays within -1 and 1."""

    value: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    reason: str | None = None


def coefficient(value: float, variance: float | None, df: int | None = None) -> Coefficient:
    """With the interval by Student's t with ``df`` degrees of freedom, or the normal one without ``df``."""
    if variance is None:
        return Coefficient(value, reason="one subject only: there is no interval")
    if variance <= NOTHING:
        return Coefficient(value, reason="all subjects show the same agreement: how sure it is cannot be told")
    half = (normal_quantile(0.975) if df is None else t_quantile(0.975, df)) * sqrt(variance)
    return Coefficient(value, max(-1.0, value - half), min(1.0, value + half))


def or_reason(compute: Callable[[], Coefficient]) -> Coefficient:
    try:
        return compute()
    except CannotCompute as error:
        return Coefficient(None, reason=str(error))
