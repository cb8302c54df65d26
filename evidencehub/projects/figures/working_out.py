"""The effect that follows from what a report gives, by :mod:`evidencehub.statistics`, and in words how it was had.

What the report gives itself stands. A margin of error that nothing gives is never guessed: then the reason stands.
"""

import re
from collections.abc import Mapping
from math import isfinite, sqrt
from typing import Any

from evidencehub.projects.figures.few import of_few
from evidencehub.projects.figures.kinds import RATIOS, WITHIN, WORDS, in_percent
from evidencehub.projects.figures.places import in_a_line
from evidencehub.shared.words import number
from evidencehub.statistics.cells import Row
from evidencehub.statistics.distributions import normal_quantile, t_quantile
from evidencehub.statistics.effects.effect import Effect
from evidencehub.statistics.effects.kinds import KINDS, effect_size
from evidencehub.statistics.effects.standardised import Asked

Values = Mapping[str, Any]  # the columns of a result
Z = normal_quantile(0.975)
SMALL = 60  # people in a group; below it the normal distribution makes margins too narrow
_DIGITS = 8  # significant ones that are kept
_FIGURES = ("effect", "ci_low", "ci_high", "se")
_CALLED = {
    "sd_t": "the standard deviations", "sd_c": "the standard deviations", "sd_pre": "the standard deviation before",
    "sd_post": "the standard deviation after", "n_t": "the number of people", "n_c": "the number of people",
    "n": "the number of people", "ci_low": "the margin of error", "p": "p", "sign": "which group had more", "t": "t",
    "f": "F",
}  # fmt: skip
FOR_FEW = "The margin of error is one for few people, wider than the usual one and not the same on both sides."
NO_CORRELATION = (
    "The report does not say how before and after go together in the same people (their correlation), so the margin of "
    "error is the widest that is likely; the true one is narrower where those who were high before are high after."
)


def is_percent(values: Values) -> bool:
    """Whether the averages are in percent, so that their difference is in percentage points."""
    return values.get("gives") in {"counts", "percentages"} or in_percent(str(values.get("unit") or ""))


def worked_out(values: Values) -> dict[str, Any]:
    """The columns of the effect: what was typed, and what follows from it.

    ``worked_out`` names the columns that were not typed, ``effect_note`` says how they were had, or why they were not.
    """
    found = {name: values.get(name) for name in _FIGURES}
    metric, notes = str(values.get("effect_metric") or ""), list[str]()
    if values.get("gives") == WORDS:
        return {**dict.fromkeys(_FIGURES), "effect_metric": "", "worked_out": [], "effect_note": ""}
    computed, note = _from_what_is_given(values)
    is_typed, has_margin = found["effect"] is not None, found["ci_low"] is not None
    if not is_typed:
        found["effect"], metric = computed and computed.yi, _metric(values)
        notes = [
            f"The {_what(values)} was worked out, and the margin of error is the report’s." if has_margin else note
        ]
    elif not has_margin and computed and computed.vi and _is_the_same(values, computed):
        notes = [note]
    if found["se"] is None and not has_margin and computed and computed.vi and notes:
        found["se"] = sqrt(computed.vi)
    if found["effect"] is None:
        metric = ""
    elif values.get("contrast") == WITHIN and metric in {"md", ""}:
        metric = "change"
    found, more = _with_interval(found, values)
    rounded = {name: value if values.get(name) is not None else _rounded(value) for name, value in found.items()}
    if more:  # a margin after all
        notes = [note.partition("No margin of error follows")[0].strip() for note in notes]
    notes += [more, _in_spreads(values, rounded)]
    return {
        **rounded,
        "effect_metric": metric,
        "worked_out": [name for name in _FIGURES if rounded[name] is not None and values.get(name) is None],
        "effect_note": " ".join(dict.fromkeys(each for each in notes if each)),
    }


def _with_interval(found: dict[str, Any], values: Values) -> tuple[dict[str, Any], str]:
    """An interval where there is none, from the standard error or from p; else the standard error from the interval."""
    effect, low, high, se = (found[name] for name in _FIGURES)
    if effect is None:
        return found, ""
    if low is not None and high is not None:
        return found | ({"se": (high - low) / (2 * Z)} if se is None and high > low else {}), ""
    note = "The margin of error was worked out from the standard error." if values.get("se") else ""
    wide = _quantile(values) if se else Z
    if not se:
        se, note = _error_by_p(effect, values)
    if not se:
        return found, note if values.get("effect") is not None else ""  # else the reason stands already
    low, high = effect - wide * se, effect + wide * se
    if values.get("gives") in {"counts", "percentages"}:
        if found["se"] and values.get("contrast") != WITHIN and (few := of_few(_cells(values))):
            low, high = min(few[0] - Z * few[1], effect), max(few[0] + Z * few[1], effect)
        low, high = max(low, -100.0), min(high, 100.0)  # no two percentages lie further apart
    return found | {"se": se, "ci_low": low, "ci_high": high}, note


