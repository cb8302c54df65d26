"""What the pages of measures show: facts with where they are stated, the list by outcome, and who used a measure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.projects.public import PublicProject, public_views
from evidencehub.projects.terms import known_measure
from evidencehub.shared.words import capitalize_first, number
from evidencehub.standards.files.measure_keys import NOT_RECORDED
from evidencehub.standards.files.measures import Measure, load_measures
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import Term

MOST_USES = 50  # evaluations on one page
_ONE_PERSON = "Its source says so of one person’s change, so forms do not propose it for groups."


@dataclass(frozen=True)
class Fact:
    label: str
    words: str  # "" where it is not recorded
    source: str = ""  # the address of the page that states it
    note: str = ""

    @property
    def site(self) -> str:
        return urlsplit(self.source).netloc.removeprefix("www.")


@dataclass(frozen=True)
class Use:
    evaluation_id: UUID
    title: str
    project: str
    outcomes: tuple[str, ...]


def facts(measure: Measure) -> list[Fact]:
    """In the order in which people ask. A plain measure says itself which way is better, and cannot be bought."""
    better = Fact("Which way is better", f"A higher number is {measure.higher_is}", measure.higher_is_source)
    scale = Fact("What it can come to", _stated(measure.scale), measure.scale_source)
    if not measure.is_instrument:
        return [better, scale]
    return [
        better,
        scale,
        Fact("For what ages", _stated(measure.ages), measure.ages_source),
        Fact("How reliable", _stated(measure.reliability), measure.reliability_source),
        _worthwhile(measure),
        Fact("Who may use it", _stated(measure.licence), measure.licence_source),
        Fact("What it costs", _stated(measure.cost), measure.cost_source),
    ]


def _worthwhile(measure: Measure) -> Fact:
    label = "Smallest difference worth having"
    if measure.smallest_worthwhile is None:
        return Fact(label, "")
    words = f"{number(measure.smallest_worthwhile)} {measure.smallest_worthwhile_unit}"
    told = f"{words} ({measure.smallest_worthwhile_said_by})"
    note = _ONE_PERSON if measure.smallest_worthwhile_for_one else ""
    return Fact(label, told, measure.smallest_worthwhile_source, note)


def _stated(words: str) -> str:
    return "" if words == NOT_RECORDED else capitalize_first(words)


def by_outcome() -> list[tuple[Term, list[tuple[Term, list[Measure]]]]]:
    """The measures of each outcome that has any, by outcome area, in the order of the tree."""
    tree, held = load_outcomes(), of_outcomes()
    found = [
        (area, [(term, held[term.slug]) for term in tree.below(area.slug) if term.slug in held]) for area in tree.areas
    ]
    return [(area, outcomes) for area, outcomes in found if outcomes]


def of_outcomes() -> Mapping[str, list[Measure]]:
    found: dict[str, list[Measure]] = {}
    for measure in sorted(load_measures(), key=lambda each: each.label.casefold()):
        found.setdefault(measure.outcome, []).append(measure)
    return found


def measures_of(slug: str) -> list[Measure]:
    """The measures of an outcome area or outcome and of all below it."""
    tree, held = load_outcomes(), of_outcomes()
    return [measure for each in (slug, *(term.slug for term in tree.below(slug))) for measure in held.get(each, ())]


def used_in(session: Session, measure: Measure, *, demo: bool) -> tuple[list[Use], int]:
    """Public evaluations with a result by this measure, by title, and how many more there are.

    :param demo: whether invented evaluations are shown: only on a hub that holds no real ones.
    """
    names = {name.casefold() for name in (measure.slug, measure.label, *measure.synonyms)}
    measured = select(OutcomeResult.evaluation_id).where(func.lower(OutcomeResult.measure_name).in_(sorted(names)))
    query = select(Evaluation.project_id).where(Evaluation.id.in_(measured)).distinct().order_by(Evaluation.project_id)
    views = public_views(session, session.scalars(query).all())
    found = sorted(
        (use for view in views.values() if demo or not view.demo for use in _uses(view, measure)),
        key=lambda use: (use.title.casefold(), str(use.evaluation_id)),
    )
    return found[:MOST_USES], max(0, len(found) - MOST_USES)


def _uses(view: PublicProject, measure: Measure) -> Sequence[Use]:
    """As they are public: what a draft or a stub measured is not told."""
    if view.stage.is_stub or view.removed:
        return []
    found = []
    for evaluation in view.evaluations:
        results = [each for each in evaluation.results if each.counts and known_measure(each.measure_name) is measure]
        if results:
            outcomes = tuple(dict.fromkeys(each.outcome for each in results))
            found.append(Use(evaluation.id, evaluation.title, view.project.name, outcomes))
    return found
