"""Do effects differ between kinds of studies?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evidencehub.statistics.distributions import chi_squared_upper
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.pooling import Synthesis, synthesise
from evidencehub.statistics.synthesis.studies import Studies


@dataclass(frozen=True)
class Subgroups:
    """A synthesis for each group, each with a tau2 of its own; Q between them with its degrees of freedom and p."""

    groups: Mapping[str, Synthesis]
    q: float
    df: int
    p: float


def subgroups(them: Studies, names: Sequence[str], method: str, *, hksj: bool = False) -> Subgroups:
    """Q = sum (estimate - mean)² / se² over groups, the mean weighted by 1/se², chi-squared with groups - 1 degrees.

    Source: Borenstein, Hedges, Higgins and Rothstein, Introduction to Meta-Analysis (2009), chapter 19.

    :raises CannotCompute: there is one group only, or a group without a standard error.
    """
    if len(set(names)) < 2:
        raise CannotCompute("there is one group only")
    of = np.asarray(names)
    groups = {name: synthesise(them.only(of == name), method, hksj=hksj) for name in sorted(set(names))}
    if without := [name for name, each in groups.items() if each.se is None]:
        raise CannotCompute(f'group "{without[0]}" has no standard error, so that groups cannot be compared')
    estimates = np.array([each.estimate for each in groups.values()])
    weights = np.array([1 / (each.se or 1) ** 2 for each in groups.values()])
    mean = float((weights * estimates).sum() / weights.sum())
    q, df = float((weights * (estimates - mean) ** 2).sum()), len(groups) - 1
    return Subgroups(groups, q, df, chi_squared_upper(q, df))
