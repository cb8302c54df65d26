"""What one outcome result says: its direction for people, and a plain sentence. Pure functions of the frozen result.

Direction belongs to the measure. Change without a comparison group is only change. "No difference" needs the whole
interval inside the smallest worthwhile difference. A number without a margin of error points nowhere.
"""

import re
from collections.abc import Sequence

from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.shared.words import number

DIRECTIONS = (
    "better",
    "worse",
    "no-difference",
    "unclear",
    "changed-better",
    "changed-worse",
    "changed-unclear",
    "not-measured",
    "flagged",
)
SPREAD = "g"  # effect metrics: g | md | pp | change
_WORSE = {"better": "worse", "worse": "better"}
# Where the head of "feelings of safety at school" ends; only its own ending says whether it takes "was" or "were".
_HEAD_ENDS = re.compile(r"\s(?:in|of|at|for|with|to|from|who|that|by|on|after|about|per|and|or)\s|[,(:;]", re.I)
_PLURALS = frozenset({"people", "children", "men", "women"})
_NAMES = frozenset({"english", "welsh", "irish", "scottish", "french", "british", "london", "strengths"})
_YOUNG = frozenset({"young-people-12-15", "young-people-16-25"})
_CHILDREN = frozenset({"under-5s", "children-5-11"})
_ADULTS = frozenset({"adults", "older-people"})


def direction_of(result: FrozenResult) -> str:
    """One of ``DIRECTIONS``: what the result means for people, as far as its numbers can say."""
    if result.flag:
        return "flagged"
    if result.effect is None:
        return "not-measured"
    if given := _as_reported(result):
        return given
    pointing = _pointing(result)
    if not result.is_change:
        return pointing
    return {"better": "changed-better", "worse": "changed-worse"}.get(pointing, "changed-unclear")


def _as_reported(result: FrozenResult) -> str | None:
    """The direction that evidence from elsewhere came with; its source tested it and gives no margin of error."""
    given = result.source_values.get("direction")
    return given if given in DIRECTIONS else None


def _pointing(result: FrozenResult) -> str:
    low, high, higher_is = result.ci_low, result.ci_high, result.higher_is
    if low is None or high is None:
        return "unclear"
    worthwhile = result.smallest_worthwhile
    if worthwhile is not None and -abs(worthwhile) <= low and high <= abs(worthwhile):
        return "no-difference"
    if higher_is not in _WORSE or low <= 0 <= high:
        return "unclear"
    return higher_is if low > 0 else _WORSE[higher_is]


def sentence(result: FrozenResult, participants: int | str | None = None) -> str:
    """Say in past tense what happened in this study; never what "works".

    :param participants: how many were measured, or words for them ("84 young people", see :func:`people_in`).
    """
    about, outcome = _opening(participants), _inside(result.outcome)
    match direction_of(result):
        case "flagged":
            return f"{about} the figures for {outcome} do not fit together, so we show no direction: {result.flag}"
        case "not-measured":
            return f"{about} there is no number for {outcome}."
    body = _change(result, outcome) if result.is_change else _difference(result, outcome)
    return " ".join([f"{about} {body}", *_asides(result)])


def people_in(evaluation: FrozenEvaluation) -> str:
    """ "84 young people" from a frozen evaluation; "" where the number is not known."""
    count = evaluation.participants
    if not count:
        return ""
    found = set(evaluation.populations) & (_YOUNG | _CHILDREN | _ADULTS | {"teachers-and-staff"})
    kinds = (
        (_YOUNG, "young people"),
        (_CHILDREN, "children"),
        (_CHILDREN | _YOUNG, "children and young people"),
        (_ADULTS, "adults"),
    )
    noun = next((noun for slugs, noun in kinds if found and found <= slugs), "people")
    return f"{count:,} {noun}" if count != 1 else "1 person"


