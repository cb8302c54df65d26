"""Tails and quantiles of the normal, t, chi-squared and F distributions.

SciPy is imported where it is called: it takes longer to load than everything else here, and only the commands need it.
"""

from functools import lru_cache
from math import erfc, exp, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()
LIKE_NORMAL = 1e6  # degrees of freedom beyond which the expansion is exact
STEPS, TERMS = 50, 10_000  # far more than are ever taken


def normal_quantile(probability: float) -> float:
    """The value that a standard normal variable stays below with this probability."""
    return _NORMAL.inv_cdf(probability)


def normal_two_sided(z: float) -> float:
    """The probability of a standard normal variable at least as far from 0 as ``z``."""
    return erfc(abs(z) / sqrt(2))


@lru_cache(maxsize=4096)  # intervals of many tables ask for few degrees of freedom, again and again
def t_quantile(probability: float, df: float) -> float:
    """The value that Student's t with ``df`` degrees of freedom stays below with this probability.

    By Newton's steps from the expansion of Fisher and Cornish (1960), Technometrics 2, and without SciPy: what teams
    type is worked out in web processes.
    """
    if probability < 0.5:
        return -t_quantile(1 - probability, df)
    z = normal_quantile(probability)
    start = z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)
    if df > LIKE_NORMAL or z == 0:
        return start
    found, upper = max(start, z), 1 - probability
    scale = lgamma((df + 1) / 2) - lgamma(df / 2) - log(df * pi) / 2
    for _ in range(STEPS):
        tail = _t_tail(found, df)
        density = exp(scale - (df + 1) / 2 * log1p(found**2 / df))
        # Far out the logarithm of the tail is nearly a line over that of t, near the middle the tail over t.
        step = (
            exp(log(tail / upper) * tail / (density * found)) if found > 1 else 1 + (tail - upper) / (density * found)
        )
        found *= step
        if abs(step - 1) < 1e-14:
            break
    return found


def _t_tail(t: float, df: float) -> float:
    """The probability of Student's t above ``t`` > 0: half an incomplete beta function, by its continued fraction.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.5.8 and 26.7.1.
    """
    a, b, x = df / 2, 0.5, df / (df + t**2)
    if x > (a + 1) / (a + b + 2):
        return 0.5 - _beta_part(b, a, t**2 / (df + t**2)) / 2
    return _beta_part(a, b, x) / 2


def _beta_part(a: float, b: float, x: float) -> float:
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, TERMS):
        for factor in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                       -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):  # fmt: skip
            d, c = 1 / (1 + factor * d), 1 + factor / c
            total *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * total


def t_two_sided(t: float, df: float) -> float:
    """The probability of Student's t at least as far from 0 as ``t``."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def chi_squared_upper(value: float, df: float) -> float:
    """The probability of a chi-squared variable above ``value``."""
    from scipy.special import chdtrc

    return float(chdtrc(df, value))


def chi_squared_quantile(probability: float, df: float) -> float:
    """The value that a chi-squared variable stays below with this probability."""
    from scipy.special import chdtri

    return float(chdtri(df, 1 - probability))


def f_upper(value: float, df_above: float, df_below: float) -> float:
    """The probability of an F variable above ``value``."""
    from scipy.special import fdtrc

    return float(fdtrc(df_above, df_below, value))
