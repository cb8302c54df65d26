"""Which results can show the effect that a criterion asks for: a harmful or null one, or one without number, cannot.

Whether a criterion asks for something better is the standard's: by the concept that it shares with others (``better``
in ``vocabularies/concepts.toml``), or by its id where a published version names no concept. Direction is by the
measure, so less harm is good.
"""

from collections.abc import Mapping
from functools import cache

from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.wording import HARM, direction_of
from evidencehub.standards.engine.inputs import FactValue
from evidencehub.standards.files.vocabulary import CHANGE, CONCEPTS, load_vocabulary
from evidencehub.standards.model.standard import Criterion, Standard

IN_WORDS = frozenset({"qualitative", "process-evaluation"})  # designs whose results are told, not counted
NO_NUMBER = "The team gives no number for this result, so it cannot show the effect that is asked for here."
WORSE = "By the team's numbers this result got worse for people, so it cannot show the effect that is asked for here."
NOTHING_CLEAR = (
    "The team's numbers for this result do not tell it from no difference at all, so it cannot show the effect that is "
    "asked for here."
)
TYPED_WORSE = (
    "by the numbers typed from the report this got worse for people, so it cannot show the effect that is asked for"
)
TYPED_NOTHING_CLEAR = (
    "by the interval typed from the report it may be no difference at all, so it cannot show the effect that is asked "
    "for"
)


@cache
def _asking() -> Mapping[str, str]:
    """How an outcome is to be better, by concept, and by criterion where a version names no concept."""
    terms = [term for term in load_vocabulary(CONCEPTS).terms if term.better]
    return {name: term.better for term in terms for name in (term.slug, *term.criteria)}


def asks_for(criterion: Criterion) -> str:
    """``CHANGE`` or ``DIFFERENCE`` where "met" says that this outcome got better so, else "".

    "Not worse" and "against the project" ask for something else.
    """
    if criterion.about != "effect":
        return ""
    return _asking().get(criterion.concept) or _asking().get(criterion.id, "")


def why_closed(standard: Standard, criterion: Criterion, result: FrozenResult | None, design: str | None) -> str:
    """Why the answers that satisfy a criterion are not open for this result; "" where they are.

    A route for studies in words has the question in words of its own, which ask for no number.
    """
    if criterion.about != "effect" or result is None:
        return ""
    direction = direction_of(result)
    if result.effect is None and direction in {"not-measured", "unclear"}:
        told = design in IN_WORDS and (criterion.id, standard.route_for(design)) in standard.wordings
        return "" if told else NO_NUMBER
    asked = asks_for(criterion)
    if not asked:
        return ""
    if direction in HARM:
        return WORSE
    if tells_nothing_of_change(asked, result):
        return ""
    return NOTHING_CLEAR if direction == "no-difference" or _is_null(result) else ""


def tells_nothing_of_change(asked: str, result: FrozenResult) -> bool:
    """Whether a criterion asks for change where the result is a difference: both groups may well have got better."""
    return asked == CHANGE and not result.is_change


def _is_null(result: FrozenResult) -> bool:
    """Exactly level, or with an interval that holds no difference. A number without an interval is left to people."""
    low, high = result.ci_low, result.ci_high
    if low is None or high is None:
        return result.effect == 0
    return low <= 0 <= high


def refuted_by(criterion: Criterion, result: FrozenResult | None, typed: Mapping[str, FactValue]) -> str:
    """What the numbers that a reviewer typed from the report say against an effect; "" where they say nothing.

    :param typed: facts of one result by name, as numbers or as ``typed_facts.canonical`` spells them, with the report's
        own sign. Whether higher is better is as confirmed for the result; where it is not, the sign tells nothing.
    """
    asked = asks_for(criterion)
    if not asked or result is None:
        return ""
    low, high, effect = (float(typed[name]) if name in typed else None for name in ("ci_low", "ci_high", "effect_size"))
    pointing = typed.get("effect_direction")
    spans = low is not None and high is not None and low <= 0 <= high
    if spans or pointing == "none" or effect == 0:
        return "" if tells_nothing_of_change(asked, result) else TYPED_NOTHING_CLEAR
    if pointing:  # said in words: better or worse for people, whatever the sign
        return TYPED_WORSE if pointing == "negative" else ""
    sign = low if low is not None and high is not None else effect
    is_worse = sign is not None and result.higher_is is not None and (sign < 0) == (result.higher_is == "better")
    return TYPED_WORSE if is_worse else ""
