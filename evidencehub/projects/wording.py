"""What one outcome result says: its direction for people, and a plain sentence. Pure functions of the frozen result.

Direction belongs to the measure. Change without a comparison group is only change. "No difference" needs the whole
interval inside the smallest worthwhile difference. A number without a margin of error points nowhere.
"""

import re
from collections.abc import Mapping, Sequence
from math import exp

from evidencehub.projects import reported_words
from evidencehub.projects.figures.kinds import SPREAD, in_percent
from evidencehub.projects.figures.places import in_a_line, places
from evidencehub.projects.figures.showing import effect_kind
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.left_out import left_out
from evidencehub.projects.phrases import inside, were
from evidencehub.projects.reported import reading_of
from evidencehub.shared.words import FEWEST, number

# Every direction with what is said of it, in the same words on every page and in every letter.
IN_WORDS: Mapping[str, str] = {
    "better": "better",
    "worse": "worse",
    "no-difference": "little or no difference",
    "unclear": "not clear: could be better or worse",
    "changed-better": "changed for the better; others may have changed too",
    "changed-worse": "changed for the worse; others may have changed too",
    "changed-unclear": "not clear whether it changed",
    "not-measured": "not measured in numbers",
    "undecided": "no arrow: it is not known who was better off",
    "not-given": "its source gives no effect",
    "parts-only": "extra results only: parts of the group, or other times or scores",
    "flagged": "the source’s numbers conflict",
}
DIRECTIONS = tuple(IN_WORDS)
HARM = frozenset({"worse", "changed-worse"})
_CHANGED = {"better": "changed-better", "worse": "changed-worse", "unclear": "changed-unclear"}
_RATIOS = {"or": "odds", "rr": "chance", "hr": "rate", "irr": "rate"}  # kept as natural logs
_BEFORE = frozenset("£$€")  # signs of money, which stand before the number
_MANY = re.compile(r"(minute|hour|day|night|week|month|year|point|pound|grade|time|word|step|unit|visit|portion)s")
_LIKELY = 0.05  # a limit of p at or below this leaves no difference out of a 95 % interval
_WORSE = {"better": "worse", "worse": "better"}
_YOUNG = frozenset({"young-people-12-15", "young-people-16-25"})
_CHILDREN = frozenset({"under-5s", "children-5-11"})
_ADULTS = frozenset({"adults", "older-people"})


def direction_of(result: FrozenResult) -> str:
    """One of ``DIRECTIONS``: what the result means for people, as far as its numbers can say."""
    if result.flag:
        return "flagged"
    if given := _as_reported(result):
        return _CHANGED.get(given, given) if result.is_change else given
    if result.effect is None and not _by_limit(result) and result.gives != "test":
        return "not-measured"
    pointing = _pointing(result)
    return _CHANGED.get(pointing, "changed-unclear") if result.is_change else pointing


def _as_reported(result: FrozenResult) -> str | None:
    """The direction that evidence from elsewhere came with; its source tested it and gives no margin of error."""
    given = result.source_values.get("direction")
    return given if given in DIRECTIONS else None


def _by_limit(result: FrozenResult) -> bool:
    """Whether the report says which way it went, and of chance only that p is small: a direction, and no interval."""
    limit = result.p_relation == "<" and result.p_value is not None and result.p_value <= _LIKELY
    return limit and result.ci_low is None and result.ci_high is None and _went_up(result) is not None


def _went_up(result: FrozenResult) -> bool | None:
    """Whether those who took part had more, by the effect or else by the test; None where nothing says it."""
    if figure := result.effect or (result.test_value if result.test == "t" else 0):
        return figure > 0
    return {"t": True, "c": False}.get(result.test_higher) if result.effect is None else None


def _pointing(result: FrozenResult) -> str:
    low, high, higher_is = result.ci_low, result.ci_high, result.higher_is
    if _by_limit(result) and higher_is in _WORSE:
        return higher_is if _went_up(result) else _WORSE[higher_is]
    if low is None or high is None:
        return "unclear"
    worthwhile = result.smallest_worthwhile
    if worthwhile is not None and -abs(worthwhile) <= low and high <= abs(worthwhile):
        return "no-difference"
    if higher_is not in _WORSE or low <= 0 <= high:
        return "unclear"
    return higher_is if low > 0 else _WORSE[higher_is]


