"""Reads for the public pages: honest totals, what was accredited lately, and what is known about an outcome area."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.catalogue.index import facets
from evidencehub.catalogue.index.documents import AWARD_ENDED, ELSEWHERE, NO_TIER, PLAN, STUBS, WAITING
from evidencehub.catalogue.index.searching import ask
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.sources import INVENTED, is_elsewhere
from evidencehub.search.contract import Engine, Query
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import Term

BETTER = frozenset({"better", "changed-better", "changed-mixed", "mixed"})
WORSE = frozenset({"worse", "changed-worse", "changed-mixed", "mixed"})
UNCLEAR = frozenset({"no-difference", "unclear", "changed-unclear", "undecided"})


@dataclass(frozen=True)
class Scope:
    """Which records count: all of them in a demonstration, else those that are real."""

    is_demonstration: bool
    sources: frozenset[str]  # of the engine's facet; empty where there is nothing to leave out
    has_elsewhere: bool = False  # whether evidence of other bodies is among them

    @property
    def filters(self) -> dict[str, frozenset[str]]:
        """What has no results is no evidence, and is not counted."""
        return facets.filters({"source": self.sources})


def scope(engine: Engine) -> Scope:
    """Invented records count only while there are no others."""
    held = ask(engine, Query(limit=0, facets=("source",))).facets["source"]
    real = frozenset(held) - {INVENTED}
    left = real if INVENTED in held else frozenset[str]()
    return Scope(INVENTED in held and not real, left, any(map(is_elsewhere, real)))


def _is_in_date() -> ColumnElement[bool]:
    return Accreditation.state.in_([state for state in AccreditationState if state.is_in_date])


@dataclass(frozen=True)
class Totals:
    evaluations: int
    accredited: int  # projects with an accreditation that stands
    no_clear_benefit: int  # evaluations that measured something and came out better in no outcome
    harm: int  # evaluations that came out worse in some outcome


def totals(engine: Engine, session: Session, counted: Scope) -> Totals:
    """Engines remember their answers for as long as nothing changes, so this costs one small query."""

    def number(**filters: frozenset[str]) -> int:
        asked = {**counted.filters, **filters}
        return ask(engine, Query(filters=asked, collapse="study", limit=0, facets=())).total

    tiers = ask(engine, Query(filters=counted.filters, collapse="study", limit=0, facets=("tier", "design"))).facets
    stubs_and_plans = sum(tiers["tier"].get(each, 0) for each in STUBS) + tiers["design"].get(PLAN, 0)
    measured = number(direction=BETTER | WORSE | UNCLEAR)
    accredited = select(func.count(Accreditation.project_id.distinct())).where(_is_in_date())
    if not counted.is_demonstration:
        accredited = accredited.where(Accreditation.demo.is_(False))
    return Totals(
        evaluations=number() - stubs_and_plans,
        accredited=session.scalar(accredited) or 0,
        no_clear_benefit=measured - number(direction=BETTER),
        harm=number(direction=WORSE),
    )


def outcome_counts(engine: Engine, counted: Scope) -> list[tuple[Term, int]]:
    """Every outcome area with the number of approaches that have been studied for it, or mean to change it."""
    held = approaches(engine, counted)
    return [(area, held.get(area.slug, 0)) for area in load_outcomes().areas]


def approaches(engine: Engine, counted: Scope) -> dict[str, int]:
    """By outcome area and outcome. An approach counts once for each, however many of its parts it was studied for."""
    found = ask(engine, Query(filters=counted.filters, collapse="project", limit=0, facets=("outcome",)))
    return found.facets["outcome"]


@dataclass(frozen=True)
class Part:
    """An outcome right below an outcome area or another outcome."""

    term: Term
    approaches: int
    parts: tuple["Part", ...]


def parts(engine: Engine, slug: str, counted: Scope) -> tuple[Part, ...]:
    """What an outcome area or an outcome is made of, all the way down, in the order of the vocabulary."""
    tree, held = load_outcomes(), approaches(engine, counted)

    def below(slug: str) -> tuple[Part, ...]:
        return tuple(Part(term, held.get(term.slug, 0), below(term.slug)) for term in tree.narrower(slug))

    return below(slug)


def lately_accredited(session: Session, counted: Scope, most: int = 4) -> Sequence[Accreditation]:
    """With their projects, and what was graded; the latest first."""
    shown = Accreditation.project.has(Project.taken_down_at.is_(None))
    query = select(Accreditation).where(_is_in_date(), shown).options(
        joinedload(Accreditation.project), joinedload(Accreditation.submission).joinedload(Submission.frozen)
    )  # fmt: skip
    if not counted.is_demonstration:
        query = query.where(Accreditation.demo.is_(False))
    return session.scalars(
        query.order_by(Accreditation.accredited_at.desc(), Accreditation.number.desc()).limit(most)
    ).all()


@dataclass(frozen=True)
class Known:
    """What is known about an outcome area or an outcome, in approaches; one may count in several directions."""

    approaches: int
    graded: int  # by this hub, whatever came out
    compared: int  # reached the third step or more: a fair comparison
    elsewhere: int
    being_graded: int
    better: int  # had a study that was better, also where it was worse too
    worse: int
    directions: dict[str, int]

    @property
    def unclear(self) -> int:
        return self.directions.get("unclear", 0)

    @property
    def no_difference(self) -> int:
        return self.directions.get("no-difference", 0)

    @property
    def changed(self) -> int:
        return self.directions.get("changed-better", 0)


def known(engine: Engine, slug: str, counted: Scope) -> Known:
    """Count what the index holds on an outcome area or outcome; the engine keeps the answers until a change."""
    filters = {**counted.filters, "outcome": frozenset({slug})}

    def number(**narrower: frozenset[str]) -> int:
        return ask(engine, Query(filters={**filters, **narrower}, collapse="project", limit=0, facets=())).total

    def of_tiers(*tiers: str) -> int:
        return number(tier=frozenset(tiers))

    answer = ask(engine, Query(filters=filters, collapse="project", limit=0, facets=("tier", "direction")))
    tiers = answer.facets["tier"]
    steps = [tier for tier in tiers if tier.startswith("graded-") and tier != NO_TIER]
    return Known(
        approaches=answer.total,
        graded=of_tiers(*steps, NO_TIER, AWARD_ENDED),
        compared=of_tiers(*[tier for tier in steps if int(tier.removeprefix("graded-")) >= 3] or ["none"]),
        elsewhere=tiers.get(ELSEWHERE, 0),
        being_graded=tiers.get(WAITING, 0),
        better=number(direction=frozenset({"better", "mixed"})),
        worse=number(direction=frozenset({"worse", "mixed"})),
        directions=dict(answer.facets["direction"]),
    )
