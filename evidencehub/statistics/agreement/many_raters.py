"""Agreement of any number of raters, with missing answers: percent, Fleiss' kappa, Gwet's AC1 and AC2.

With r_ik the raters who gave subject i the answer k, r_i their sum, and weights w (1 for the same answer):
p_a is the mean over subjects with r_i of 2 or more of sum_k r_ik (sum_l w_kl r_il - 1) / (r_i (r_i - 1));
pi_k is the mean over subjects of r_ik / r_i. A coefficient is (p_a - p_e) / (1 - p_e).
Intervals: variance over subjects, linearised, by Student's t with n - 1 degrees of freedom.
Source: Gwet, Handbook of Inter-Rater Reliability (2014), chapters 2, 3 and 5.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evidencehub.statistics.agreement.coefficient import Coefficient, coefficient
from evidencehub.statistics.agreement.ratings import Array, Ratings
from evidencehub.statistics.errors import CannotCompute

ALL_ALIKE = "only one answer was given: agreement beyond chance cannot be told from it"


@dataclass(frozen=True)
class _Observed:
    counts: Array
    raters: Array  # of each subject
    shares: Array  # pi
    each: Array  # agreement on each subject, 0 where fewer than two rated it
    rated_twice: Array

    @property
    def agreement(self) -> float:
        return float(self.each.sum() / self.rated_twice.sum())


def _observed(them: Ratings, weights: Array) -> _Observed:
    counts = them.counts
    counts = counts[counts.sum(axis=1) > 0]
    raters = counts.sum(axis=1)
    twice = raters >= 2
    pairs = np.where(twice, raters * (raters - 1), 1)
    each = (counts * (counts @ weights - 1)).sum(axis=1) / pairs * twice
    return _Observed(counts, raters, (counts / raters[:, None]).mean(axis=0), each, twice)


def percent(them: Ratings) -> Coefficient:
    """Agreeing pairs of answers out of all pairs, averaged over subjects, from 0 to 100."""
    seen = _observed(them, np.eye(len(them.answers)))
    each = seen.each[seen.rated_twice]
    variance = float(each.var(ddof=1) / len(each)) if len(each) > 1 else None
    found = coefficient(float(each.mean()), variance, len(each) - 1)
    low, high = (None if end is None else 100 * max(0.0, end) for end in (found.ci_low, found.ci_high))
    return Coefficient(100 * float(each.mean()), low, high, found.reason)


def _corrected(seen: _Observed, chance: float, chance_each: Callable[[], Array]) -> Coefficient:
    """(p_a - p_e) / (1 - p_e) with its interval; ``chance_each`` is what each subject adds to p_e."""
    n = len(seen.raters)
    value = (seen.agreement - chance) / (1 - chance)
    if n < 2:
        return coefficient(value, None)
    own = n / seen.rated_twice.sum() * (seen.each - chance * seen.rated_twice) / (1 - chance)
    own = own - 2 * (1 - value) * (chance_each() - chance) / (1 - chance)
    return coefficient(value, float(((own - value) ** 2).sum() / (n * (n - 1))), n - 1)


def fleiss(them: Ratings) -> Coefficient:
    """Fleiss' kappa: p_e = sum pi_k². Source: Fleiss (1971), Psychological Bulletin 76; with missing answers Gwet."""
    seen = _observed(them, np.eye(len(them.answers)))
    chance = float((seen.shares**2).sum())
    if chance >= 1:
        raise CannotCompute(ALL_ALIKE)
    return _corrected(seen, chance, lambda: seen.counts @ seen.shares / seen.raters)


def gwet(them: Ratings, weights: Array) -> Coefficient:
    """AC1 with weights of 1 and 0, AC2 with others: p_e = sum w / (q (q - 1)) sum pi_k (1 - pi_k).

    Source: Gwet (2008), British J. Mathematical and Statistical Psychology 61.
    """
    q = len(them.answers)
    if q < 2:
        raise CannotCompute(f"{ALL_ALIKE}; list the possible answers")
    seen = _observed(them, weights)
    factor = float(weights.sum()) / (q * (q - 1))
    chance = factor * float((seen.shares * (1 - seen.shares)).sum())
    if chance >= 1:
        raise CannotCompute("chance alone would agree as often with these weights")
    return _corrected(seen, chance, lambda: factor * (seen.counts @ (1 - seen.shares)) / seen.raters)
