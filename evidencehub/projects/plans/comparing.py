"""What a plan named beside what a study reports: reported, missing, or added. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol
from uuid import UUID

from evidencehub.projects.outcomes import slug_of
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.outcomes import Planned, planned_of
from evidencehub.projects.terms import known_measure
from evidencehub.shared.words import day


class Result(Protocol):
    """As a draft has it, or as it was frozen."""

    @property
    def outcome_area(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def outcome_slug(self) -> str: ...
    @property
    def measure_name(self) -> str: ...


class Fate(Enum):
    REPORTED = "Planned and reported"
    OTHERWISE = "Planned, measured with something else"
    MISSING = "Planned, no result"
    ADDED = "Added: not in the plan"

    @property
    def is_missing(self) -> bool:
        return self is Fate.MISSING


@dataclass(frozen=True)
class Line:
    """One outcome, and what became of it."""

    outcome: str
    is_main: bool
    fate: Fate
    notes: tuple[str, ...]  # what changed on the way, each a sentence
    because: str = ""  # the team's words, where it has no result
    key: str = ""  # of the planned outcome


@dataclass(frozen=True)
class Comparison:
    evaluation_id: UUID
    first: PlanVersion
    lines: tuple[Line, ...]  # in the order of the plan, then what was added

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.fate.is_missing)


def compare(versions: Sequence[PlanVersion], results: Iterable[Result]) -> Comparison | None:
    """
    :param versions: of one plan, the first first, as many as the reader may see; none gives None.
    :param results: that count as evidence of their own.
    """
    if not versions:
        return None
    found = list(results)
    first, latest = versions[0], versions[-1]
    started_with = {each.key for each in planned_of(first)}
    lines, named = [], set()
    for planned in _every(versions):
        fitting = [each for each in found if _is_of(planned, each)]
        named |= {id(each) for each in fitting}
        notes = list(_ways(planned, versions, started_with))
        lines.append(_line(planned, fitting, notes, latest))
    lines += _added(each for each in found if id(each) not in named)
    return Comparison(first.plan.evaluation_id, first, tuple(lines))


def _every(versions: Sequence[PlanVersion]) -> list[Planned]:
    """Each outcome that any version named, as the first that names it has it: what came first is what counts."""
    found: dict[str, Planned] = {}
    for version in versions:
        for each in planned_of(version):
            found.setdefault(each.key, each)
    return list(found.values())


def _line(planned: Planned, fitting: list[Result], notes: list[str], latest: PlanVersion) -> Line:
    now = next((each for each in planned_of(latest) if each.key == planned.key), planned)
    if not fitting:
        return Line(planned.outcome, planned.is_main, Fate.MISSING, tuple(notes), now.unreported_because, planned.key)
    if planned.measure and not any(_same_measure(planned.measure, each.measure_name) for each in fitting):
        used = "; ".join(dict.fromkeys(each.measure_name for each in fitting if each.measure_name))
        notes = [*notes, f"Planned with: {planned.measure}. Measured with: {used or 'not said'}."]
        return Line(planned.outcome, planned.is_main, Fate.OTHERWISE, tuple(notes), key=planned.key)
    return Line(planned.outcome, planned.is_main, Fate.REPORTED, tuple(notes), key=planned.key)


def _ways(planned: Planned, versions: Sequence[PlanVersion], started_with: set[str]) -> Iterable[str]:
    with_it = [each for each in versions if any(one.key == planned.key for one in planned_of(each))]
    if planned.key not in started_with:
        yield f"Put into the plan on {day(with_it[0].sent_at)}."
    if with_it[-1] is not versions[-1]:
        left = versions[versions.index(with_it[-1]) + 1]
        yield f"Taken out of the plan on {day(left.sent_at)}."
    last = next(one for one in planned_of(with_it[-1]) if one.key == planned.key)
    if last.is_main != planned.is_main:
        yield f"{'Made a main' if last.is_main else 'No longer a main'} outcome after the first version."
    if (last.outcome, last.measure) != (planned.outcome, planned.measure):
        yield "Its words changed after the first version."


def _added(results: Iterable[Result]) -> Iterable[Line]:
    for outcome in dict.fromkeys(each.outcome for each in results):
        yield Line(outcome, is_main=False, fate=Fate.ADDED, notes=())


def _is_of(planned: Planned, result: Result) -> bool:
    if planned.outcome_area != result.outcome_area:
        return False
    slug = result.outcome_slug or slug_of(result.outcome, result.outcome_area)
    if planned.outcome_slug and slug:
        return planned.outcome_slug == slug
    return _same(planned.outcome, result.outcome)


def _same_measure(planned: str, measured: str) -> bool:
    one, other = known_measure(planned), known_measure(measured)
    return one is other if one and other else _same(planned, measured)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
