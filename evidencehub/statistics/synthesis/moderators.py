"""Meta-regression: do effects grow or shrink with something that is known of the studies?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evidencehub.statistics.distributions import (
    chi_squared_upper,
    f_upper,
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.heterogeneity import estimated
from evidencehub.statistics.synthesis.pooling import EQUAL_EFFECTS, heterogeneity
from evidencehub.statistics.synthesis.studies import Array, Studies, weighted

INTERCEPT = "intercept"
CAUTION = "an association between studies: it does not say what would change within one"


@dataclass(frozen=True)
class Slope:
    """By how much the effect differs where the moderator is 1 more; for the intercept, the effect where all are 0."""

    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float


@dataclass(frozen=True)
class Regression:
    """``spread`` is what the moderators leave (tau2, i2, h2, q …); ``qm`` tests them all together, by chi-squared, or F
    with Hartung and Knapp; ``r2`` is the share of tau2, in percent, that they account for."""

    k: int
    slopes: Mapping[str, Slope]
    spread: Mapping[str, float | None]
    qm: float
    qm_df: int
    qm_p: float
    r2: float | None


def with_moderators(them: Studies, columns: Sequence[Sequence[float]]) -> Studies:
    """The same effects with moderators. :raises CannotCompute: they cannot be told apart, or effects are too few."""
    design = np.column_stack([np.ones(them.k), *(np.asarray(column, dtype=float) for column in columns)])
    if them.k - design.shape[1] < 1:
        raise CannotCompute(f"{them.k} effects are too few for {len(columns)} moderators")
    largest = np.abs(design).max(axis=0)
    if (largest == 0).any() or np.linalg.matrix_rank(design / np.where(largest == 0, 1, largest)) < design.shape[1]:
        raise CannotCompute("the moderators cannot be told apart: one is the same everywhere, or follows from others")
    return Studies(them.yi, them.vi, design)


def regress(them: Studies, names: Sequence[str], method: str = "reml", *, hksj: bool = False) -> Regression:
    """Effects on moderators: b = (X'WX)^-1 X'Wy with w = 1/(v + tau2), and tau2 of what they leave by ``method``.

    Variance (X'WX)^-1, normal; with ``hksj`` times Q(tau2) / df, by t with df = k less the number of coefficients.
    qm = b' V^-1 b over the moderators. r2 = 100 (tau2 without them - tau2) / tau2 without them, and never below 0.
    Sources: Viechtbauer (2010), J. Statistical Software 36(3); Knapp and Hartung (2003), Statistics in Medicine 22.
    """
    equal = method == EQUAL_EFFECTS
    tau2 = 0.0 if equal else estimated(them, method)
    fit = weighted(them, tau2)
    variance = fit.inverse * (fit.q / them.df if hksj else 1)
    errors = np.sqrt(np.diag(variance))
    if not (errors > 0).all():
        raise CannotCompute(
            "the moderators tell every effect exactly: Hartung and Knapp's method gives no margin of error"
        )
    crit = t_quantile(0.975, them.df) if hksj else normal_quantile(0.975)
    slopes = {}
    for name, b, se in zip((INTERCEPT, *names), fit.coefficients.tolist(), errors.tolist(), strict=True):
        p = t_two_sided(b / se, them.df) if hksj else normal_two_sided(b / se)
        slopes[name] = Slope(b, se, b - crit * se, b + crit * se, p)
    together = _together(fit.coefficients[1:], variance[1:, 1:]) / (len(names) if hksj else 1)
    before = None if equal else estimated(Studies(them.yi, them.vi, np.ones((them.k, 1))), method)
    return Regression(
        them.k,
        slopes,
        heterogeneity(them, method, tau2, 0.95),
        together,
        len(names),
        f_upper(together, len(names), them.df) if hksj else chi_squared_upper(together, len(names)),
        max(0.0, 100 * (before - tau2) / before) if before else None,
    )


def _together(coefficients: Array, variance: Array) -> float:
    return float(coefficients @ np.linalg.solve(variance, coefficients))
