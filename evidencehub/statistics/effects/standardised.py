"""Differences between two groups in standard deviations (d, g), or in the unit of the measure (md).

d = difference / SD; g = J d, with J the small-sample correction for m degrees of freedom.
Variance of either: 1/n_t + 1/n_c + y² / (2 (n_t + n_c)), y being d or g itself, as metafor's ``escalc`` has it.
Sources: Hedges (1981), J. Educational Statistics 6; Hedges and Olkin, Statistical Methods for Meta-Analysis (1985).
"""

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

from evidencehub.statistics.cells import Row
from evidencehub.statistics.distributions import t_quantile
from evidencehub.statistics.effects.effect import Effect, effect
from evidencehub.statistics.errors import CannotCompute

EXACT, APPROXIMATE = "exact", "approximate"


def correction(m: float, way: str = EXACT) -> float:
    """J for ``m`` degrees of freedom: Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)), or 1 - 3/(4m - 1)."""
    if m <= 1:
        raise CannotCompute("there are too few people for the small-sample correction")
    if way == APPROXIMATE:
        return 1 - 3 / (4 * m - 1)
    return exp(lgamma(m / 2) - log(sqrt(m / 2)) - lgamma((m - 1) / 2))


@dataclass(frozen=True)
class Asked:
    """What effect is wanted: the measure, and the way of the small-sample correction (for g)."""

    measure: str
    way: str = EXACT

    def factor(self, m: float) -> float:
        return correction(m, self.way) if self.measure == "g" else 1.0

    def named(self, found: Effect) -> Effect:
        return found.noted(f"small-sample correction: {self.way}") if self.measure == "g" else found


def standardised(d: float, n_t: float, n_c: float, asked: Asked) -> Effect:
    """d or g from an uncorrected d."""
    y = d * asked.factor(n_t + n_c - 2)
    return asked.named(effect(y, 1 / n_t + 1 / n_c + y**2 / (2 * (n_t + n_c))))


@dataclass(frozen=True)
class Group:
    mean: float
    sd: float
    n: float


def _difference(t: Group, c: Group, asked: Asked) -> Effect:
    """md with variance sd_t²/n_t + sd_c²/n_c; d and g by the pooled SD."""
    if asked.measure == "md":
        return effect(t.mean - c.mean, t.sd**2 / t.n + c.sd**2 / c.n)
    pooled = sqrt(((t.n - 1) * t.sd**2 + (c.n - 1) * c.sd**2) / (t.n + c.n - 2))
    if pooled == 0:
        raise CannotCompute("both standard deviations are 0")
    return standardised((t.mean - c.mean) / pooled, t.n, c.n, asked)


def _spread(row: Row, column: str) -> float:
    if (value := row.number(column)) < 0:
        raise CannotCompute(f"{column} is {value:g}, and no spread is below 0")
    return value


def from_means(row: Row, asked: Asked) -> Effect:
    """Means, standard deviations and sizes."""
    t, c = (Group(row.number(f"mean_{arm}"), _spread(row, f"sd_{arm}"), row.size(f"n_{arm}")) for arm in "tc")
    return _difference(t, c, asked)


def from_standard_errors(row: Row, asked: Asked) -> Effect:
    """Means with standard errors: SD = SE sqrt(n). Source: Cochrane Handbook 6.5.2.2."""
    groups = []
    for arm in "tc":
        n = row.size(f"n_{arm}")
        groups.append(Group(row.number(f"mean_{arm}"), _spread(row, f"se_{arm}") * sqrt(n), n))
    return _difference(groups[0], groups[1], asked)


def from_intervals(row: Row, asked: Asked) -> Effect:
    """Means with 95 % intervals: SD = sqrt(n) width / 2t, t with n - 1 degrees. Source: Cochrane Handbook 6.5.2.2."""
    groups = []
    for arm in "tc":
        n, mean = row.size(f"n_{arm}"), row.number(f"mean_{arm}")
        low, high = row.number(f"ci_low_{arm}"), row.number(f"ci_high_{arm}")
        if not low <= mean <= high:
            raise CannotCompute(f"the interval {low:g} to {high:g} does not hold its mean {mean:g}")
        groups.append(Group(mean, sqrt(n) * (high - low) / (2 * t_quantile(0.975, n - 1)), n))
    return _difference(groups[0], groups[1], asked).noted("intervals taken as 95 %, by the t distribution")
