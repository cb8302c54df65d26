"""How much true effects differ: estimators of tau2, the variance of effects between studies.

In all of them w = 1/v, k is the number of effects, Q the weighted sum of squares about the weighted mean; with
moderators Q is about what they predict, and each takes one from k - 1. None is ever negative: an estimate below 0 is 0.
Those that search stop where metafor 3.8 stops (``tests/unit/statistics`` holds them to its figures): elsewhere the
fourth decimal of a prediction interval would differ.
"""

from collections.abc import Callable

import numpy as np

from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.roots import USUAL_TOLERANCE, zero_between
from evidencehub.statistics.synthesis.studies import Studies, Weighted, weighted

STEP = 0.5  # half steps of Fisher's scoring: whole ones may swing to and fro
STOP_AT = 1e-5
MOST_STEPS = 10_000


def dersimonian_laird(them: Studies) -> float:
    """(Q - (k - 1)) / (sum w - sum w² / sum w). Source: DerSimonian and Laird (1986), Controlled Clinical Trials 7."""
    fit = weighted(them)
    return (fit.q - them.df) / fit.typical


def hedges(them: Studies) -> float:
    """The variance of effects less their mean sampling variance. Source: Hedges (1983), Psychological Bulletin 93."""
    plain = weighted(Studies(them.yi, np.ones(them.k), them.design))
    leverages = np.sum((them.design @ plain.inverse) * them.design, axis=1)
    return (plain.q - float(np.sum(them.vi * (1 - leverages)))) / them.df


def hunter_schmidt(them: Studies) -> float:
    """(Q - k) / sum w. Source: Hunter and Schmidt, Methods of Meta-Analysis (1990); Viechtbauer (2005), JEBS 30."""
    fit = weighted(them)
    return float((fit.q - them.k) / fit.weights.sum())


def sidik_jonkman(them: Studies) -> float:
    """t Q(t) / (k - 1) with t the variance of effects, by k. Source: Sidik and Jonkman (2005), JRSS C 54."""
    first = float(np.var(them.yi))
    return first * weighted(them, first).q / them.df if first > 0 else 0.0


def paule_mandel(them: Studies) -> float:
    """The tau2 at which Q is as large as expected, k - 1. Source: Paule and Mandel (1982), J. Res. NBS 87."""
    return tau2_where_q_is(them, them.df, USUAL_TOLERANCE)


def tau2_where_q_is(them: Studies, value: float, tolerance: float) -> float:
    """The tau2 at which Q has this value, or 0 where it is smaller from the start: Q falls as tau2 grows."""

    def surplus(tau2: float) -> float:
        return weighted(them, tau2).q - value

    if surplus(0) <= 0:
        return 0.0
    high = 100.0  # where metafor looks, too
    while surplus(high) > 0:
        high *= 10
    return zero_between(surplus, 0, high, min(tolerance, float(np.median(them.vi)) / 20))


def _ml_step(fit: Weighted, _k: int, _df: int) -> float:
    squares = float(np.sum(fit.weights**2))
    return (float(np.sum((fit.weights * fit.residuals) ** 2)) - float(fit.weights.sum())) / squares


def _reml_step(fit: Weighted, _k: int, _df: int) -> float:
    return (float(np.sum((fit.weights * fit.residuals) ** 2)) - fit.typical) / fit.information


def _eb_step(fit: Weighted, k: int, df: int) -> float:
    return (fit.q * k / df - k) / float(fit.weights.sum())


def _scoring(step: Callable[[Weighted, int, int], float]) -> Callable[[Studies], float]:
    def estimate(them: Studies) -> float:
        tau2 = max(0.0, hedges(them))
        stop_at = min(STOP_AT, float(np.median(them.vi)) / 200)  # effects in a small unit have small variances
        for _ in range(MOST_STEPS):
            change = STEP * step(weighted(them, tau2), them.k, them.df)
            while tau2 + change < 0:
                change /= 2
            tau2 += change
            if abs(change) <= stop_at:
                return tau2
        raise CannotCompute(f"the search for tau2 had not ended after {MOST_STEPS:,} steps: choose another method")

    return estimate


#: By Fisher's scoring from Hedges' estimate. Source: Viechtbauer (2005), JEBS 30; for eb Morris (1983), JASA 78.
ml, reml, eb = _scoring(_ml_step), _scoring(_reml_step), _scoring(_eb_step)

ESTIMATORS: dict[str, Callable[[Studies], float]] = {
    "dl": dersimonian_laird,
    "pm": paule_mandel,
    "reml": reml,
    "he": hedges,
    "hs": hunter_schmidt,
    "sj": sidik_jonkman,
    "ml": ml,
    "eb": eb,
}


def estimated(them: Studies, method: str) -> float:
    """tau2 in the unit of the effects, squared; never below 0."""
    return max(0.0, float(ESTIMATORS[method](them)))
