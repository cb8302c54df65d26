"""Effects that are put together, and what weighting them gives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evidencehub.statistics.errors import CannotCompute

Array = NDArray[np.float64]
SMALLEST, LARGEST = 1e-60, 1e60  # beyond them weights and their cubes can no longer be added up


@dataclass(frozen=True)
class Studies:
    """One effect a study: ``yi`` in any unit (a ratio as its log), ``vi`` its squared standard error."""

    yi: Array
    vi: Array

    @property
    def k(self) -> int:
        return len(self.yi)

    def without(self, place: int) -> "Studies":
        return Studies(np.delete(self.yi, place), np.delete(self.vi, place))


def studies(yi: object, vi: object) -> Studies:
    """Effects and variances as arrays. :raises CannotCompute: there are none, or one of them cannot be weighed."""
    effects, variances = np.asarray(yi, dtype=float), np.asarray(vi, dtype=float)
    if effects.shape != variances.shape or effects.ndim != 1:
        raise CannotCompute("each effect needs one variance")
    if not len(effects):
        raise CannotCompute("there is no effect to put together")
    for place, (effect, variance) in enumerate(zip(effects.tolist(), variances.tolist(), strict=True), start=1):
        if not (abs(effect) < LARGEST and abs(variance) < LARGEST):
            raise CannotCompute(f"effect {place}: {effect:g} with a variance of {variance:g} cannot be weighed")
        if variance < 0:
            raise CannotCompute(f"effect {place}: its variance is below 0, which no variance is")
        if variance < SMALLEST:
            raise CannotCompute(f"effect {place}: its variance is 0, so that it would outweigh all others without end")
    return Studies(effects, variances)


@dataclass(frozen=True)
class Weighted:
    """The mean by weights 1/(vi + tau2), with what estimators of tau2 are made of."""

    weights: Array
    mean: float
    residuals: Array

    @property
    def q(self) -> float:
        """The weighted sum of squared residuals."""
        return float(np.sum(self.weights * self.residuals**2))

    @property
    def typical(self) -> float:
        """tr(P), the sum of weights less what the estimated mean takes."""
        return float(self.weights.sum() - np.sum(self.weights**2) / self.weights.sum())


def weighted(them: Studies, tau2: float = 0.0) -> Weighted:
    weights = 1 / (them.vi + tau2)
    mean = float(np.sum(weights * them.yi) / weights.sum())
    return Weighted(weights, mean, them.yi - mean)
