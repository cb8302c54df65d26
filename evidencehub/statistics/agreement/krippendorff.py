"""Krippendorff's alpha: any number of raters, any level of measurement, missing answers."""

import numpy as np

from evidencehub.statistics.agreement.coefficient import Coefficient, coefficient
from evidencehub.statistics.agreement.many_raters import ALL_ALIKE
from evidencehub.statistics.agreement.ratings import INTERVAL, NOMINAL, ORDINAL, Array, Ratings, ratio_distances
from evidencehub.statistics.errors import CannotCompute

MOST_PARTS = 200  # of the jackknife
MOST_WORK = 20_000  # parts times answers: each part compares every answer with every other
LEAST_PARTS = 20


def krippendorff(them: Ratings) -> Coefficient:
    """alpha = 1 - D_o / D_e over coincidences of answers within subjects.

    Each pair of answers to a subject with m of them counts 1/(m - 1). Squared differences: nominal 0 or 1; ordinal the
    answers that lie between, with half of both ends; interval (x - y)²; ratio ((x - y) / (x + y))².
    Interval: jackknife over subjects, by Student's t; over 200 parts of them where there are more, and over fewer where
    there are very many answers.
    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011); Efron, The Jackknife (1982).

    :raises CannotCompute: all answers are the same.
    """
    counts = them.counts
    counts = counts[counts.sum(axis=1) >= 2]
    value = _alpha(counts, them)
    if value is None:
        raise CannotCompute(ALL_ALIKE)
    parts = min(len(counts), MOST_PARTS, max(LEAST_PARTS, MOST_WORK // len(them.answers)))
    if parts < 2:
        return coefficient(value, None)
    part = np.arange(len(counts)) % parts
    others = [_alpha(counts[part != left_out], them) for left_out in range(parts)]
    known = np.array([other for other in others if other is not None])
    if len(known) < parts:
        return Coefficient(value, reason="the answers differ on one subject only: there is no interval")
    return coefficient(value, float((parts - 1) / parts * ((known - known.mean()) ** 2).sum()), parts - 1)


def _alpha(counts: Array, them: Ratings) -> float | None:
    shared = counts / (counts.sum(axis=1) - 1)[:, None]
    coincidences = shared.T @ counts - np.diag(shared.sum(axis=0))
    totals = coincidences.sum(axis=0)
    apart = _squared_differences(totals, them)
    expected = float(totals @ apart @ totals)
    if expected <= 0:
        return None
    return 1 - (float(totals.sum()) - 1) * float((coincidences * apart).sum()) / expected


def _squared_differences(totals: Array, them: Ratings) -> Array:
    if them.level == NOMINAL:
        return np.asarray(1 - np.eye(len(totals)))
    if them.level == ORDINAL:
        middle = np.cumsum(totals) - totals / 2
        return np.asarray(np.subtract.outer(middle, middle) ** 2)
    if them.level == INTERVAL:
        return np.asarray(np.subtract.outer(them.values, them.values) ** 2)
    return ratio_distances(them.values)
