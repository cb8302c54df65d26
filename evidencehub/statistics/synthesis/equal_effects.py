"""One effect from several, each weighted by how exact it is. Plain Python: it runs where pages are made."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from evidencehub.statistics.distributions import normal_quantile, normal_two_sided
from evidencehub.statistics.errors import CannotCompute

_INTERVAL = normal_quantile(0.975)


@dataclass(frozen=True, slots=True)
class Average:
    """In the unit of the effects; the interval is one of 95 %, and p has two sides."""

    k: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float


def average(effects: Sequence[float], errors: Sequence[float]) -> Average:
    """The mean by weights 1/se², as ``synthesise`` gives it for equal effects ("ee").

    :raises CannotCompute: there is no effect, or a standard error is not above 0.
    """
    if not effects:
        raise CannotCompute("there is no effect to put together")
    if min(errors) <= 0:
        raise CannotCompute("a standard error is 0, so that it would outweigh all others without end")
    weights = [weight(error) for error in errors]
    total = sum(weights)
    mean, se = sum(w * effect for w, effect in zip(weights, effects, strict=True)) / total, sqrt(1 / total)
    half = _INTERVAL * se
    return Average(len(effects), mean, se, mean - half, mean + half, normal_two_sided(mean / se))


def weight(se: float) -> float:
    return 1 / se**2


def se_of_interval(low: float, high: float) -> float:
    """The standard error behind an interval of 95 % that is as wide to either side."""
    return (high - low) / (2 * _INTERVAL)


def se_of_groups(d: float, n_t: float, n_c: float) -> float:
    """The standard error of a difference ``d`` in standard deviations between groups of ``n_t`` and ``n_c`` people.

    Source: Hedges and Olkin, Statistical Methods for Meta-Analysis (1985), as ``effects.standardised``.
    """
    return sqrt(1 / n_t + 1 / n_c + d**2 / (2 * (n_t + n_c)))
