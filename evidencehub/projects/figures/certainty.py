"""Standard error, interval, test and p of a result beside one another, and beside what follows from its groups."""

from collections.abc import Iterator

from evidencehub.projects.figures.refusals import Doubt
from evidencehub.projects.figures.working_out import Values, Z, worked_out
from evidencehub.shared.words import number
from evidencehub.statistics.distributions import normal_two_sided

LARGE_G = 2.0  # beyond it, an effect in standard deviations is looked at again
NEAR_5 = (0.045, 0.055)  # p and an interval may be rounded to either side of 0.05
NEARLY = (0.025, 0.1)  # the same where we worked the interval out, by the normal distribution
TENFOLD, LEVEL = 10.0, 0.05
ERRORS_APART = 1.5  # ratio of two standard errors


def of_certainty(values: Values) -> Iterator[Doubt]:
    """Standard error, interval and p beside one another, and beside those that follow from the groups."""
    effect, low, high, se, p = (values.get(name) for name in ("effect", "ci_low", "ci_high", "se", "p_value"))
    own = worked_out({**values, "p_value": None} if values.get("gives") != "test" else values)
    if low is not None and high is not None and high > low:
        width = (high - low) / (2 * Z)
        if se and not 1 / ERRORS_APART <= width / se <= ERRORS_APART:
            yield Doubt("se", f"A standard error of {number(se, 6)} does not fit the margin of error: "
                        f"{number(width, 3)} would")  # fmt: skip
    if values.get("gives") == "test":
        yield from _test_and_p(values, own)
        return
    effect, low, high = own["effect"], own["ci_low"], own["ci_high"]
    if p is None or effect is None or low is None or high is None or high <= low:
        return
    by_interval = normal_two_sided(effect / ((high - low) / (2 * Z)))
    near = NEAR_5 if values.get("ci_low") is not None else NEARLY
    yield from _p_against(values, p, by_interval, near, "margin of error")


def _test_and_p(values: Values, own: Values) -> Iterator[Doubt]:
    p, effect, se = values.get("p_value"), own["effect"], own["se"]
    if effect and abs(effect) > LARGE_G:
        name = "p_value" if values.get("test") == "p" else "test_value"
        yield Doubt(name, f"This gives an effect of {number(abs(effect), 1)} times the usual spread. Look at the point")
    if values.get("test") == "p" or p is None or not effect or not se:
        return
    yield from _p_against(values, p, normal_two_sided(effect / se), NEARLY, "test")


def _p_against(values: Values, p: float, other: float, near: tuple[float, float], what: str) -> Iterator[Doubt]:
    """:param other: the p that the interval or the test gives; :param near: how far either may lie from 0.05."""
    relation = str(values.get("p_relation") or "")
    if relation == "<":
        wrong = other > (min(p * TENFOLD, near[1]) if p <= near[1] else p * 1.1)
    elif relation == ">":
        wrong = other < (near[0] if p >= near[0] else p / TENFOLD)
    else:
        sides = (other < LEVEL and p > near[1]) or (other >= LEVEL and p < near[0])
        wrong = sides or (max(p, other) > 0.001 and not 1 / TENFOLD <= p / max(other, 1e-12) <= TENFOLD)
    if wrong:
        gives = "below 0.0001" if other < 0.0001 else f"about {number(other, 4)}"
        typed = f"p {relation or '='} {number(p, 6)}"
        yield Doubt("p_value", f"{typed} does not fit the {what}, which gives {gives}. Look at both again")
