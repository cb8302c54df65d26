"""In plain words: how a direction was read from another body's figures, and what they say. Pure functions."""

from collections.abc import Iterator

from evidencehub.projects.figures.kinds import SPREAD
from evidencehub.projects.figures.places import in_a_line
from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.reported import Reading, reading_of
from evidencehub.shared.words import lower_first, number

# What decided, by ``Reading.decided``; the order is in docs/decisions.
_EFFECT, _INDEX = "the source’s effect decides", "the source’s improvement index decides"
_HIGHER = f"A higher number is better, by our list of measures; {_EFFECT}."
_LOWER = "A lower number is better, by our list of measures."
DECIDED = {
    "no-effect": "The source gives no effect.",
    "zero": "The source’s effect, or its index where it gives no effect, is 0, so we show no arrow.",
    "rating": "The source says that this study does not meet its standards, or did not rate it, so we show no arrow.",
    "no-direction": "The source says itself that no direction can be told.",
    "index-against": "The source’s effect and its improvement index point different ways, so we show no arrow.",
    "designation-against": "The source’s word for it and its effect point different ways, so we show no arrow.",
    "not-read": "Nobody has read yet which way is better for this measure, so we show no arrow.",
    "not-plain": "By our list of measures it is not plain which way is better, so we show no arrow.",
    "higher": _HIGHER,
    "higher-allowing": f"{_HIGHER} It allows for differences at the start, and so differs from the plain averages.",
    "lower-turned": f"{_LOWER} The source had turned its effect round, so that plus means better.",
    "lower-averages": f"{_LOWER} The source had not turned its effect round, so the averages decide.",
    "lower-both": f"{_LOWER} The source’s figures do not tell whether its effect was turned round, so we show no arrow "
    "and no averages until somebody has read the study.",
    "lower-designation": f"{_LOWER} There are no averages to go by, so the source’s own word for the result decides.",
    "lower-unknown": f"{_LOWER} There are no averages to go by, so we show no arrow.",
}
SIGNIFICANCE = {
    "clear": "The source calls this clear.",
    "not-clear": "The source says that chance may be the reason.",
    "not-clear-though": "The source does not call this clear, though it gives a p below 0.05.",
    "own-figures-differ": "The source calls this clear; its own figures do not.",
    "no-p": "The source calls this clear, and gives no p.",
    "not-said": "The source does not say whether chance may be the reason.",
}
_CALLED_CLEAR = frozenset({"clear", "own-figures-differ", "no-p"})
UNUSUALLY_LARGE = "Unusually large: look at the study."
NO_AVERAGES = frozenset({"lower-both"})  # they may have been built back from the effect


def explained(result: FrozenResult) -> tuple[str, ...]:
    """What decided the direction, in sentences; none for a result that is the hub's own."""
    reading = reading_of(result.source_values)
    return tuple(_explained(reading, by_index=_is_by_index(result))) if reading else ()


def _is_by_index(result: FrozenResult) -> bool:
    """Where the source worked out no effect of its own, its index goes before the study's."""
    given = result.source_values
    return given.get("effect_from") != "Effect_Size_WWC" and bool(given.get("Improvement_Index"))


def _explained(reading: Reading, *, by_index: bool) -> Iterator[str]:
    if reading.decided != "no-effect" or reading.significance in _CALLED_CLEAR:
        yield SIGNIFICANCE[reading.significance]
    yield DECIDED[reading.decided].replace(_EFFECT, _INDEX if by_index else _EFFECT)
    if reading.reason:
        yield f"Why, for this measure: {lower_first(reading.reason).removesuffix('.')}."
    if reading.is_large:
        yield UNUSUALLY_LARGE


# What the source counts where it does not count people, by its own word for it; "school" where it wrote "School".
_UNITS = {"teacher": "teachers", "school": "schools", "class": "classes", "classroom": "classes", "center": "centres"}


def counted_in(result: FrozenResult) -> str:
    """ "schools" or "teachers", where the source counts those; "people" of everything else."""
    return _UNITS.get(result.source_values.get("L1_Unit_of_Analysis", "").casefold(), "people")


