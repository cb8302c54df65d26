"""The studies that entered, put together: how large, how sure, how far they differ, and what hangs on one of them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from evidencehub.catalogue.outcomes.gathering import Entered
from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.pooling import Synthesis, synthesise
from evidencehub.statistics.synthesis.sensitivity import egger, leave_one_out
from evidencehub.statistics.synthesis.studies import Studies, studies
from evidencehub.statistics.synthesis.subgroups import subgroups

METHOD = "2026-7"  # of what enters, how it is put together and told; raised with every change that could change these
FEWEST = 3  # studies that are put together
FEWEST_FOR_SHAPE = 10  # studies from which small ones are compared with large ones, and groups of studies with others
FEWEST_IN_GROUP = 2
_HOW = "reml"


@dataclass(frozen=True, slots=True)
class Interval:
    """On the scale of the effects, above 0 better."""

    estimate: float
    low: float
    high: float

    @property
    def direction(self) -> str:
        return "better" if self.low > 0 else "worse" if self.high < 0 else "unclear"

    def lies_within(self, worthwhile: float | None) -> bool:
        """Whether all of it is smaller than the smallest difference worth having (above 0); never without one."""
        return worthwhile is not None and -worthwhile <= self.low and self.high <= worthwhile


@dataclass(frozen=True, slots=True)
class Without:
    """The mean without one study."""

    evaluation: UUID
    mean: Interval


@dataclass(frozen=True, slots=True)
class Group:
    """The mean of those studies that are about one population."""

    population: str  # slug
    studies: int
    mean: Interval


@dataclass(frozen=True, slots=True)
class Pooled:
    """Random effects: ``mean`` of all such studies with its 95 % interval, ``expected`` that of one more study.

    ``small_studies_p`` is Egger's; it and ``groups`` are there from ``FEWEST_FOR_SHAPE`` studies on.
    """

    studies: int
    people: int | None  # None where a study does not say
    mean: Interval
    expected: Interval | None
    tau2: float
    i2: float  # percent
    q: float
    q_p: float
    without: tuple[Without, ...]
    small_studies_p: float | None = None
    groups: tuple[Group, ...] = ()
    groups_p: float | None = None
    worthwhile: float | None = None  # the smallest difference worth having, as far as one is on file

    @property
    def direction(self) -> str:
        return self.direction_of(self.mean)

    def direction_of(self, mean: Interval) -> str:
        """ "better", "worse", "unclear", or "no-difference" where the whole interval is too small to matter."""
        return "no-difference" if mean.lies_within(self.worthwhile) else mean.direction

    @property
    def hangs_on(self) -> tuple[UUID, ...]:
        """Studies without which the direction would be another one."""
        return tuple(each.evaluation for each in self.without if self.direction_of(each.mean) != self.direction)


def pool(entered: Sequence[Entered], worthwhile: float | None = None) -> Pooled | None:
    """None below three studies: two cannot tell how far studies differ.

    REML, and of Hartung and Knapp's interval and the usual one the wider: theirs is too narrow where few studies
    happen to agree. Source: Röver, Knapp and Friede (2015), BMC Medical Research Methodology 15; Wiksten, Rücker and
    Schwarzer (2016), Statistics in Medicine 35 (general knowledge, not read again here).
    """
    if len(entered) < FEWEST:
        return None
    them = studies([each.effect for each in entered], [each.se**2 for each in entered])
    found, usual = synthesise(them, _HOW, hksj=True), synthesise(them, _HOW)
    people = [each.people for each in entered]
    alone = zip(leave_one_out(them, _HOW, hksj=True), leave_one_out(them, _HOW), strict=True)
    return Pooled(
        studies=len(entered),
        people=None if None in people else sum(each or 0 for each in people),
        mean=_wider(found, usual),
        expected=_expected(found, usual),
        tau2=usual.tau2 or 0.0, i2=usual.i2 or 0.0, q=usual.q or 0.0, q_p=1.0 if usual.q_p is None else usual.q_p,
        worthwhile=worthwhile,
        without=tuple(Without(each.evaluation, _wider(*pair)) for each, pair in zip(entered, alone, strict=True)),
        **(_shape(them, entered) if len(entered) >= FEWEST_FOR_SHAPE else {}),
    )  # fmt: skip


def _wider(first: Synthesis, second: Synthesis) -> Interval:
    ends = [(each.ci_low, each.ci_high) for each in (first, second)]
    low, high = max(
        ((low, high) for low, high in ends if low is not None and high is not None), key=lambda end: end[1] - end[0]
    )
    return Interval(first.estimate, low, high)


def _expected(first: Synthesis, second: Synthesis) -> Interval | None:
    ends = [(each.pi_low, each.pi_high) for each in (first, second)]
    given = [(low, high) for low, high in ends if low is not None and high is not None]
    return Interval(first.estimate, *max(given, key=lambda end: end[1] - end[0])) if given else None


def _shape(them: Studies, entered: Sequence[Entered]) -> dict[str, Any]:
    """Small studies beside large ones, and groups of studies beside each other, where that can be told."""
    shape: dict[str, Any] = {}
    with suppress(CannotCompute):
        shape["small_studies_p"] = egger(them).p
    names = [each.group for each in entered]
    kept = [name for name in sorted(set(names)) if name and names.count(name) >= FEWEST_IN_GROUP]
    if len(kept) > 1:
        inside = [place for place, name in enumerate(names) if name in kept]
        chosen = studies(them.yi[inside], them.vi[inside])
        of = [names[place] for place in inside]
        found, usual = subgroups(chosen, of, _HOW, hksj=True), subgroups(chosen, of, _HOW)
        shape["groups"] = tuple(
            Group(name, of.count(name), _wider(found.groups[name], usual.groups[name])) for name in found.groups
        )
        shape["groups_p"] = usual.p
    return shape