def interval(result: FrozenResult) -> str:
    """ "somewhere between 1 and 5"; "" where the report gives no margin of error."""
    low, high = result.ci_low, result.ci_high
    if low is None or high is None:
        return ""
    if low >= 0 and high >= 0:
        return f"somewhere between {_amount(low, result)} and {_amount(high, result)}"
    if low <= 0 and high <= 0:
        return f"somewhere between {_amount(-high, result)} and {_amount(-low, result)}"
    down, up = ("down", "up") if result.is_change else ("lower", "higher")
    return f"somewhere between {_amount(-low, result)} {down} and {_amount(high, result)} {up}"


def size(result: FrozenResult) -> str:
    """The effect without its sign, in words: "3 percentage points", "6.2 days"."""
    amount, unit = abs(result.effect or 0.0), result.unit.strip()
    shown = _amount(amount, result)
    if result.effect_metric == SPREAD:
        return f"{shown} of the usual spread between people"
    if result.effect_metric == "pp" or unit.startswith("%"):
        return f"{shown} percentage {'point' if amount == 1 else 'points'}"
    return f"{shown} {unit}".strip()


def _opening(participants: int | str | None) -> str:
    if not participants:
        return "In this study,"
    who = (
        participants
        if isinstance(participants, str)
        else f"{participants:,} {'person' if participants == 1 else 'people'}"
    )
    return f"In this study of {who},"


def _difference(result: FrozenResult, outcome: str) -> str:
    effect, were = result.effect or 0.0, _were(outcome)
    range_ = interval(result)
    if effect == 0:
        return f"{outcome} {were} the same in both groups" + (
            f" ({range_})." if range_ else "; no margin of error is given."
        )
    word = "higher" if effect > 0 else "lower"
    by = f"{word}, by {size(result)}" if result.effect_metric == SPREAD else f"{size(result)} {word}"
    return f"{outcome} {were} {by}" + (f" ({range_})." if range_ else ", but the report gives no margin of error.")


def _change(result: FrozenResult, outcome: str) -> str:
    effect, range_ = result.effect or 0.0, interval(result)
    after, before = result.mean_t, result.mean_c
    if effect == 0:
        body = f"{outcome} stayed the same"
    else:
        body = f"{outcome} went {'up' if effect > 0 else 'down'} by {size(result)}"
    if before is not None and after is not None and effect != 0:
        body += f", from {_amount(before, result)} to {_amount(after, result)}"
    return body + (f" ({range_})." if range_ else ", but the report gives no margin of error.")


def _asides(result: FrozenResult) -> Sequence[str]:
    asides = []
    low, high = result.ci_low, result.ci_high
    crosses = low is not None and high is not None and low <= 0 <= high
    if crosses and direction_of(result) in {"unclear", "changed-unclear"}:
        asides.append("That range is too wide to say which way it went.")
    if result.is_change:
        asides.append("Nobody was there to compare with: others may have changed too.")
    given = _as_reported(result)
    if given in _WORSE:
        asides.append(f"The source reports it as a difference for the {given}, beyond chance.")
    elif result.higher_is == "worse":
        asides.append("Here lower is better.")
    elif result.higher_is is None:
        asides.append("We do not know whether higher is better.")
    return asides


def _amount(value: float, result: FrozenResult) -> str:
    """As few digits as tell the effect and both ends of its interval from zero: two, or four for tiny scales."""
    ends = [abs(float(end)) for end in (result.effect, result.ci_low, result.ci_high) if end]
    return number(value, 4 if ends and min(ends) < 0.01 else 2)


def _inside(outcome: str) -> str:
    """An outcome's name inside a sentence: "School attendance" loses its capital, "GCSE points" keeps it."""
    first = outcome.split(" ", 1)[0]
    if len(first) > 1 and (not first[1:].islower() or first.lower().strip(",.:") in _NAMES):
        return outcome
    return outcome[:1].lower() + outcome[1:]


def _were(outcome: str) -> str:
    head = _HEAD_ENDS.split(outcome, maxsplit=1)[0].split()
    last = head[-1].lower() if head else ""
    plural = last in _PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is", "ics", "maths")))
    return "were" if plural else "was"
