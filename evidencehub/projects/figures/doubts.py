"""Numbers of a result that cannot be right, which are refused, and numbers that do not fit, which are asked about.

Each doubt is a question beside one number, with the numbers it is about in it. A team that has looked again answers "it
stands so in the report": the question is then kept, in its words, and shown to reviewers. Where a number changes, the
question changes, and is asked anew.
"""

from collections.abc import Iterator
from math import exp, log, sqrt
from typing import Any

from evidencehub.projects.figures.certainty import LARGE_G, of_certainty
from evidencehub.projects.figures.kinds import OF_KINDS, WITHIN, WORDS
from evidencehub.projects.figures.refusals import Doubt, refusals
from evidencehub.projects.figures.working_out import Values, decimals, is_percent, is_ratio, rounding, worked_out
from evidencehub.shared.words import number

FAR_APART, FAR_CHANGED = LARGE_G, 3.0  # averages, in standard deviations: of two groups, of one before and after
MANY_TIMES = 20.0  # a percentage below 1 beside one so many times as large is looked at again
WIDE_RATIO = 2.0  # a smallest ratio worth having beyond it is looked at again
FAR_RATIO = 20.0  # beyond it, a ratio is looked at again
NEAR_G = 0.1  # how far a standardised effect may lie from that of its averages without a question
ADJUSTED = 2.0  # how far an adjusted difference may lie from that of the averages, as a ratio
OFF_CENTRE = 0.25  # share of the interval's width

_LOOKED_AT = (*OF_KINDS, "gives", "contrast", "p_relation", "smallest_worthwhile", "confirmed")


def doubts(values: Values, participants: int | None = None) -> list[Doubt]:
    """What does not fit and may yet be right, the confirmed ones too.

    :param participants: the people in the whole study, where that is known.
    """
    if values.get("gives") == WORDS or list(refusals(values)):
        return []
    found = [*_people(values, participants), *_averages(values), *_effects(values), *_against_the_groups(values)]
    found += [*of_certainty(values), *_worthwhile(values)]
    return list({each.words: each for each in found}.values())


def open_doubts(values: Values, participants: int | None = None) -> list[Doubt]:
    """Those that nobody has answered."""
    answered = set(values.get("confirmed") or ())
    return [each for each in doubts(values, participants) if each.words not in answered]


def typed_of(record: object) -> Values:
    """What was typed of a result that is kept; what was worked out follows from it, and raises no question."""
    made = set(getattr(record, "worked_out", ()))
    return {name: None if name in made else getattr(record, name) for name in _LOOKED_AT}


def _people(values: Values, participants: int | None) -> Iterator[Doubt]:
    t, c = values.get("n_t"), values.get("n_c")
    together = (t or 0) + (0 if values.get("contrast") == WITHIN else c or 0)
    if participants and together > participants:
        yield Doubt(
            "n_t" if (t or 0) >= (c or 0) else "n_c",
            f"You give {number(together)} people here, and {participants:,} in the whole study. Which is right?",
        )


def _averages(values: Values) -> Iterator[Doubt]:
    gives = values.get("gives")
    if gives not in {"means", "percentages"}:
        return
    means = {name: values[name] for name in ("mean_t", "mean_c") if values.get(name) is not None}
    percent, unit = is_percent(values), str(values.get("unit") or "").lower()
    for name, mean in means.items():
        if gives == "means" and percent and not 0 <= mean <= 100:
            yield Doubt(name, f"Is {number(mean, 6)}% right? It is not between 0% and 100%")
        if gives == "means" and any(word in unit for word in ("share", "proportion")) and not 0 <= mean <= 1:
            yield Doubt(name, f"Is {number(mean, 6)} right? A share lies between 0 and 1, so 62% is 0.62")
    low = [(name, mean) for name, mean in means.items() if 0 < abs(mean) < 1]
    if percent and low and (len(low) == len(means) or max(means.values()) > MANY_TIMES):
        name, mean = low[0]
        yield Doubt(name, f"Do you mean {number(mean * 100, 6)}%? You typed {number(mean, 6)}%, less than one in 100")
    for arm in "tc":
        if gives == "means" and values.get(f"sd_{arm}") == 0:
            yield Doubt(f"sd_{arm}", "Is the standard deviation 0? Then everybody had exactly the same number")

    yield from _spreads(values)


def _spreads(values: Values) -> Iterator[Doubt]:
    """A standard error typed as a standard deviation makes groups lie many spreads apart."""
    given = [values.get(name) for name in ("mean_t", "mean_c", "sd_t", "sd_c")]
    if values.get("gives") != "means" or any(value is None for value in given):
        return
    treated, other, sd_t, sd_c = (float(value or 0) for value in given)
    usual = sqrt((sd_t**2 + sd_c**2) / 2)
    far = FAR_CHANGED if values.get("contrast") == WITHIN else FAR_APART
    if usual and abs(treated - other) > far * usual:
        apart = number(abs(treated - other) / usual, 0)
        yield Doubt(
            "sd_t", f"Are these standard deviations, not standard errors? The averages lie {apart} of them apart"
        )


