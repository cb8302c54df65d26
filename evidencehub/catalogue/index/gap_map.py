"""A map of what was studied and what was not: people or approaches in rows, outcomes in columns.

Each place counts what its search lists. Plans, and what is being graded, are told apart: they are no study yet.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evidencehub.catalogue.index import facets
from evidencehub.catalogue.index.counts import Scope
from evidencehub.catalogue.index.documents import AWARD_ENDED, ELSEWHERE, NO_TIER, PLAN, STUBS
from evidencehub.catalogue.index.searching import Request, answered, ask, query_of, widened
from evidencehub.catalogue.marks.marks import Difference, Sure, difference, of_counts
from evidencehub.catalogue.marks.voices import together
from evidencehub.search.contract import PROJECTS, Crossing, Engine, Hit, Place
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import Term

PEOPLE, APPROACHES = "people", "approaches"
ROWS: Mapping[str, str] = {PEOPLE: "Who it is for", APPROACHES: "Approaches, surest first"}
PAGE_SIZE = 25  # approaches; the kinds of people are few
MOST_ROWS = 10_000
_IN_SHORT: Mapping[str, str] = {
    "better": "better", "worse": "worse", "mixed": "both ways", "no-difference": "no difference",
    "unclear": "not clear", "changed-better": "changed for the better", "changed-worse": "changed for the worse",
    "changed-mixed": "changed both ways", "changed-unclear": "change not clear",
}  # fmt: skip
_BY = ("tier", "design")


@dataclass(frozen=True)
class Square:
    """What stands where a row and a column meet; ``arguments`` are those of the search that lists it."""

    approaches: int = 0
    studies: int = 0  # that looked at somebody
    plans: int = 0
    sure: Sure | None = None
    difference: Difference | None = None
    detail: str = ""  # "3 better, 1 not clear"
    directions: Mapping[str, int] = field(default_factory=dict)  # studies by direction, each once
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    key: str  # a population, or the key of a project
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class GapMap:
    rows: str
    opened: Term | None  # the outcome whose parts are the columns; None: all outcome areas
    columns: tuple[Term, ...]
    lines: tuple[Line, ...]
    total: int  # approaches that match
    placed: int  # of them, those that stand somewhere on the map
    row_count: int  # of all its pages


def gap_map(engine: Engine, asked: Request, counted: Scope, *, rows: str, size: int = PAGE_SIZE) -> GapMap:
    """:param asked: its outcome, if any, is the one that is opened; its page counts pages of approaches.
    :raises SearchUnavailable: the index cannot be read.
    """
    tree = load_outcomes()
    chosen = {name: values for name, values in asked.chosen.items() if name != facets.OUTCOME}
    if counted.sources and "source" not in chosen:
        chosen["source"] = tuple(sorted(facets.from_engine("source", each) for each in counted.sources))
    opened = next((tree.by_slug[each] for each in asked.chosen.get(facets.OUTCOME, ())), None)
    columns = (tree.narrower(opened.slug) or (opened,)) if opened else tree.areas
    inside = replace(asked, chosen={**chosen, facets.OUTCOME: (opened.slug,)} if opened else chosen)
    offset, limit = _window(rows, asked, size)
    query = widened(engine, replace(query_of(inside), sort="surest", offset=offset, limit=limit, facets=()))
    found = ask(engine, query)
    keys = _row_keys(rows, chosen, found.hits)
    crossing = Crossing(
        rows=PROJECTS if rows == APPROACHES else "population",
        row_values=keys,
        columns=facets.OUTCOME,
        column_values=tuple(term.slug for term in columns),
        text=asked.text,
        filters=facets.filters(chosen),
        by=_BY,
        at_once=("direction",),
        respell=query.respell,
        also=query.also,
        but_not=query.but_not,
        aside=query.aside,
        years=query.years,
    )
    crossed = answered(lambda: engine.cross(crossing))
    lines = tuple(
        Line(
            key,
            tuple(
                _square(place, _arguments(asked, chosen, rows, key, term))
                if crossed and (place := crossed.places.get((key, term.slug)))
                else Square()
                for term in columns
            ),
        )
        for key in keys
    )
    return GapMap(
        rows, opened, tuple(columns), lines, found.total, crossed.placed if crossed else 0,
        found.total if rows == APPROACHES else len(keys),
    )  # fmt: skip


def _window(rows: str, asked: Request, size: int) -> tuple[int, int]:
    return ((asked.page - 1) * size, size) if rows == APPROACHES else (0, 0)


def _row_keys(rows: str, chosen: Mapping[str, tuple[str, ...]], hits: tuple[Hit, ...]) -> tuple[str, ...]:
    if rows == APPROACHES:
        return tuple(hit.project or hit.id for hit in hits)
    known = tuple(facets.BY_NAME["population"].terms or ())
    return tuple(each for each in known if each in chosen["population"]) if chosen.get("population") else known


def _arguments(
    asked: Request, chosen: Mapping[str, tuple[str, ...]], rows: str, key: str, term: Term
) -> Mapping[str, Any]:
    people = {"population": (key,)} if rows == PEOPLE else {}
    return replace(asked, chosen={**chosen, facets.OUTCOME: (term.slug,), **people}, page=1).arguments()


def _square(place: Place, arguments: Mapping[str, Any]) -> Square:
    plans = place.by["design"].get(PLAN, 0) + sum(place.by["tier"].get(each, 0) for each in STUBS)
    directions = Counter[str]()
    for heard, studies in place.at_once["direction"].items():
        directions[together(heard)] += studies
    directions["not-measured"] = max(directions.get("not-measured", 0) - plans, 0)
    directions = +directions
    if place.studies <= plans:
        return Square(place.projects, 0, plans, arguments=arguments)
    sure, told = _surest(place.by["tier"]), difference(of_counts(directions))
    return Square(place.projects, place.studies - plans, plans, sure, told, _detail(directions), directions, arguments)


def _detail(directions: Mapping[str, int]) -> str:
    """ "3 better, 2 no arrow": all studies of the square, so that the parts add up; "no arrow" where none has one."""
    said = [f"{directions[each]:,} {words}" for each, words in _IN_SHORT.items() if directions.get(each)]
    silent = sum(directions.values()) - sum(directions.get(each, 0) for each in _IN_SHORT)
    return ", ".join([*said, *([f"{silent:,} no arrow"] if silent else [])]) if said else "no arrow"


def _surest(tiers: Mapping[str, int]) -> Sure:
    labels = facets.tier_labels()
    best = next(
        (each for each in labels if each in tiers and each not in STUBS | {NO_TIER, AWARD_ENDED, ELSEWHERE}), None
    )
    if best:
        steps = sum(each.startswith("graded-") and each != NO_TIER for each in labels)
        return Sure(facets.step_label(best), filled=int(best.removeprefix("graded-")), steps=steps)
    if NO_TIER in tiers:
        return Sure("No step reached yet")
    return Sure("No award now") if AWARD_ENDED in tiers else Sure("Not graded here")
