"""Several effects from one study: a standard error that does not take them for so many studies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evidencehub.statistics.distributions import t_quantile, t_two_sided
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.heterogeneity import estimated
from evidencehub.statistics.synthesis.pooling import EQUAL_EFFECTS
from evidencehub.statistics.synthesis.studies import Array, Studies, weighted

FEW = 4  # below so many degrees of freedom the p is not to be relied on


@dataclass(frozen=True)
class Robust:
    """The mean effect with a standard error robust to what effects of one study share; t with ``df`` degrees."""

    studies: int
    estimate: float
    se: float
    df: float
    ci_low: float
    ci_high: float
    p: float
    reason: str | None


def robust(them: Studies, names: Sequence[str], method: str) -> Robust:
    """CR2, the bias-reduced sandwich, over studies, with Satterthwaite's degrees of freedom.

    The mean is the usual one, weights w = 1/(v + tau2). For study j with working variances F_j = diag(v + tau2) and
    M = 1 / sum w: A_j = F_j^1/2 (F_j^1/2 (F_j - M 11') F_j^1/2)^-1/2 F_j^1/2, variance = M² sum (1' W_j A_j e_j)².
    With one effect a study, all as exact, it is the t test of one mean.
    Sources: Bell and McCaffrey (2002), Survey Methodology 28; Pustejovsky and Tipton (2018), JBES 36.

    :raises CannotCompute: there are fewer than two studies, or they leave no degrees of freedom.
    """
    if len(set(names)) < 2:
        raise CannotCompute("a robust standard error needs two studies or more")
    tau2 = 0.0 if method == EQUAL_EFFECTS else estimated(them, method)
    fit, of = weighted(them, tau2), np.asarray(names)
    m = 1 / float(fit.weights.sum())
    variance, own, sums = 0.0, [], []
    for name in sorted(set(names)):
        inside = of == name
        pull = _adjusted(1 / fit.weights[inside], m) @ fit.weights[inside] * m
        variance += float(pull @ fit.residuals[inside]) ** 2
        own.append(float((pull**2 / fit.weights[inside]).sum()))
        sums.append(float(pull.sum()))
    products = np.diag(own) - m * np.outer(sums, sums)
    df = float(np.trace(products) ** 2 / (products**2).sum())
    if variance <= 0 or df < 1e-6:
        raise CannotCompute("the studies leave no uncertainty from which a standard error could be told")
    se = float(np.sqrt(variance))
    half = t_quantile(0.975, df) * se
    reason = (
        f"fewer than {FEW} degrees of freedom: neither interval nor p can be relied on" if df < FEW - 1e-6 else None
    )
    return Robust(len(sums), fit.mean, se, df, fit.mean - half, fit.mean + half, t_two_sided(fit.mean / se, df), reason)


def _adjusted(variances: Array, m: float) -> Array:
    """A_j for one study. Directions in which the study alone decides the mean have no residual and are left out."""
    root = np.sqrt(variances)
    inner = root[:, None] * (np.diag(variances) - m) * root[None, :]
    values, vectors = np.linalg.eigh(inner)
    kept = values > 1e-10 * values.max()
    power = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
    return np.asarray(root[:, None] * power * root[None, :])