def _effects(values: Values) -> Iterator[Doubt]:
    effect, metric = values.get("effect"), str(values.get("effect_metric") or "")
    if effect is None:
        return
    low, high = values.get("ci_low"), values.get("ci_high")
    small_means = [abs(values[name]) < 1 for name in ("mean_t", "mean_c") if values.get(name) is not None]
    if metric == "pp" and 0 < abs(effect) < 1 and (not small_means or all(small_means)):
        asked, typed = number(effect * 100, 6), number(effect, 6)
        yield Doubt("effect", f"Do you mean {asked} percentage points? You typed {typed}, less than one in 100 people")
    if metric == "g" and abs(effect) > LARGE_G:
        words = f"Is {number(effect, 6)} a standardised effect size? Few are beyond {LARGE_G:g}. Look at the point"
        yield Doubt("effect", words)
    if is_ratio(metric) and abs(effect) > log(FAR_RATIO):
        yield Doubt("effect", f"Is the ratio {_typed(values, 'effect')}? Few are so far from 1. Look at the point")
    if values.get("gives") == "coefficient" and is_ratio(metric) and effect > 0:
        words = (
            f"Is {number(effect, 6)} the log odds (b)? That is an odds ratio of {number(exp(effect))}. "
            "For an odds ratio, change what your report gives to a ratio"
        )
        yield Doubt("effect", words)
    if low is None or high is None:
        return
    if abs(effect - (low + high) / 2) > OFF_CENTRE * (high - low) + _rounding_of_ends(values):
        ends = f"{_typed(values, 'ci_low')} to {_typed(values, 'ci_high')}"
        words = f"{_typed(values, 'effect')} is not in the middle of its margin, {ends}. Are all three right?"
        yield Doubt("ci_low", words)
    if low == high:
        yield Doubt("ci_low", "Are both ends of the margin the same? No study is that sure")


def _worthwhile(values: Values) -> Iterator[Doubt]:
    """A clear difference that would be told as none, and a smallest ratio that nothing is beyond."""
    least = abs(values.get("smallest_worthwhile") or 0.0)
    if not least or values.get("contrast") == WITHIN:
        return
    found = worked_out(values)
    low, high, metric = found["ci_low"], found["ci_high"], str(found["effect_metric"])
    if low is not None and high is not None and low * high > 0 and max(abs(low), abs(high)) <= least:
        words = (
            "All of the margin of error lies on one side, and will still be told as “little or no difference”. "
            f"Is {_as_given(values)} the smallest difference worth having?"
        )
        yield Doubt("smallest_worthwhile", words)
    elif is_ratio(metric) and least > log(WIDE_RATIO):
        words = f"Is nothing between {number(exp(-least))} and {number(exp(least))} worth having? 0.9 is 10% lower"
        yield Doubt("smallest_worthwhile", words)


def _as_given(values: Values) -> str:
    least = float(values["smallest_worthwhile"])
    return f"a ratio of {number(exp(least), 3)}" if values.get("gives") == "ratio" else number(least, 6)


def _against_the_groups(values: Values) -> Iterator[Doubt]:
    """The effect that was typed, beside the one that follows from the groups."""
    effect, metric = values.get("effect"), str(values.get("effect_metric") or "")
    low, high = values.get("ci_low"), values.get("ci_high")
    if effect is None and low is not None and high is not None:
        groups = worked_out(values)["effect"]
        if groups is not None and not low <= groups <= high:
            what = "change" if values.get("contrast") == WITHIN else "difference"
            words = f"The {what} is {number(groups, 3)}, which is not between {number(low)} and {number(high)}"
            yield Doubt("ci_low", words)
    if effect is None or metric not in {"md", "pp", "change", ""}:
        if effect and metric == "g":
            yield from _against_the_spreads(values, effect)
        return
    own = worked_out({**values, "effect": None, "ci_low": None, "ci_high": None, "se": None, "p_value": None})
    groups = own["effect"]
    if groups is None or abs(effect - groups) <= rounding(values):
        return
    what = "percentages" if is_percent(values) else "averages"
    said = f"The {what} differ by {number(groups, 6)}, and you typed {number(effect, 6)}"
    if is_percent(values) and abs(effect / 100 - groups) <= rounding({**values, "effect": effect / 100}):
        yield Doubt("effect", f"{said}. Are the averages shares, such as 0.62 for 62%?")
    elif effect * groups < 0:
        yield Doubt(
            "effect", f"The difference and the two averages point opposite ways. {said}. Look at the minus sign"
        )
    elif not values.get("is_adjusted") or groups == 0 or not 1 / ADJUSTED <= effect / groups <= ADJUSTED:
        yield Doubt("effect", f"{said}. If the report adjusted it, say so below")


def _against_the_spreads(values: Values, effect: float) -> Iterator[Doubt]:
    """A standardised effect beside the averages, and beside their standard deviations where those are given."""
    treated, other = values.get("mean_t"), values.get("mean_c")
    if values.get("gives") != "means" or treated is None or other is None:
        return
    if effect * (treated - other) < 0:
        yield Doubt("effect", "The difference and the two averages point opposite ways. Look at the minus sign")
        return
    sd_t, sd_c = values.get("sd_t"), values.get("sd_c")
    if not sd_t or not sd_c:
        return
    own = (treated - other) / sqrt((sd_t**2 + sd_c**2) / 2)
    if abs(effect - own) > NEAR_G and not 1 / ADJUSTED <= effect / (own or NEAR_G) <= ADJUSTED:
        yield Doubt("effect", f"The averages and standard deviations give an effect size of about {number(own)}, and "
                    f"you typed {number(effect, 6)}")  # fmt: skip


def _rounding_of_ends(values: Values) -> float:
    """How far off the middle rounding alone may put an estimate, on the scale that is kept."""
    if is_ratio(str(values.get("effect_metric"))):
        shown = [exp(values[name]) for name in ("effect", "ci_low", "ci_high")]
        return sum(0.5 * 10.0 ** -min(decimals(round(one, 6)), 6) / one for one in shown)
    return 10.0 ** -max(decimals(values[name]) for name in ("effect", "ci_low", "ci_high"))


def _typed(values: Values, name: str) -> str:
    value: Any = values.get(name)
    return number(exp(value) if is_ratio(str(values.get("effect_metric"))) else value, 6)