def _what(values: Values) -> str:
    return "change" if values.get("contrast") == WITHIN else "difference"


def _quantile(values: Values) -> float:
    """How many standard errors the margin of averages reaches: those of t where every group is small.

    Degrees of freedom: n - 1 of a change, Welch's of two groups. Source: Cochrane Handbook 6.5.2.2.
    """
    spreads = [(values.get(f"sd_{arm}"), values.get(f"n_{arm}")) for arm in "tc"]
    if values.get("gives") != "means":
        return Z
    if values.get("contrast") == WITHIN:
        n = values.get("n_t") or 0
        return t_quantile(0.975, n - 1) if 1 < n < SMALL else Z
    if any(not sd or not n or not 1 < n < SMALL for sd, n in spreads):
        return Z
    parts = [(float(sd or 0) ** 2 / float(n or 1), float(n or 2) - 1) for sd, n in spreads]
    return t_quantile(0.975, sum(part for part, _ in parts) ** 2 / sum(part**2 / df for part, df in parts))


def _from_what_is_given(values: Values) -> tuple[Effect | None, str]:
    """An effect from the numbers of the groups or from a test, with the words for it; None where there is none."""
    gives, within = values.get("gives"), values.get("contrast") == WITHIN
    match gives:
        case "means":
            return _from_averages(values, within=within)
        case "counts":
            return _from_shares("counts", _cells(values), "the numbers of people", within=within)
        case "percentages":
            how = "the percentages and the numbers of people"
            return _from_shares("percentages", _cells(values), how, within=within)
        case "test":
            return _from_test(values)
    return None, ""


def _from_averages(values: Values, *, within: bool) -> tuple[Effect | None, str]:
    after, before = values.get("mean_t"), values.get("mean_c")
    if after is None or before is None:
        return None, ""
    plain = Effect(float(after) - float(before), None)
    if within:
        cells = {"mean_pre": before, "mean_post": after, "sd_pre": values.get("sd_c"), "sd_post": values.get("sd_t"),
                 "n": values.get("n_t"), "r": values.get("pre_post_r")}  # fmt: skip
        found = _effect("pre-post", "md", cells)
        if found.bounds and found.bounds["vi_high"] > 0:
            return Effect(found.yi, found.bounds["vi_high"]), NO_CORRELATION
        how = "the averages before and after, their standard deviations and the correlation"
    else:
        cells = {name: values.get(name) for name in ("mean_t", "sd_t", "n_t", "mean_c", "sd_c", "n_c")}
        found = _effect("means", "md", cells)
        how = "the averages, standard deviations and numbers of people"
    if found.yi is None or found.vi is None:
        return plain, f"The {_what(values)} is that of the averages. No margin of error follows: {_why(found)}."
    return found, f"Worked out from {how}."


def _cells(values: Values) -> dict[str, Any]:
    """The numbers of two groups as the statistics call them."""
    first, second = ("event", "events") if values.get("gives") == "counts" else ("percent", "mean")
    shares = {f"{first}_{arm}": values.get(f"{second}_{arm}") for arm in "tc"}
    return shares | {name: values.get(name) for name in ("n_t", "n_c")}


def _from_shares(kind: str, cells: dict[str, Any], how: str, *, within: bool) -> tuple[Effect | None, str]:
    """A difference of percentages, in percentage points."""
    if within:
        cells["n_c"] = cells["n_t"]
    found = _effect(kind, "rd", cells)
    if found.yi is not None and found.vi is not None:
        difference, corrected = found.yi * 100, ""
        if any("zero cell" in note for note in found.notes):  # the correction is for the margin: none of 5 is 0%
            difference = _percentage(cells, "t") - _percentage(cells, "c")
            corrected = " For the margin of error half a person was added to each number: a group has none or all."
        if not within and (few := of_few(cells)):
            return Effect(difference, few[1] ** 2), f"Worked out from {how}. {FOR_FEW}"
        points = Effect(difference, found.vi * 10_000)
        return points, (NO_CORRELATION if within else f"Worked out from {how}.") + corrected
    after, before = cells.get("percent_t"), cells.get("percent_c")
    if after is not None and before is not None:
        return Effect(float(after) - float(before), None), f"No margin of error follows: {_why(found)}."
    return None, f"No difference can be worked out: {_why(found)}."


