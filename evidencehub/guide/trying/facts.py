"""Facts that a visitor types: which are asked for, how they are read, and what to do when they cannot be."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from evidencehub.shared.errors import HubError
from evidencehub.shared.numbers import NotOneNumber, read_number, without_percent
from evidencehub.standards.engine.testing import FactValue
from evidencehub.standards.model.nodes import PooledEffect, Threshold, Total, WeightShare, facts_in, walk
from evidencehub.standards.model.standard import Criterion, FactKind, Standard
from evidencehub.standards.model.typed import sign_before, why_not

YES_NO = (("yes", "Yes"), ("no", "No"))
_CHOICES = {
    "positive": "Better for people",
    "negative": "Worse for people",
    "none": "Neither way",
    "cautious": "Cautious: people may have left because of the project or the outcome",
    "optimistic": "Optimistic: most left for outside reasons, such as moving",
}
_AS_DECIMAL = re.compile(r" ?Write [^.]*? as 0\.\d+\.")  # the help of a share, for those who know only decimals


class CannotRead(HubError):
    """What was typed is no such fact; the message says what to type instead."""


@dataclass(frozen=True, slots=True)
class FactField:
    """One fact as the form asks for it."""

    fact: FactKind
    name: str
    hint: str
    before: str  # "£"
    after: str  # "people"
    options: tuple[tuple[str, str], ...]  # of a choice, the last one "not known"; () for a field to type in
    value: str
    error: str


def field(fact: FactKind, name: str, value: str, error: str) -> FactField:
    is_number = fact.kind == "number"
    return FactField(
        fact,
        name,
        hint=_hint(fact),
        before="£" if fact.unit == "pounds" else "",
        after=fact.unit if is_number and fact.unit not in ("pounds", "year") and " from " not in fact.unit else "",
        options=(*options(fact), ("", "Not known")) if options(fact) else (),
        value=value,
        error=error,
    )


def _hint(fact: FactKind) -> str:
    if fact.kind == "share" and fact.unit.startswith("share"):
        return f"{_AS_DECIMAL.sub('', fact.help)} Write 12% or 0.12.".strip()
    return fact.help


def options(fact: FactKind) -> tuple[tuple[str, str], ...]:
    if fact.kind == "bool":
        return YES_NO
    return tuple((choice, _CHOICES.get(choice, choice.capitalize())) for choice in fact.choices)


def read_fact(fact: FactKind, text: str) -> FactValue:
    """Return the value as the engine wants it.

    :raises CannotRead: says what to write.
    """
    if options(fact):
        if text not in dict(options(fact)):
            raise CannotRead(f"{fact.label}: choose one of the answers")
        return text == "yes" if fact.kind == "bool" else text
    number = _share(fact, text) if fact.kind == "share" and fact.unit.startswith("share") else _number(fact, text)
    if reason := why_not(fact, number):
        raise CannotRead(f"{fact.label}: {reason}")
    return int(number) if number.is_integer() else number


def _number(fact: FactKind, text: str) -> float:
    example = "2019" if fact.unit == "year" else "0.25" if fact.unit == "standard deviations" else "24"
    try:
        return read_number(text, before=sign_before(fact), example=f"{example}, or leave it empty")
    except NotOneNumber as error:
        raise CannotRead(f"{fact.label}: {error}") from None


def _share(fact: FactKind, text: str) -> float:
    plain, is_percent = without_percent(text)
    try:
        number = read_number(plain)
    except NotOneNumber as error:
        raise CannotRead(_how(fact, "12") if "figures" in str(error) else f"{fact.label}: {error}") from None
    if not is_percent and number >= 1:
        raise CannotRead(_how(fact, plain if number <= 100 else "12"))
    share = number / 100 if is_percent else number
    if not 0 <= share <= 1:
        raise CannotRead(f"{fact.label}: a share lies between 0% and 100%")
    return share


def _how(fact: FactKind, example: str) -> str:
    return f"{fact.label}: write {example}% or {float(example) / 100:g}, so that we know which you mean"


def facts_that_decide(criterion: Criterion) -> tuple[str, ...]:
    """Names of the facts that can decide it, each once."""
    names = facts_in(criterion.test) if criterion.test is not None else []
    return tuple(dict.fromkeys([*names, *([criterion.bands.fact] if criterion.bands else [])]))


# Of each study that is pooled: what it found, and what tells how exact that is.
POOLED_FACTS = ("effect_direction", "effect_size", "effect_se", "ci_low", "ci_high", "n_measured", "n_comparison")


@lru_cache(maxsize=64)
def facts_of_the_rule(standard: Standard) -> tuple[str, ...]:
    """Facts that the rule itself looks at: whether threats push the same way, what studies are added or pooled by."""
    penalty = standard.score.penalty if standard.score else None
    ratings = standard.summary_rule.ratings if standard.summary_rule else ()
    trees = [*(tier.requirement for tier in standard.tiers), *(step.ask for step in standard.steps)]
    trees += [rating.requirement for rating in ratings]
    totals = [node.fact for tree in trees for node in walk(tree) if isinstance(node, Total)]
    pools = any(isinstance(node, PooledEffect | WeightShare) for tree in trees for node in walk(tree))
    pooled = POOLED_FACTS if pools else ()
    return tuple(
        dict.fromkeys([*([penalty.same_direction] if penalty and penalty.same_direction else []), *totals, *pooled])
    )


@lru_cache(maxsize=64)
def asked_as_questions(standard: Standard) -> frozenset[str]:
    """Facts that are nothing but a question asked anyway: "is it independent?". To ask twice would be a trap."""
    uses = Counter(name for criterion in standard.criteria for name in facts_that_decide(criterion))
    alone = Counter(
        criterion.test.fact
        for criterion in standard.criteria
        if isinstance(criterion.test, Threshold) and not isinstance(criterion.test.value, float)
    )
    return frozenset(name for name, count in alone.items() if count == uses[name])