def mark_in_words(result: FrozenResult) -> str:
    return IN_WORDS[direction_of(result)]


def question(result: FrozenResult) -> str:
    """What a result answers; a change in one group never says what difference was made."""
    return "What changed?" if result.is_change else "What difference did it make?"


def sentence(result: FrozenResult, study: FrozenEvaluation | None = None) -> str:
    """Say in past tense what happened in this study; never what "works"."""
    about, outcome = _opening(result, study), inside(result.outcome)
    match direction_of(result):
        case "flagged":
            return f"{about} the figures for {outcome} do not fit together, so we show no direction: {result.flag}"
        case "not-measured":
            return f"{about} there is no number for {outcome}."
        case "not-given":
            return f"{about} the source gives no effect for “{result.measure_name or result.outcome}”."
    if reading := reading_of(result.source_values):
        return reported_words.sentence(result, reading, about, size(result))
    if result.effect is None:
        body = _only_tested(result, outcome) if _by_limit(result) else _untold(result, outcome)
    elif result.effect_metric in _RATIOS:
        body = _ratio(result)
    else:
        body = _change(result, outcome) if result.is_change else _difference(result, outcome)
    return " ".join([f"{about} {body}", *_asides(result)])


def people_in(evaluation: FrozenEvaluation) -> str:
    """ "84 young people" from a frozen evaluation; "" where the number is not known."""
    return _counted(evaluation.participants, evaluation) if evaluation.participants else ""


def own_people(result: FrozenResult) -> int | None:
    """How many people this one result is about, where it says so; within one group those measured both times."""
    if result.is_change:
        return round(result.n_t) if result.n_t else None
    return round(result.n_t + result.n_c) if result.n_t and result.n_c else None


def _counted(count: int, evaluation: FrozenEvaluation) -> str:
    found = set(evaluation.populations) & (_YOUNG | _CHILDREN | _ADULTS | {"past-school-age", "teachers-and-staff"})
    kinds = (
        (_YOUNG, "young people"),
        (_CHILDREN, "children"),
        (_CHILDREN | _YOUNG, "children and young people"),
        (_ADULTS, "adults"),
    )
    noun = next((noun for slugs, noun in kinds if found and found <= slugs), "people")
    return f"{few(count)} {noun}"


def interval(result: FrozenResult) -> str:
    """ "somewhere between 1 and 5"; "" where the report gives no margin of error."""
    low, high = result.ci_low, result.ci_high
    if low is None or high is None:
        return ""
    if result.effect_metric in _RATIOS:
        return _between_ratios(low, high)
    if low >= 0 and high >= 0:
        return f"somewhere between {_amount(low, result)} and {_amount(high, result)}"
    if low <= 0 and high <= 0:
        return f"somewhere between {_amount(-high, result)} and {_amount(-low, result)}"
    down, up = ("down", "up") if result.is_change else ("lower", "higher")
    return f"somewhere between {_amount(-low, result)} {down} and {_amount(high, result)} {up}"


def size(result: FrozenResult) -> str:
    """The effect without its sign, in words: "3 percentage points", "6.2 days"; no ratio, see :func:`way`."""
    return _in_unit(abs(result.effect or 0.0), result)


def _in_unit(amount: float, result: FrozenResult) -> str:
    shown, unit = _amount(amount, result), result.unit.strip()
    if result.is_on_unnamed_scale:
        return f"{shown} ({effect_kind(result)})"
    if result.effect_metric == SPREAD:
        return in_a_line(amount, reported_words.counted_in(result))
    if result.effect_metric == "pp" or in_percent(unit):
        return f"{shown} percentage {'point' if amount == 1 else 'points'}"
    if unit[:1] in _BEFORE:  # "£140.50", "£140.50 a week"
        return f"{unit[0]}{shown}{unit[1:]}"
    return f"{shown} {_one(unit) if shown == '1' else unit}".strip()


