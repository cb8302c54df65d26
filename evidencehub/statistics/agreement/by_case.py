"""How sure a coefficient is where questions of one case hang together: by leaving out each whole case in turn."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import sqrt

import numpy as np

from evidencehub.statistics.agreement.coefficient import Coefficient
from evidencehub.statistics.agreement.ratings import NOMINAL, Ratings, ratings
from evidencehub.statistics.distributions import t_quantile

Pair = tuple[str, str]  # what one said, and what the other said


def of_cases(
    cases: Sequence[Sequence[Pair]], answers: Sequence[str], compute: Callable[[Ratings], Coefficient], *,
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
    value = compute(them).value
    if value is None or len(cases) < 2:
        return Coefficient(value, reason="one case only: there is no interval")
    parts = [compute(replace(them, codes=them.codes[case_of != left_out])).value for left_out in range(len(cases))]
    known = np.array([part for part in parts if part is not None])
    n = len(cases)
    half = t_quantile(0.975, n - 1) * sqrt((n - 1) / n * float(((known - known.mean()) ** 2).sum()))
    return Coefficient(value, max(low, value - half), min(high, value + half))
