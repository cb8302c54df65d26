"""Does the answer hang on one study, or on small ones?"""

from dataclasses import dataclass

import numpy as np

from evidencehub.statistics.distributions import t_two_sided
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.pooling import Synthesis, synthesise
from evidencehub.statistics.synthesis.studies import Studies


def leave_one_out(them: Studies, method: str, *, hksj: bool = False) -> list[Synthesis]:
    """The synthesis without each study in turn. :raises CannotCompute: there are fewer than two."""
    if them.k < 2:
        raise CannotCompute("leaving one out of one effect leaves none")
    return [synthesise(them.without(place), method, hksj=hksj) for place in range(them.k)]


@dataclass(frozen=True)
class Egger:
    """``slope``: how much effects grow by their standard error; ``intercept``: the effect at a standard error of 0."""

    slope: float
    slope_se: float
    t: float
    df: int
    p: float
    intercept: float


def egger(them: Studies) -> Egger:
    """Egger's regression test of asymmetry: effects on their standard errors, weighted by 1/v, t with k - 2 degrees.

    A small p says that small studies show other effects than large ones; why they do (unpublished studies, other
    people, chance) it does not say. Fewer than ten studies seldom show it.
    Source: Egger, Davey Smith, Schneider and Minder (1997), BMJ 315; in this form Sterne and Egger (2005).

    :raises CannotCompute: fewer than three effects, or all with the same standard error.
    """
    if them.k < 3:
        raise CannotCompute("Egger's test needs three effects or more")
    errors, weights = np.sqrt(them.vi), 1 / them.vi
    total = float(weights.sum())
    middle = float(np.sum(weights * errors)) / total
    spread = float(np.sum(weights * (errors - middle) ** 2))
    if spread <= 1e-12 * total * middle**2:
        raise CannotCompute("Egger's test needs effects with different standard errors")
    slope = float(np.sum(weights * (errors - middle) * them.yi)) / spread
    intercept = float(np.sum(weights * them.yi)) / total - slope * middle
    df = them.k - 2
    rest = float(np.sum(weights * (them.yi - intercept - slope * errors) ** 2)) / df
    slope_se = float(np.sqrt(rest / spread))
    if slope_se == 0:
        raise CannotCompute("Egger's test needs effects that do not lie on one line")
    return Egger(slope, slope_se, slope / slope_se, df, t_two_sided(slope / slope_se, df), intercept)
