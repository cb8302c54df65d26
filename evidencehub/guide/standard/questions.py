"""The questions of a standard as its page shows them: what decides each, where it is not asked, where otherwise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidencehub.guide.standard.outlines import Outline
from evidencehub.guide.standard.tests import deciding_facts, limit_words
from evidencehub.guide.words import design_labels, designs_by_answer
from evidencehub.standards.files.schema import REWORDABLE
from evidencehub.standards.model.nodes import Threshold
from evidencehub.standards.model.rule_parts import Route
from evidencehub.standards.model.standard import Criterion, Standard


@dataclass(frozen=True, slots=True)
class Variant:
    """A question in the words of a route: only what differs there."""

    route: Route
    words: tuple[tuple[str, str], ...]  # what it is, and how it is said there


@dataclass(frozen=True, slots=True)
class Question:
    criterion: Criterion
    threshold: str  # the one number that decides, where it is given
    facts: Outline | None  # or several facts, or the kind of study
    bands: tuple[tuple[str, str], ...]  # answer, and up to which number
    designs: tuple[tuple[str, str], ...]  # answer, and the kinds of study for which it is taken
    left_out_on: tuple[Route, ...]
    variants: tuple[Variant, ...]
    may_not_apply: str  # kinds of study for which "does not apply" is a fair answer


def questions(standard: Standard, criteria: Iterable[Criterion]) -> tuple[Question, ...]:
    return tuple(_question(standard, criterion) for criterion in criteria)


def _question(standard: Standard, criterion: Criterion) -> Question:
    facts = deciding_facts(standard, criterion)
    return Question(
        criterion,
        threshold=facts.text if facts and isinstance(criterion.test, Threshold) else "",
        facts=None if isinstance(criterion.test, Threshold) else facts,
        bands=_bands(standard, criterion),
        designs=tuple(designs_by_answer(criterion.by_design).items()),
        left_out_on=tuple(route for route in standard.routes if not standard.asked_on(criterion, route.id)),
        variants=tuple(_variants(standard, criterion)),
        may_not_apply=design_labels(criterion.not_applicable_for) if criterion.not_applicable_for else "",
    )


def _bands(standard: Standard, criterion: Criterion) -> tuple[tuple[str, str], ...]:
    bands = criterion.bands
    if bands is None:
        return ()
    rows = [(answer, f"up to {limit_words(standard, bands.fact, limit)}") for answer, limit in bands.steps]
    return (*rows, (bands.otherwise, "anything more"))


_SAID = {
    "short": "In short",
    "question": "What reviewers ask",
    "team": "What you need to show",
    "public": "What it says when it is met",
    "guidance": "When it is met",
    "counts_as_evidence": "What counts as evidence",
    "what_not_to_do": "What not to do",
    "template": "Words to start from",
}


def _variants(standard: Standard, criterion: Criterion) -> Iterator[Variant]:
    for route in standard.routes:
        worded = standard.worded(criterion, route.id)
        if worded is criterion or not standard.asked_on(criterion, route.id):
            continue
        words = []
        for key in REWORDABLE:
            said = getattr(worded, key)
            if said != getattr(criterion, key):
                words.append((_SAID[key], "; ".join(said) if isinstance(said, tuple) else said))
        yield Variant(route, tuple(words))
