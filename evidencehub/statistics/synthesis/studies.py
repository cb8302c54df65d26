"""Effects that are put together, and what weighting them gives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evidencehub.statistics.errors import CannotCompute

Array = NDArray[np.float64]
SMALLEST, LARGEST = 1e-60, 1e60  # beyond them weights and their cubes can no longer be added up


@dataclass(frozen=True)
class Studies:
    """One effect a study: ``yi`` in any unit (a ratio as its log), ``vi`` its squared standard error.

    ``design`` has a row for each: a 1 for the mean, and the values of moderators after it, if there are any.
    """

    yi: Array
    vi: Array
    design: Array

    @property
    def k(self) -> int:
        return len(self.yi)

    @property
    def df(self) -> int:
        """What is left to tell differences between studies from."""
        return self.k - int(self.design.shape[1])

    def only(self, chosen: NDArray[np.bool_]) -> "Studies":
        return Studies(self.yi[chosen], self.vi[chosen], self.design[chosen])

    def without(self, place: int) -> "Studies":
        return self.only(np.arange(self.k) != place)


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
    return Studies(effects, variances, np.ones((len(effects), 1)))


@dataclass(frozen=True)
class Weighted:
    """The fit by weights w = 1/(vi + tau2), with what estimators of tau2 are made of.

    With X the design, M = (X'WX)^-1 and P = W - WXMX'W; all without a matrix of k by k.
    """

    weights: Array
    coefficients: Array
    inverse: Array  # M
    residuals: Array
    moments: tuple[Array, Array]  # X'W²X and X'W³X

    @property
    def mean(self) -> float:
        return float(self.coefficients[0])

    @property
    def q(self) -> float:
        """The weighted sum of squared residuals."""
        return float(np.sum(self.weights * self.residuals**2))

    @property
    def typical(self) -> float:
        """tr(P), the sum of weights less what the estimated coefficients take."""
        return float(self.weights.sum() - np.trace(self.inverse @ self.moments[0]))

    @property
    def information(self) -> float:
        """tr(PP)."""
        second, third = self.inverse @ self.moments[0], self.inverse @ self.moments[1]
        return float(np.sum(self.weights**2) - 2 * np.trace(third) + np.trace(second @ second))


def weighted(them: Studies, tau2: float = 0.0) -> Weighted:
    weights = 1 / (them.vi + tau2)
    x = them.design
    inverse: Array = np.linalg.inv((x.T * weights) @ x).astype(np.float64, copy=False)
    coefficients = inverse @ (x.T @ (weights * them.yi))
    moments = ((x.T * weights**2) @ x, (x.T * weights**3) @ x)
    return Weighted(weights, coefficients, inverse, them.yi - x @ coefficients, moments)
