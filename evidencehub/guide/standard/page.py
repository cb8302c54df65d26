"""Every word of one version of a standard, made ready for its page, once for each process: versions never change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from evidencehub.guide.standard.charts import LimitChart, limit_charts
from evidencehub.guide.standard.outlines import Outline, anchor_of, outline
from evidencehub.guide.standard.questions import Question, questions
from evidencehub.guide.standard.scores import ScoreTables, score_tables
from evidencehub.guide.words import design_labels
from evidencehub.standards.grading.studied import mixes
from evidencehub.standards.model.nodes import AtLeast, Node, walk
from evidencehub.standards.model.rule_parts import Group, Rating, Route
from evidencehub.standards.model.standard import Criterion, Panel, Standard, Tier


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one step, or of one group."""

    anchor: str
    title: str
    plain: str
    tier: Tier | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """One question of a flow chart."""

    number: int
    anchor: str
    label: str
    ask: Outline
    ways: tuple[tuple[str, str, str], ...]  # the answer, where it leads in words, and the anchor of that


@dataclass(frozen=True, slots=True)
class RouteView:
    route: Route
    designs: str
    left_out: tuple[Criterion, ...]
    reworded: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class StandardPage:
    standard: Standard
    outside: tuple[Tier, ...]  # labels outside the scale
    asks: dict[str, Outline]  # tier -> what it asks for, where the steps do not say so themselves
    qualities: tuple[tuple[str, str, Outline], ...]  # anchor, name, what it means
    rating_qualities: tuple[tuple[str, str, Outline], ...]  # those that only the ratings of all studies name
    sections: tuple[Section, ...]
    steps: tuple[StepView, ...]
    scores: ScoreTables | None
    charts: tuple[LimitChart, ...]
    routes: tuple[RouteView, ...]
    ratings: tuple[tuple[Rating, Outline], ...]
    panels: tuple[tuple[Tier, Panel], ...]
    panels_provenance: str  # of all of them; "" where they differ
    asks_for_good_results: bool  # some labels do
    of_our_own: tuple[Criterion, ...]  # added by us to what the body asks


@lru_cache(maxsize=64)
def standard_page(standard: Standard) -> StandardPage:
    rule = standard.summary_rule
    trees = [*(tier.requirement for tier in standard.tiers), *(step.ask for step in standard.steps)]
    qualities = _qualities(standard, trees, ())
    of_ratings = [rating.requirement for rating in rule.ratings] if rule else []
    return StandardPage(
        standard=standard,
        outside=tuple(tier for tier in standard.tiers if tier.rank is None),
        asks={tier.id: outline(standard, tier.requirement) for tier in standard.tiers if _says_more(standard, tier)},
        qualities=qualities,
        rating_qualities=_qualities(standard, of_ratings, [name for _, name, _ in qualities]),
        sections=tuple(_sections(standard)),
        steps=_steps(standard),
        scores=score_tables(standard),
        charts=limit_charts(standard),
        routes=tuple(_route(standard, route) for route in standard.routes),
        ratings=tuple((rating, outline(standard, rating.requirement)) for rating in rule.ratings) if rule else (),
        panels=tuple((standard.tiers_by_id[panel.tier], panel) for panel in standard.panels),
        panels_provenance=_alike(panel.provenance for panel in standard.panels),
        asks_for_good_results=mixes(standard),
        of_our_own=tuple(criterion for criterion in standard.criteria if criterion.is_ours),
    )


def _alike(values: Iterable[str]) -> str:
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _says_more(standard: Standard, tier: Tier) -> bool:
    """Whether a tier asks for anything else than for all of its own questions, which stand under it anyway."""
    if not standard.is_ladder or tier.floor or not tier.requirement.parts:
        return False
    own = {criterion.id for criterion in standard.criteria_of(tier.id)}
    needs = [getattr(part, "criterion", None) for part in tier.requirement.parts]
    return tier.requirement.count != len(needs) or set(needs) != own


def _qualities(standard: Standard, trees: Iterable[Node], known: Iterable[str]) -> tuple[tuple[str, str, Outline], ...]:
    """Named qualities, each once, in the order in which they are first met; those inside others come after them."""
    seen, found = set(known), []
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, AtLeast) and node.label and node.label not in seen:
                seen.add(node.label)
                found.append((anchor_of(node.label), node.label, outline(standard, AtLeast(node.count, node.parts))))
    return tuple(found)


def _sections(standard: Standard) -> Iterator[Section]:
    for tier in standard.tiers:
        if found := standard.criteria_of(tier.id):
            yield Section(f"step-{tier.id}", tier.title, tier.plain, tier, questions(standard, found))
    for group in standard.groups:
        yield _group(standard, group)


def _group(standard: Standard, group: Group) -> Section:
    found = standard.criteria_in_group(group.id)
    return Section(f"part-{group.id}", group.label, group.plain, None, questions(standard, found))


def _steps(standard: Standard) -> tuple[StepView, ...]:
    """The questions in the order of the file, which is that in which they are asked when all goes well."""
    numbers = {step.id: number for number, step in enumerate(standard.steps, start=1)}

    def way(answer: str, to: str) -> tuple[str, str, str]:
        if to in numbers:
            return answer, f"go to question {numbers[to]}", f"question-{to}"
        return answer, f"{standard.tiers_by_id[to].label}", f"label-{to}"

    return tuple(
        StepView(
            numbers[step.id],
            f"question-{step.id}",
            step.label,
            outline(standard, step.ask),
            tuple(
                way(answer, to)
                for answer, to in (("Yes", step.yes), ("No", step.no), ("Not known", step.cannot_tell))
                if to
            ),
        )
        for step in standard.steps
    )


def _route(standard: Standard, route: Route) -> RouteView:
    asked = [each for each in standard.criteria if standard.asked_on(each, route.id)]
    return RouteView(
        route,
        design_labels(route.designs) if route.designs else "",
        tuple(each for each in standard.criteria if each not in asked),
        tuple(each for each in asked if standard.worded(each, route.id) is not each),
    )
