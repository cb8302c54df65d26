"""How sure a coefficient is where questions of one case hang together: by leaving out each whole case in turn."""

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np

from evidencehub.statistics.agreement.coefficient import Coefficient
from evidencehub.statistics.agreement.many_raters import ALL_ALIKE
from evidencehub.statistics.agreement.ratings import NOMINAL, Array, ratings
from evidencehub.statistics.distributions import t_quantile
from evidencehub.statistics.errors import CannotCompute

Pair = tuple[str, str]  # what one said, and what the other said
OfTables = Callable[[Array], Array]  # from tables, a row for what one said and a column for what the other said


def percent(tables: Array) -> Array:
    """How many of 100 pairs are alike, for each table."""
    alike: Array = 100 * np.trace(tables, axis1=-2, axis2=-1) / tables.sum(axis=(-2, -1))
    return alike


def ac1(tables: Array) -> Array:
    """Gwet's AC1 for each table: that of ``many_raters.gwet``, where two answered everything.

    :raises CannotCompute: there is only one answer.
    """
    if tables.shape[-1] < 2:
        raise CannotCompute(ALL_ALIKE)
    shares = (tables.sum(axis=-1) + tables.sum(axis=-2)) / (2 * tables.sum(axis=(-2, -1)))[..., None]
    chance = (shares * (1 - shares)).sum(axis=-1) / (tables.shape[-1] - 1)
    beyond: Array = (percent(tables) / 100 - chance) / (1 - chance)
    return beyond


def of_cases(
    cases: Sequence[Sequence[Pair]], answers: Sequence[str], compute: OfTables, *,
    low: float = -1.0, high: float = 1.0,
) -> Coefficient:  # fmt: skip
    """A coefficient over all questions of all cases. Its 95 % interval is the jackknife's over cases, by Student's t
    with one degree of freedom fewer than cases, within ``low`` and ``high``.

    Source: Efron, The Jackknife, the Bootstrap and Other Resampling Plans (1982), chapters 2 and 3; that the unit left
    out is the whole cluster, general knowledge.

    :param cases: one or more pairs each.
    :raises CannotCompute: as ``compute``, or nothing was answered by two.
    """
    them = ratings([pair for case in cases for pair in case], NOMINAL, answers)
    case_of = np.repeat(np.arange(len(cases)), [len(case) for case in cases])
    tables = np.zeros((len(cases), len(them.answers), len(them.answers)))
    np.add.at(tables, (case_of, them.codes[:, 0], them.codes[:, 1]), 1)
    every = tables.sum(axis=0)
    value = float(compute(every))
    n = len(cases)
    if n < 2:
        return Coefficient(value, reason="one case only: there is no interval")
    parts = compute(every - tables)
    half = t_quantile(0.975, n - 1) * sqrt((n - 1) / n * float(((parts - parts.mean()) ** 2).sum()))
    return Coefficient(value, max(low, value - half), min(high, value + half))