def hides_averages(result: FrozenResult) -> bool:
    reading = reading_of(result.source_values)
    return reading is not None and reading.decided in NO_AVERAGES


def figures(result: FrozenResult) -> tuple[tuple[str, str], ...]:
    """The source's own figures beside the effect: p of both where they differ, its improvement index, its word."""
    given = result.source_values
    of_source, of_study = (_p(given.get(f"p_Value_{whose}")) for whose in ("WWC", "Study"))
    shown = []
    if of_source and of_study and of_source != of_study:
        shown += [("p, by the source", of_source), ("p, by the study", of_study)]
    elif of_source or of_study:
        shown.append(("p", of_source or of_study))
    if index := _figure(given.get("Improvement_Index")):
        shown.append(("its improvement index", index))
    effect = _figure(given.get("Effect_Size_Study"))
    if effect and given.get("effect_from") == "Effect_Size_WWC" and effect != _figure(given["Effect_Size_WWC"]):
        shown.append(("effect, by the study", effect))
    if designation := given.get("FavorableUnfavorableDesignation"):
        shown.append(("its word for it:", designation))
    if rating := given.get("Finding_Rating"):
        shown.append(("its rating of this result", rating))
    return tuple(shown)


def _p(text: str | None) -> str:
    """No p is 0: the source rounds."""
    shown = _figure(text)
    return "0 (rounded)" if shown == "0" else shown


def _figure(text: str | None) -> str:
    """As the source gives it, to four digits; "" for nothing."""
    if not text:
        return ""
    value = float(text)
    return "below 0.0001" if 0 < abs(value) < 0.0001 else number(value, 4)


_WENT = {"t": "went up", "c": "went down", "": "changed"}
NOBODY_TO_COMPARE = "Nobody was there to compare with: others may have changed too."


def body(result: FrozenResult, reading: Reading, size: str) -> str:
    """ "the number for “Arrests” was lower for those who took part, by 10 places in a line of 100 people"."""
    what = f"the number for “{result.measure_name or result.outcome}”"
    if reading.decided == "zero":
        if result.mean_t is not None and result.mean_t == result.mean_c:
            return f"{what} was the same {'before and after' if result.is_change else 'in both groups'}"
        return f"{what} gives the source an {'effect' if result.effect == 0 else 'index'} of 0"
    by = f", by {size}" if result.effect is not None else ""
    if reading.decided == "higher-allowing":
        by += ", after allowing for differences at the start"
    if result.is_change:
        return f"{what} {_WENT[reading.higher]}{by}"
    if not reading.higher:
        return f"{what} differed between the groups{by}"
    word = "higher" if reading.higher == "t" else "lower"
    return f"{what} was {word} for those who took part{by}"


def sentence(result: FrozenResult, reading: Reading, about: str, size: str) -> str:
    """:param about: how the sentence begins: "In this study of 84 children,"."""
    said = [f"{about} {body(result, reading, size)}."]
    if reading.direction in {"better", "worse"}:
        kind = "for the " if result.is_change else ""
        said.append(f"That is {kind}{reading.direction}: {lower_first(SIGNIFICANCE[reading.significance])}")
    else:
        said.append(SIGNIFICANCE[reading.significance])
    if reading.direction == "undecided":
        said.append("Who was better off is not known, so we show no arrow.")
    if result.is_change:
        said.append(NOBODY_TO_COMPARE)
    return " ".join(said)


def way(result: FrozenResult, size: str) -> str:
    """ "10 places lower in a line of 100 people"; "" where it cannot be told who had more."""
    reading = reading_of(result.source_values)
    if reading is None or not reading.higher or result.effect is None:
        return ""
    word = "higher" if reading.higher == "t" else "lower"
    if result.effect_metric == SPREAD:
        return in_a_line(result.effect, counted_in(result), word)
    if result.is_on_unnamed_scale:
        return f"{word}, by {size}"
    return f"{size} {word}"