def _percentage(cells: Mapping[str, Any], arm: str) -> float:
    """Of the people of one group, from counts or as it was given."""
    events = cells.get(f"event_{arm}")
    return float(cells[f"percent_{arm}"]) if events is None else 100 * float(events) / float(cells[f"n_{arm}"])


def _from_test(values: Values) -> tuple[Effect | None, str]:
    test, higher = str(values.get("test") or "p"), {"t": "+", "c": "-"}.get(str(values.get("test_higher") or ""))
    cells = {"n_t": values.get("n_t"), "n_c": values.get("n_c"), "sign": higher, test: values.get("test_value")}
    if test == "p":
        value, relation = values.get("p_value"), str(values.get("p_relation") or "")
        if relation:
            limit = f"{'below' if relation == '<' else 'above'} {number(value, 6)}"
            return None, f"The report gives only that p is {limit}, which says nothing exact of the size."
        cells["p"] = value
    found = _effect(test, "g", cells)
    if found.yi is None:
        return None, f"No difference can be worked out: {_why(found)}."
    return (
        found,
        f"Worked out from {'p' if test == 'p' else test.upper() if test == 'f' else test} and the group sizes.",
    )


def _error_by_p(effect: float, values: Values) -> tuple[float | None, str]:
    """SE = |effect| / z of an exact p. Source: Cochrane Handbook 6.3.1 and 6.3.2 (normal distribution)."""
    p = values.get("p_value")
    if p is None or values.get("p_relation") or not 0 < p < 1 or effect == 0:
        return None, ""  # that the report gives no margin stands in the sentence
    return abs(effect) / normal_quantile(1 - p / 2), "The margin of error was worked out from p."


def _in_spreads(values: Values, found: Values) -> str:
    """A coefficient beside the spread of all, as a standardised difference."""
    sd, effect = values.get("outcome_sd"), found["effect"]
    if values.get("gives") != "coefficient" or not sd or effect is None or values.get("effect_metric") != "md":
        return ""
    return f"That moves somebody from the middle by {in_a_line(effect / sd)}."


def _is_the_same(values: Values, computed: Effect) -> bool:
    """Whether the effect that the report gives is the one that follows from its groups, but for rounding."""
    if values.get("effect_metric") not in {"md", "pp", "change", ""} or computed.yi is None:
        return False
    return abs(values["effect"] - computed.yi) <= rounding(values)


def rounding(values: Values) -> float:
    """How far a difference may lie from that of its averages where every number was rounded."""
    typed = [values.get(name) for name in ("mean_t", "mean_c")]
    step = 10.0 ** -max((decimals(value) for value in typed if value is not None), default=0)
    if values.get("gives") == "counts":
        step = 1.0
    effect = values.get("effect")
    return step + 0.5 * 10.0 ** -(decimals(effect) if effect is not None else 0)


def decimals(value: float) -> int:
    """Figures after the point: 2 of 0.35."""
    text = f"{float(value):.10f}".rstrip("0")
    return len(text.partition(".")[2])


def _metric(values: Values) -> str:
    if values.get("gives") == "test":
        return "g"
    if values.get("contrast") == WITHIN:
        return "change"
    return "pp" if is_percent(values) else "md"


def _effect(kind: str, measure: str, cells: Mapping[str, Any]) -> Effect:
    typed = {
        name: value if isinstance(value, str) else repr(value) for name, value in cells.items() if value is not None
    }
    return effect_size(KINDS[kind], Row(typed), Asked(measure))


def _why(found: Effect) -> str:
    reason = found.reason or "the numbers do not allow it"
    if missing := re.fullmatch(r"(\w+) is not given", reason):
        called = _CALLED.get(missing[1], "a number")
        return f"{called} {'are' if called.endswith('deviations') else 'is'} not given"
    if wrong := re.match(r"(\w+) is ([^,]+), and has to be (.+)", reason):
        return f"{_CALLED.get(wrong[1], wrong[1])} of {wrong[2]} is too little"
    return reason


def _rounded(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else float(f"{value:.{_DIGITS}g}")


def is_ratio(metric: str) -> bool:
    return metric in RATIOS
