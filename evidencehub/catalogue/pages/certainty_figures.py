"""The figures that matter for each question of those who judge how sure we can be. They help; none of them decides."""

from collections import Counter
from collections.abc import Callable, Mapping

from evidencehub.catalogue.outcomes import reasons
from evidencehub.catalogue.outcomes.certainty.questions import start
from evidencehub.catalogue.outcomes.certainty.sizes import IMPORTANT, LITTLE, SOME, size_of
from evidencehub.catalogue.outcomes.gathering import Gathered
from evidencehub.catalogue.outcomes.pooling import FEWEST_FOR_SHAPE, Pooled
from evidencehub.catalogue.outcomes.units import COMPARATORS_IN_WORDS, DESIGNS_IN_WORDS
from evidencehub.catalogue.outcomes.wording import how_alike, on_one_study, size, small_studies
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.public import PublicProject
from evidencehub.projects.reported import study_of
from evidencehub.projects.terms import labels
from evidencehub.shared.words import capitalize_first, counted, listed, number

Told = list[str]


def figures(gathered: Gathered, pooled: Pooled, view: PublicProject, version: str) -> Mapping[str, Told]:
    """Sentences by criterion; nothing for a question to which no figure speaks.

    :param version: of the standard, for where it starts.
    """
    inside = {key for each in gathered.entered for key in (each.evaluation, *each.also)}
    studies = [each for each in view.evaluations if each.id in inside]
    return {key: tell(gathered, pooled, studies, version) for key, tell in _TELL.items()}


Tell = Callable[[Gathered, Pooled, list[FrozenEvaluation], str], Told]


def starts(gathered: Gathered, version: str) -> str:
    """Where it starts, which nobody is asked."""
    level = start(gathered.unit, version).label.partition(" ")[0].lower()
    return f"{capitalize_first(DESIGNS_IN_WORDS[gathered.unit.designs])}: it starts {level}."


def _risk_of_bias(_gathered: Gathered, _pooled: Pooled, studies: list[FrozenEvaluation], _version: str) -> Told:
    reviews = [found.reviews[0] for each in studies if (found := study_of(each.reported)) and found.reviews]
    rated = Counter(each.rating for each in reviews if each.rating)
    unrated = len(studies) - sum(rated.values())
    said = [f"{counted(count, 'study', 'studies')}: “{rating}”, by its source." for rating, count in rated.items()]
    if unrated:
        said.append(f"Of {counted(unrated, 'study', 'studies')} no rating by another body is known.")
    return said


def _inconsistency(_gathered: Gathered, pooled: Pooled, _studies: list[FrozenEvaluation], _version: str) -> Told:
    said = [f"I² is {number(pooled.i2, 0)}%, tau² {number(pooled.tau2, 4)}.", how_alike(pooled), on_one_study(pooled)]
    if pooled.expected:
        ends = f"{number(pooled.expected.low, 2)} to {number(pooled.expected.high, 2)}"
        said.append(f"Prediction interval {ends}; above 0 is better.")
    return said


def _indirectness(gathered: Gathered, _pooled: Pooled, studies: list[FrozenEvaluation], _version: str) -> Told:
    people = dict.fromkeys(slug for each in studies for slug in each.populations)
    who = listed(labels("populations", list(people))) if people else "no study says"
    return [f"Who was studied: {who}.", f"{capitalize_first(COMPARATORS_IN_WORDS[gathered.unit.comparator])}."]


def _imprecision(gathered: Gathered, pooled: Pooled, _studies: list[FrozenEvaluation], _version: str) -> Told:
    people = f"{pooled.people:,} people" if pooled.people else "a number of people that not every study gives"
    ends = f"{number(pooled.mean.low, 2)} to {number(pooled.mean.high, 2)}"
    said = [f"{counted(pooled.studies, 'study', 'studies')} with {people}.", f"Interval {ends}; above 0 is better."]
    if gathered.worthwhile is None:
        return [*said, "No smallest difference worth having is on file for all of these results alike."]
    held = {
        IMPORTANT: "The whole interval lies beyond it", LITTLE: "The whole interval lies inside it",
        SOME: "The interval goes one way, and holds smaller differences than it",
    }.get(size_of(pooled.mean, gathered.worthwhile), "The interval goes both ways")  # fmt: skip
    return [*said, f"The smallest difference worth having is {number(gathered.worthwhile, 2)}. {held}."]


def _publication_bias(gathered: Gathered, pooled: Pooled, _studies: list[FrozenEvaluation], _version: str) -> Told:
    inside = {each.evaluation for each in gathered.entered}
    without = {each.evaluation for each in gathered.left_out} - inside
    said = [small_studies(pooled) or f"Small and large studies are compared from {FEWEST_FOR_SHAPE} studies on."]
    if without:
        said.append(f"Of {counted(len(without), 'study', 'studies')} nothing entered.")
    return said + [
        f"{counted(count, 'result', 'results')} {reasons.IN_WORDS[reason]}."
        for reason, count in gathered.reasons.items()
    ]


def _large_effect(gathered: Gathered, pooled: Pooled, _studies: list[FrozenEvaluation], _version: str) -> Told:
    return [f"{capitalize_first(size(gathered, pooled.mean))}."]


_TELL: dict[str, Tell] = {
    "grade.risk-of-bias": _risk_of_bias,
    "grade.inconsistency": _inconsistency,
    "grade.indirectness": _indirectness,
    "grade.imprecision": _imprecision,
    "grade.publication-bias": _publication_bias,
    "grade.large-effect": _large_effect,
}
