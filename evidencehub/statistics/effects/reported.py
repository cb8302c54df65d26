"""Effects that a report gives itself: correlations, ratios and differences with an interval, coefficients."""

from math import atanh, log

from evidencehub.statistics.cells import Row
from evidencehub.statistics.distributions import normal_quantile
from evidencehub.statistics.effects.effect import Effect, effect
from evidencehub.statistics.effects.standardised import Asked
from evidencehub.statistics.errors import CannotCompute

USUAL_LEVEL = 95.0
OFF_CENTRE = 0.1  # of the interval's width


def from_correlation(row: Row, asked: Asked) -> Effect:
    """z = artanh r with variance 1/(n - 3), or r with variance (1 - r²)² / (n - 1). Source: Fisher (1921), Metron 1."""
    if abs(r := row.between("r", -1, 1)) == 1:
        raise CannotCompute(f"r is {r:g}: a correlation without any uncertainty")
    n = row.size("n", 4)
    return effect(atanh(r), 1 / (n - 3)) if asked.measure == "z" else effect(r, (1 - r**2) ** 2 / (n - 1))


def _standard_error(row: Row, low: float, estimate: float, high: float) -> tuple[float, tuple[str, ...]]:
    """From an interval by the normal distribution: width / (2 z). Source: Cochrane Handbook 6.3.1, 6.3.2."""
    if not low < high:
        raise CannotCompute("the interval runs backwards: ci_low has to be below ci_high")
    if not low <= estimate <= high:
        raise CannotCompute("the interval does not hold its estimate")
    level = row.number("level") if row.given("level") else USUAL_LEVEL
    if not 50 <= level < 100:
        raise CannotCompute(f"level is {level:g}, and has to be a percentage such as 95")
    z = normal_quantile((1 + level / 100) / 2)
    notes: tuple[str, ...] = () if row.given("level") else ("interval taken as 95 %",)
    if abs(estimate - (low + high) / 2) > OFF_CENTRE * (high - low):
        notes += ("the estimate is not in the middle of its interval: look at both again",)
    return (high - low) / (2 * z), notes


def from_ratio(row: Row, _asked: Asked) -> Effect:
    """An odds, risk, hazard or incidence rate ratio with its interval, as its log; 1 is no difference and becomes 0."""
    ratio, low, high = row.positive("ratio"), row.positive("ci_low"), row.positive("ci_high")
    se, notes = _standard_error(row, log(low), log(ratio), log(high))
    return effect(log(ratio), se**2, *notes)


def from_difference(row: Row, asked: Asked) -> Effect:
    """A difference of means or of risks (between -1 and 1) with its interval."""
    limit = 1 if asked.measure == "rd" else float("inf")
    value, low, high = (row.between(column, -limit, limit) for column in ("difference", "ci_low", "ci_high"))
    se, notes = _standard_error(row, low, value, high)
    return effect(value, se**2, *notes)


def from_coefficient(row: Row, asked: Asked) -> Effect:
    """The coefficient b of the group (1 or 0) in a regression, its standard error, and the outcome's pooled SD.

    md: b with variance se². d = b / sd with variance (se / sd)² + d² / (2 (n_t + n_c)), so that covariates that make b
    more exact count; g = J d and its variance likewise.
    Source: Cooper, Hedges and Valentine, Handbook of Research Synthesis (2009), chapter 12 (adjusted means).
    """
    b, se = row.number("b"), row.positive("se")
    if asked.measure == "md":
        return effect(b, se**2)
    sd, n_t, n_c = row.positive("sd"), row.size("n_t"), row.size("n_c")
    j = asked.factor(n_t + n_c - 2)
    y = j * b / sd
    found = effect(y, (j * se / sd) ** 2 + y**2 / (2 * (n_t + n_c)), "sd taken as the unadjusted SD within groups")
    return asked.named(found)
