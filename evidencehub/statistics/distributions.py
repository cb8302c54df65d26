"""Tails and quantiles of the normal, t, chi-squared and F distributions.

SciPy is imported where it is called: it takes longer to load than everything else here, and only the commands need it.
"""

from math import erfc, sqrt
from statistics import NormalDist

_NORMAL = NormalDist()


def normal_quantile(probability: float) -> float:
    """The value that a standard normal variable stays below with this probability."""
    return _NORMAL.inv_cdf(probability)


def normal_two_sided(z: float) -> float:
    """The probability of a standard normal variable at least as far from 0 as ``z``."""
    return erfc(abs(z) / sqrt(2))


def t_quantile(probability: float, df: float) -> float:
    """The value that Student's t with ``df`` degrees of freedom stays below with this probability."""
    from scipy.special import stdtrit

    return float(stdtrit(df, probability))


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
