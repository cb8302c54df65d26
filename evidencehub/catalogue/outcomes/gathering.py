"""What of an approach goes into each synthesis, and what was left out and why. A pure function of its public view.

Studies enter by how they were done: neither a tier, an accreditation, nor the sign of an effect is looked at.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from uuid import UUID

from evidencehub.catalogue.outcomes import reasons
from evidencehub.catalogue.outcomes.choosing import chosen
from evidencehub.catalogue.outcomes.estimates import Estimate, NotUsable, estimate, sign_of
from evidencehub.catalogue.outcomes.samples import samples
from evidencehub.catalogue.outcomes.units import NONE, Unit, units_of
from evidencehub.projects.figures.kinds import RATIOS, SPREAD
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.public import PublicProject

_SCALES = (SPREAD, *RATIOS)  # which goes first where as many studies stand on each


@dataclass(frozen=True, slots=True)
class Entered:
    """One sample with the one effect that speaks for it. ``people`` is the most that one of its results is about."""

    evaluation: UUID
    results: tuple[UUID, ...]
    effect: float  # above 0: better
    se: float
    people: int | None
    notes: tuple[str, ...] = ()
    group: str = ""  # who was studied, where that is one population of the vocabulary; studies are compared by it
    others_with: float | None = None  # people of the comparison group who had the outcome, where that is counted
    others: float | None = None  # people of the comparison group, where those with the outcome are counted
    also: tuple[UUID, ...] = ()  # other studies of the same people, whose results are among these


@dataclass(frozen=True, slots=True)
class LeftOut:
    evaluation: UUID
    result: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """``scale`` is "" where nothing entered; ``higher_is`` says of its measures whether more is better, "" for both.

    ``worthwhile`` is the smallest difference worth having, above 0 and on that scale, where all that is on file for
    these results is one and the same.
    """

    unit: Unit
    scale: str
    higher_is: str
    entered: tuple[Entered, ...]
    left_out: tuple[LeftOut, ...]
    worthwhile: float | None = None

    @property
    def results(self) -> int:
        """All results of the outcome: those that entered and those left out."""
        return sum(len(each.results) for each in self.entered) + len(self.left_out)

    @property
    def reasons(self) -> dict[str, int]:
        counts = Counter(each.reason for each in self.left_out)
        return {reason: counts[reason] for reason in reasons.IN_WORDS if counts[reason]}


Held = list[tuple[FrozenEvaluation, FrozenResult]]


def gather(view: PublicProject) -> list[Gathered]:
    """Every unit that the approach has a result for, in a fixed order."""
    units: dict[Unit, Held] = {}
    for evaluation in view.evaluations:
        for result in evaluation.results:
            for unit in units_of(result, evaluation):
                units.setdefault(unit, []).append((evaluation, result))
    shared = samples(view.evaluations)
    return [_gathered(unit, units[unit], shared) for unit in sorted(units)]


def _gathered(unit: Unit, held: Held, sample: Mapping[UUID, str]) -> Gathered:
    """:param sample: people who were studied once, whatever was written of them, by evaluation."""
    left = list[LeftOut]()
    of_sample: dict[str, Held] = {}
    for evaluation, result in held:
        if reason := _kept_out(unit, result):
            left.append(LeftOut(evaluation.id, result.id, reason))
        else:
            of_sample.setdefault(sample[evaluation.id], []).append((evaluation, result))
    found: dict[str, list[tuple[FrozenEvaluation, FrozenResult, Estimate]]] = {}
    for key, together in of_sample.items():
        for evaluation, result, usable in _speaking(together, left):
            found.setdefault(key, []).append((evaluation, result, usable))
    scale = _scale(found)
    entered, measures, least = list[Entered](), set[str](), set[float]()
    for group in found.values():
        on_scale = [each for each in group if each[2].scale == scale]
        left += [LeftOut(e.id, r.id, reasons.OTHER_SCALE) for e, r, usable in group if usable.scale != scale]
        if on_scale:
            entered.append(_one(on_scale))
            measures |= {result.higher_is or "" for _, result, _ in on_scale}
            least |= {abs(result.smallest_worthwhile or 0.0) for _, result, _ in on_scale if _says_least(result, scale)}
    higher_is = measures.pop() if len(measures) == 1 else ""
    in_order = tuple(sorted(entered, key=lambda each: str(each.evaluation)))
    return Gathered(unit, scale, higher_is, in_order, tuple(left), least.pop() if len(least) == 1 else None)


def _says_least(result: FrozenResult, scale: str) -> bool:
    """Whether the smallest difference worth having is on file, and kept on the scale of the synthesis."""
    own = scale != SPREAD and scale not in RATIOS  # a unit of its own: nothing was turned into another
    return bool(result.smallest_worthwhile) and (result.effect_metric == scale or own)


def _kept_out(unit: Unit, result: FrozenResult) -> str:
    """Why a result cannot speak at all, whatever stands beside it; "" where it can."""
    if result.is_superseded:
        return reasons.REPLACED
    if result.is_subgroup:
        return reasons.PART
    if result.is_change:
        return reasons.CHANGE
    if unit.designs == NONE:
        return reasons.NO_COMPARISON
    try:
        sign_of(result)
    except NotUsable as error:
        return str(error)
    return ""


def _speaking(of_sample: Held, left: list[LeftOut]) -> Iterator[tuple[FrozenEvaluation, FrozenResult, Estimate]]:
    study = {result.id: evaluation for evaluation, result in of_sample}
    speaking, others = chosen([result for _, result in of_sample])
    left += [LeftOut(study[each.id].id, each.id, reason) for each, reason in others]
    for result in speaking:
        try:
            yield study[result.id], result, estimate(result, study[result.id])
        except NotUsable as error:
            left.append(LeftOut(study[result.id].id, result.id, str(error)))


def _scale(found: Mapping[str, Iterable[tuple[FrozenEvaluation, FrozenResult, Estimate]]]) -> str:
    """The one on which most studies stand; what differs in kind is never put together."""
    counts = Counter(scale for group in found.values() for scale in {usable.scale for _, _, usable in group})
    order = {scale: place for place, scale in enumerate(_SCALES)}
    return min(counts, key=lambda scale: (-counts[scale], order.get(scale, len(order)), scale), default="")


def _one(group: list[tuple[FrozenEvaluation, FrozenResult, Estimate]]) -> Entered:
    """Several results of one study as their average, with the largest standard error that it could have.

    They are of the same people, so that nobody knows how far each repeats the others: as if they did entirely.
    """
    effects = [usable.effect for _, _, usable in group]
    errors = [usable.se for _, _, usable in group]
    people = [size for _, result, _ in group if (size := _people(result))]
    effect = sum(effects) / len(effects)
    return Entered(
        group[0][0].id,
        tuple(result.id for _, result, _ in group),
        0.0 if isclose(effect, 0, abs_tol=1e-12) else effect,
        sum(errors) / len(errors),
        max(people, default=None),
        tuple(dict.fromkeys(usable.note for _, _, usable in group if usable.note)),
        group[0][0].populations[0] if len(group[0][0].populations) == 1 else "",
        *_counted(group[0][1] if len(group) == 1 else None),
        tuple(key for key in dict.fromkeys(study.id for study, _, _ in group) if key != group[0][0].id),
    )


def _counted(result: FrozenResult | None) -> tuple[float | None, float | None]:
    """Of the comparison group: how many had the outcome, and of how many."""
    if result is None or not result.n_c:
        return None, None
    if result.events_c is not None:
        return float(result.events_c), result.n_c
    if result.gives == "percentages" and result.mean_c is not None:
        return result.mean_c * result.n_c / 100, result.n_c
    return None, None


def _people(result: FrozenResult) -> int | None:
    return round(result.n_t + result.n_c) if result.n_t and result.n_c else result.n_total
