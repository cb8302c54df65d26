"""Mantel and Haenszel's way of putting two-by-two tables together: equal effects, good where events are rare."""

from dataclasses import dataclass

import numpy as np

from evidencehub.statistics.distributions import chi_squared_upper, normal_quantile, normal_two_sided
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.pooling import Synthesis
from evidencehub.statistics.synthesis.studies import Array

MEASURES = ("or", "rr", "rd")
CORRECTED = "tables with a 0 got 0.5 a cell for Q alone; the estimate needs no correction"


@dataclass(frozen=True)
class Tables:
    """a of n_t people had the event in the first group, c of n_c in the second; an array each, a place for a study."""

    a: Array
    n_t: Array
    c: Array
    n_c: Array

    @property
    def b(self) -> Array:
        return self.n_t - self.a

    @property
    def d(self) -> Array:
        return self.n_c - self.c

    @property
    def total(self) -> Array:
        return self.n_t + self.n_c


def mantel_haenszel(them: Tables, measure: str = "or") -> Synthesis:
    """The pooled odds ratio or risk ratio (as a log) or risk difference, with the normal distribution.

    or: sum(ad/N) / sum(bc/N), variance of Robins, Breslow and Greenland (1986), Biometrics 42.
    rr: sum(a n_c/N) / sum(c n_t/N), variance of Greenland and Robins (1985), Biometrics 41.
    rd: sum((a n_c - c n_t)/N) / sum(n_t n_c/N), variance of Sato (1989), Biometrics 45.
    No cell is corrected for the estimate. Q compares single effects with it, of tables with a 0 after adding 0.5.

    :raises CannotCompute: there is no table, or a ratio has no events to be made of.
    """
    if not len(them.a):
        raise CannotCompute("there is no table to put together")
    estimate, variance = {"or": _odds_ratio, "rr": _risk_ratio, "rd": _risk_difference}[measure](them)
    if not variance > 0:
        raise CannotCompute("these tables leave no uncertainty: nobody, or everybody, had the event")
    se = float(np.sqrt(variance))
    half = normal_quantile(0.975) * se
    q, df, corrected = _differences(them, measure, estimate)
    return Synthesis(
        len(them.a),
        "mh",
        "z",
        estimate,
        se,
        estimate - half,
        estimate + half,
        normal_two_sided(estimate / se),
        i2=(max(0.0, 100 * (q - df) / q) if q > 0 else 0.0) if df else None,
        h2=q / df if df else None,
        q=q if df else None,
        q_p=chi_squared_upper(q, df) if df else None,
        reason=CORRECTED if corrected else None,
    )


def _ratio(above: Array, below: Array) -> float:
    if above.sum() <= 0 or below.sum() <= 0:
        raise CannotCompute("one side has no events in any table, so that there is no ratio")
    return float(np.log(above.sum()) - np.log(below.sum()))


def _odds_ratio(them: Tables) -> tuple[float, float]:
    r, s = them.a * them.d / them.total, them.b * them.c / them.total
    p, q = (them.a + them.d) / them.total, (them.b + them.c) / them.total
    estimate = _ratio(r, s)
    parts = (p * r).sum() / r.sum() ** 2 + (p * s + q * r).sum() / (r.sum() * s.sum()) + (q * s).sum() / s.sum() ** 2
    return estimate, float(parts / 2)


def _risk_ratio(them: Tables) -> tuple[float, float]:
    t, c = them.n_t / them.total, them.n_c / them.total
    estimate = _ratio(them.a * c, them.c * t)
    spread = (t * c * (them.a + them.c) - them.a * them.c / them.total).sum()
    return estimate, float(spread / ((them.a * c).sum() * (them.c * t).sum()))


def _risk_difference(them: Tables) -> tuple[float, float]:
    t, c = them.n_t / them.total, them.n_c / them.total
    weight = float((them.n_t * c).sum())
    estimate = float((them.a * c - them.c * t).sum()) / weight
    p = (them.c * t**2 - them.a * c**2 + t * c * (them.n_c - them.n_t) / 2).sum()
    q = (them.a * them.d / them.total + them.c * them.b / them.total).sum() / 2
    return estimate, float((estimate * p + q) / weight**2)


def _differences(them: Tables, measure: str, estimate: float) -> tuple[float, int, bool]:
    """Cochran's Q about the estimate, its degrees of freedom, and whether a table was corrected for it."""
    zero = (them.a == 0) | (them.b == 0) | (them.c == 0) | (them.d == 0)
    more = np.where(zero, 0.5, 0.0)
    a, b, c, d = them.a + more, them.b + more, them.c + more, them.d + more
    n_t, n_c = a + b, c + d
    if measure == "or":
        y, v = np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
    elif measure == "rr":
        y, v = np.log(a / n_t / (c / n_c)), 1 / a - 1 / n_t + 1 / c - 1 / n_c
    else:
        y, v = a / n_t - c / n_c, a * b / n_t**3 + c * d / n_c**3
    return float(((y - estimate) ** 2 / v).sum()), len(y) - 1, bool(zero.any())