def _one(unit: str) -> str:
    """ "day" for "days"; units of several words, and those that only look like many, stay."""
    return unit[:-1] if _MANY.fullmatch(unit) else unit


def way(result: FrozenResult) -> str:
    """ "3 percentage points higher", "odds 30% lower", "up by 2 points"."""
    if result.source_values and (told := reported_words.way(result, size(result))):
        return told
    effect = result.effect or 0.0
    if noun := _RATIOS.get(result.effect_metric):
        return f"{noun} {_as_percent(effect)}"
    if result.is_change:
        return f"{'up' if effect > 0 else 'down'} by {size(result)}"
    word = "higher" if effect > 0 else "lower"
    if result.effect_metric == SPREAD:
        return in_a_line(effect, reported_words.counted_in(result), word)
    return f"{size(result)} {word}"


def few(count: float) -> str:
    """How many people, for everybody to read: nobody is to be found among four."""
    return "fewer than 5" if 0 < count < FEWEST else number(count, 0)


def people(count: int) -> str:
    """ "84 people", "fewer than 5 people"."""
    return f"{few(count)} people"


def _opening(result: FrozenResult, study: FrozenEvaluation | None) -> str:
    """ "In this study of 84 young people,"; where the result is about fewer, "Among 60 of the 84 young people …"."""
    whole, own = study.participants if study else None, own_people(result)
    if study is None or not (whole or own):
        return "In this study,"
    if result.source_values and reported_words.counted_in(result) != "people":
        return "In this study,"
    if not own or own == whole:
        return f"In this study of {people_in(study)}," if whole else "In this study,"
    if whole and own < whole and not result.source_values:  # of a source's samples none need be part of another
        return f"Among {few(own)} of the {people_in(study)} in this study,"
    return f"Among {_counted(own, study)} in this study,"


def _as_percent(log: float, *, bare: bool = False) -> str:
    """A log ratio in words: "30% lower", "2.5 times as high"; ``bare`` without which way."""
    ratio = exp(log)
    if ratio >= 2:
        return f"{number(ratio, 1)} times as high"
    percent = abs(ratio - 1) * 100
    shown = "less than 0.1%" if 0 < percent < 0.05 else f"{number(percent, 0 if percent >= 10 else 1)}%"
    return shown if bare else f"{shown} {'higher' if log > 0 else 'lower'}"


def _between_ratios(low: float, high: float) -> str:
    if low == 0 or high == 0:
        return f"somewhere between {'no difference' if low == 0 else _as_percent(low)} and " + (
            "no difference" if high == 0 else _as_percent(high)
        )
    if high < 0:
        return f"somewhere between {_as_percent(high, bare=True)} and {_as_percent(low)}"
    if low > 0 and exp(high) < 2:
        return f"somewhere between {_as_percent(low, bare=True)} and {_as_percent(high)}"
    return f"somewhere between {_as_percent(low)} and {_as_percent(high)}"


def _ratio(result: FrozenResult) -> str:
    effect, range_, noun = result.effect or 0.0, interval(result), _RATIOS[result.effect_metric]
    what = f"the {noun} of “{inside(result.outcome)}” {'were' if noun == 'odds' else 'was'}"
    told = f"{what} the same in both groups" if effect == 0 else f"{what} {_as_percent(effect)} for those who took part"
    return told + (f" ({range_})." if range_ else _without_margin(result))


def _without_margin(result: FrozenResult) -> str:
    """The end of a sentence about an effect that no margin of error belongs to."""
    if not _by_limit(result):
        return ", but the report gives no margin of error."
    return (
        f". The report gives no margin of error, and says that chance is an unlikely reason "
        f"(p below {number(result.p_value, 6)})."
    )


def _untold(result: FrozenResult, outcome: str) -> str:
    """A test was made, and what the report gives of it does not say how much, nor which way for certain."""
    if result.p_relation == ">" and (result.p_value or 0) >= _LIKELY:
        return (
            f"the report says of {outcome} only that chance may be the reason for what it found "
            f"(p above {number(result.p_value, 6)}), not how much it was."
        )
    return f"the report gives only a test of {outcome}, which does not say how much it was."


