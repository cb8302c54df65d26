"""Standardised differences from the result of a test between two groups: t, F, or p with the sizes.

d = t sqrt(1/n_t + 1/n_c), t² = F of two groups, and |t| from a two-sided p with n_t + n_c - 2 degrees of freedom.
Source: Cooper, Hedges and Valentine, Handbook of Research Synthesis (2009), chapter 12.
"""

import re
from math import sqrt

from evidencehub.statistics.cells import Row, number
from evidencehub.statistics.distributions import t_quantile
from evidencehub.statistics.effects.effect import Effect
from evidencehub.statistics.effects.standardised import Asked, standardised
from evidencehub.statistics.errors import CannotCompute

P = re.compile(r"p?\s*(<|>|≤|≥|<=|>=|=)?\s*(\S+)", re.IGNORECASE)
SIGNS = {"+": 1, "1": 1, "+1": 1, "-": -1, "-1": -1, "\u2212": -1, "\u22121": -1}


def _sign(row: Row) -> int:
    """Which group had more, where the test does not say: 1 for the first, -1 for the second."""
    if (typed := row.text("sign")) not in SIGNS:
        raise CannotCompute(f'sign is "{typed[:40]}", and has to be + where the first group has more, or -')
    return SIGNS[typed]


def from_t(row: Row, asked: Asked) -> Effect:
    """t of two independent groups; above 0 where the first group has more."""
    n_t, n_c = row.size("n_t"), row.size("n_c")
    return standardised(row.number("t") * sqrt(1 / n_t + 1 / n_c), n_t, n_c, asked)


def from_f(row: Row, asked: Asked) -> Effect:
    """F of two groups, with 1 degree of freedom above; ``sign`` says which group had more."""
    n_t, n_c = row.size("n_t"), row.size("n_c")
    if (f := row.number("f")) < 0:
        raise CannotCompute(f"f is {f:g}, and no F is below 0")
    return standardised(_sign(row) * sqrt(f * (1 / n_t + 1 / n_c)), n_t, n_c, asked)


def from_p(row: Row, asked: Asked) -> Effect:
    """A two-sided p of a t test. "p < 0.05" is a bound: the size of the effect is at least what p = 0.05 would give."""
    n_t, n_c = row.size("n_t"), row.size("n_c")
    found = P.fullmatch(typed := row.text("p"))
    try:
        p = number(found[2]) if found else None
    except ValueError as error:
        raise CannotCompute(f"p: {error}") from None
    if found is None or p is None or not 0 < p <= 1:
        raise CannotCompute(f'p is "{typed[:40]}", and has to lie above 0 and not above 1')
    d = t_quantile(1 - p / 2, n_t + n_c - 2) * sqrt(1 / n_t + 1 / n_c)
    if found[1] in (None, "="):
        return standardised(_sign(row) * d, n_t, n_c, asked)
    size = d * asked.factor(n_t + n_c - 2)
    least = found[1] in ("<", "≤", "<=")
    words = f"the effect is {'at least' if least else 'at most'} {size:.4f} in size, either way"
    return Effect(None, None, (), f"“{typed}” is a bound, not a value: {words}",
                  {"size_at_least" if least else "size_at_most": size})  # fmt: skip
