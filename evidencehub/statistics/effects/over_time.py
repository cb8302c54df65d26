"""Before and after: the change in one group, and gains of two groups."""

from math import sqrt

from evidencehub.statistics.cells import Row
from evidencehub.statistics.effects.effect import Effect, effect
from evidencehub.statistics.effects.standardised import Asked
from evidencehub.statistics.errors import CannotCompute


def from_change(row: Row, asked: Asked) -> Effect:
    """A change in one group, with r the correlation of before and after; never a difference made.

    md: mean change, variance (sd_pre² + sd_post² - 2 r sd_pre sd_post) / n. d = change / sd_pre, g = J d with n - 1
    degrees of freedom, variance 2 (1 - r) / n + y² / (2 n). Without r it lies between the variances of r = 1 and r = 0.
    Source: Becker (1988), British J. Mathematical and Statistical Psychology 41.
    """
    change = row.number("mean_post") - row.number("mean_pre")
    before, n = row.positive("sd_pre"), row.size("n")
    within = "a change in one group: others may have changed too"
    if asked.measure == "md":
        after = row.positive("sd_post")
        y = change

        def variance(r: float) -> float:
            return (before**2 + after**2 - 2 * r * before * after) / n

    else:
        y = asked.factor(n - 1) * change / before

        def variance(r: float) -> float:
            return 2 * (1 - r) / n + y**2 / (2 * n)

    if row.given("r"):
        return asked.named(effect(y, variance(row.between("r", -1, 1)), within))
    reason = "the correlation of before and after is not given, so that only bounds of the variance are known"
    return asked.named(Effect(y, None, (within,), reason, {"vi_low": variance(1), "vi_high": variance(0)}))


def from_gains(row: Row, asked: Asked) -> Effect:
    """Mean gains of two groups with the SD of gains, and r the correlation of before and after.

    md: difference of gains, variance sd_gain_t²/n_t + sd_gain_c²/n_c. d = that / SD with SD = pooled sd_gain /
    sqrt(2 (1 - r)), g = J d, variance 2 (1 - r) (1/n_t + 1/n_c) + y² / (2 (n_t + n_c)). Without r there is no d or g:
    it lies between 0 and what r = 0 gives, for r from 0 to 1.
    Source: Morris and DeShon (2002), Psychological Methods 7; assumes one SD before and after.
    """
    gain = row.number("gain_t") - row.number("gain_c")
    sd_t, sd_c = row.positive("sd_gain_t"), row.positive("sd_gain_c")
    n_t, n_c = row.size("n_t"), row.size("n_c")
    if asked.measure == "md":
        return effect(gain, sd_t**2 / n_t + sd_c**2 / n_c)
    pooled = sqrt(((n_t - 1) * sd_t**2 + (n_c - 1) * sd_c**2) / (n_t + n_c - 2))
    whole = asked.factor(n_t + n_c - 2) * gain * sqrt(2) / pooled  # what r = 0 gives
    if not row.given("r"):
        reason = "the correlation of before and after is not given, so that only bounds of the effect are known"
        return Effect(None, None, (), reason, {"yi_low": min(0.0, whole), "yi_high": max(0.0, whole)})
    if (r := row.between("r", -1, 1)) == 1:
        raise CannotCompute("r is 1: everybody would have gained the same")
    y = whole * sqrt(1 - r)
    variance = 2 * (1 - r) * (1 / n_t + 1 / n_c) + y**2 / (2 * (n_t + n_c))
    return asked.named(effect(y, variance, "one SD assumed before and after"))