def _only_tested(result: FrozenResult, outcome: str) -> str:
    word = "higher" if _went_up(result) else "lower"
    return (
        f"{outcome} {were(outcome)} {word} for those who took part. The report says only that chance is an unlikely "
        f"reason (p below {number(result.p_value, 6)}), not by how much."
    )


def _difference(result: FrozenResult, outcome: str) -> str:
    effect, verb = result.effect or 0.0, were(outcome)
    range_ = interval(result)
    if effect == 0:
        return f"{outcome} {verb} the same in both groups" + (
            f" ({range_})." if range_ else "; no margin of error is given."
        )
    word = "higher" if effect > 0 else "lower"
    by = f"{word}, by {size(result)}" if result.effect_metric == SPREAD else f"{size(result)} {word}"
    return f"{outcome} {verb} {by}" + (f" ({range_})." if range_ else _without_margin(result))


def _change(result: FrozenResult, outcome: str) -> str:
    effect, range_ = result.effect or 0.0, interval(result)
    after, before, untold = result.mean_t, result.mean_c, left_out(result)
    if effect == 0:
        body = f"{outcome} stayed the same"
    else:
        body = f"{outcome} went {'up' if effect > 0 else 'down'} by {size(result)}"
    if before is not None and after is not None and effect != 0 and "mean_t" not in untold:
        sign = "%" if in_percent(result.unit) else ""
        body += f", from {_amount(before, result)}{sign} to {_amount(after, result)}{sign}"
    elif result.events_t is not None and result.events_c is not None and effect != 0 and not untold:
        body += f", from {few(result.events_c)} to {few(result.events_t)} people"
    return body + (f" ({range_})." if range_ else _without_margin(result))


def _asides(result: FrozenResult) -> Sequence[str]:
    asides = []
    low, high = result.ci_low, result.ci_high
    crosses = low is not None and high is not None and low <= 0 <= high
    if crosses and direction_of(result) in {"unclear", "changed-unclear"}:
        asides.append("That range is too wide to say which way it went.")
    if result.is_change:
        asides.append(reported_words.NOBODY_TO_COMPARE)
    given = _as_reported(result)
    is_worse = given not in _WORSE and direction_of(result) in HARM
    if direction_of(result) == "no-difference" and not result.source_values:
        asides.append(_why_none(result))
    if result.effect_metric == "or":
        asides.append("Odds set those with it against those without: they are not the same as the chance.")
    if given in _WORSE:
        asides.append(f"The source reports it as a difference for the {given}, beyond chance.")
    elif result.higher_is == "worse":
        asides.append(f"Here lower is better{', so this is worse' if is_worse else ''}.")
    elif is_worse:
        asides.append("That is worse.")
    elif result.higher_is is None:
        asides.append("We do not know whether higher is better.")
    return asides


def _why_none(result: FrozenResult) -> str:
    """The reason that "little or no difference" needs: what is worth having, and who says so."""
    least, said_by = abs(result.smallest_worthwhile or 0.0), result.smallest_worthwhile_source.strip().rstrip(".")
    if result.effect_metric in _RATIOS:
        worth = f"less than {_as_percent(-least, bare=True)} lower or {_as_percent(least)}"
    else:
        worth = f"less than {_in_unit(least, result)}"
    return f"All of that range is {worth}, the smallest difference worth having{f' ({said_by})' if said_by else ''}."


def _amount(value: float, result: FrozenResult) -> str:
    """As few digits as tell the effect and both ends of its interval from zero: two, or four for tiny scales."""
    if result.effect_metric == SPREAD:
        return places(value)
    ends = [abs(float(end)) for end in (result.effect, result.ci_low, result.ci_high) if end]
    if ends and min(ends) >= 1 and "effect" in result.worked_out:
        return number(value, 1)  # we worked it out: no more digits than a reader can use
    return number(value, 4 if ends and min(ends) < 0.01 else 2)
