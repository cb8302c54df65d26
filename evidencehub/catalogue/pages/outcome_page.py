"""What the page of an outcome says of studies that were put together: better and worse apart, with a picture."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import exp
from typing import Literal
from uuid import UUID

from evidencehub.catalogue.marks.effects import PLACES
from evidencehub.catalogue.marks.forest import Forest, Point, Row, Scale, draw
from evidencehub.catalogue.marks.marks import Difference, difference
from evidencehub.catalogue.outcomes import reasons
from evidencehub.catalogue.outcomes.certainty.queries import Certainty, told
from evidencehub.catalogue.outcomes.gathering import Entered, Gathered
from evidencehub.catalogue.outcomes.headings import caveat_of
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.pooling import FEWEST, Interval, Pooled
from evidencehub.catalogue.outcomes.units import OTHER, RANDOMISED
from evidencehub.catalogue.outcomes.versions import gathered_of, pooled_of
from evidencehub.catalogue.outcomes.wording import outcome_label, size
from evidencehub.projects.figures.kinds import RATIOS, SPREAD
from evidencehub.shared.words import capitalize_first, counted, number

Address = Callable[[UUID], str]


@dataclass(frozen=True)
class Together:
    """One synthesis as a list shows it. ``caveat`` where its name holds unlike programmes.

    ``in_short`` is what a line of a list says of ``how``: of what the others got only where two lines need it.
    """

    id: UUID
    approach: str
    slug: str
    outcome: str
    headline: str
    difference: Difference
    studies: int
    how: str
    checked_at: datetime | None
    made_at: datetime
    caveat: str
    gathered: Gathered
    pooled: Pooled
    certainty: Certainty | None = None
    in_short: str = ""


@dataclass(frozen=True)
class PutTogether:
    """Of one outcome, or of several: what came out worse is a list of its own, and comes first of all that is drawn."""

    worse: tuple[Together, ...]
    others: tuple[Together, ...]  # surest way of making groups first, then the largest effect
    forests: tuple[Forest, ...]
    too_few: int  # approaches with studies that could enter, too few to be put together
    results: int
    used: int
    left_out: tuple[tuple[str, int], ...]  # words, and how many results

    @property
    def better(self) -> int:
        return sum(each.pooled.direction == "better" for each in self.others)

    @property
    def little(self) -> int:
        """Little or no difference: too small to matter, by the smallest difference worth having."""
        return sum(each.pooled.direction == "no-difference" for each in self.others)

    @property
    def unclear(self) -> int:
        return len(self.others) - self.better - self.little

    @property
    def all(self) -> tuple[Together, ...]:
        return (*self.worse, *self.others)

    @property
    def approaches(self) -> int:
        """How many they are of: one has several where groups were made, or compared, in several ways."""
        return len({each.slug for each in self.all})


def put_together(
    versions: Sequence[SynthesisVersion], address: Address, judged: Mapping[UUID, Certainty]
) -> PutTogether:
    """:param versions: those that hold now, of one outcome or of several that stand apart.
    :param judged: how sure we can be, by the id of a version.
    """
    made = [_together(each, judged.get(each.id)) for each in versions if each.result is not None]
    ordered = sorted(_told_apart(made), key=_order)
    worse = tuple(each for each in ordered if each.pooled.direction == "worse")
    others = tuple(each for each in ordered if each.pooled.direction != "worse")
    enough = {each.project_id for each in versions if each.studies >= FEWEST}
    too_few = {each.project_id for each in versions if 0 < each.studies < FEWEST} - enough
    left = Counter[str]()
    used = results = 0
    for each in versions:
        gathered = gathered_of(each)
        left.update(gathered.reasons)
        used += sum(len(one.results) for one in gathered.entered) if each.studies >= FEWEST else 0
        results += gathered.results
    waiting = results - used - sum(left.values())
    told = [(words, left[reason]) for reason, words in reasons.IN_WORDS.items() if left[reason]]
    if waiting:
        told.append((f"of approaches with fewer than {FEWEST} studies that could enter", waiting))
    return PutTogether(worse, others, forests_of(ordered, address), len(too_few), results, used, tuple(told))


def _told_apart(made: Sequence[Together]) -> Iterator[Together]:
    """Two lines of one approach and outcome, both by chance, differ in what the others got, and so say it."""

    def line(each: Together) -> tuple[str, str, str]:
        return each.slug, each.outcome, each.how.partition(";")[0]

    lines = Counter(map(line, made))
    for each in made:
        yield replace(each, in_short=each.how.replace("; ", ", ") if lines[line(each)] > 1 else line(each)[2])


def _order(each: Together) -> tuple[str, int, int, float, str]:
    """How groups came about goes first, then which way it went, then how far."""
    kind = {RANDOMISED: 0, OTHER: 1}.get(each.gathered.unit.designs, 2)
    direction = {"better": 0, "worse": 2}.get(each.pooled.direction, 1)
    return each.outcome, kind, direction, -abs(each.pooled.mean.estimate), str(each.id)


def _together(version: SynthesisVersion, certainty: Certainty | None) -> Together:
    gathered, pooled = gathered_of(version), pooled_of(version)
    assert pooled is not None  # noqa: S101  only those with a result are asked for
    project = version.project
    return Together(
        version.id, project.name, project.slug, outcome_label(version.outcome), told(version, certainty),
        difference(pooled.direction), pooled.studies, gathered.unit.in_words, version.published_at, version.made_at,
        caveat_of(project.source, project.name), gathered, pooled, certainty,
    )  # fmt: skip


def forests_of(all_made: Sequence[Together], address: Address) -> tuple[Forest, ...]:
    """A picture for each scale, a line for each approach; right is always better."""
    scales: dict[tuple[Scale, str, Literal["higher", "lower"]], list[Row]] = {}
    for each in all_made:
        scale = scale_of(each.gathered)
        scales.setdefault(scale, []).append(
            Row(
                each.approach,
                (_point(each.pooled.mean, -1 if scale[2] == "lower" else 1),),
                capitalize_first(each.difference.words),
                _about(each),
                capitalize_first(f"{size(each.gathered, each.pooled.mean)}."),
                address(each.id),
                is_together=True,
            )
        )
    return tuple(draw(rows, scale=scale, better=better, unit=unit) for (scale, unit, better), rows in scales.items())


def _about(each: Together) -> str:
    said = [counted(each.studies, "study", "studies"), each.in_short]
    if each.certainty and each.certainty.holds:
        said.append(f"certainty: {each.certainty.name}")
    return ", ".join([*said, *(["different programmes under one name"] if each.caveat else [])])


def scale_of(gathered: Gathered) -> tuple[Scale, str, Literal["higher", "lower"]]:
    """The axis, what it counts, and which way of its numbers is better: a ratio as its measures count it."""
    if gathered.scale == SPREAD:
        return "places", PLACES, "higher"
    if gathered.scale in RATIOS:
        better: Literal["higher", "lower"] = "lower" if gathered.higher_is == "worse" else "higher"
        return "ratio", f"{RATIOS[gathered.scale]}{'' if gathered.higher_is else ' of the better result'}", better
    return "number", "percentage points" if gathered.scale == "pp" else gathered.scale.partition(":")[0], "higher"


def study_forest(
    gathered: Gathered, pooled: Pooled, titles: dict[UUID, str], address: Address, *, places: Sequence[UUID]
) -> Forest:
    """Study by study, as the measures count, with all of them together and the range for another one.

    :param places: evaluations that have a page.
    """
    scale, unit, better = scale_of(gathered)
    sign = -1 if better == "lower" else 1
    rows = [
        Row(
            titles.get(each.evaluation, "A study that is public no more"),
            (_point(Interval(each.effect, each.effect - _Z * each.se, each.effect + _Z * each.se), sign),),
            _told(gathered, Interval(each.effect, each.effect - _Z * each.se, each.effect + _Z * each.se)),
            counted(each.people, "person", "people") if each.people else "",
            capitalize_first("; ".join([*each.notes, *_filed_as(each)])),
            address(each.evaluation) if each.evaluation in places else "",
        )
        for each in sorted(gathered.entered, key=lambda one: -one.effect)
    ]
    rows.append(
        Row("All together", (_point(pooled.mean, sign),), _told(gathered, pooled.mean), "", "", "", is_together=True)
    )
    if pooled.expected:
        expected = "The range for another study like these"
        rows.append(Row(expected, (_point(pooled.expected, sign),), _ends(gathered, pooled.expected)))
    return draw(rows, scale=scale, better=better, unit=unit)


def _filed_as(each: Entered) -> list[str]:
    return [f"one sample, which its source tells as {1 + len(each.also)} studies"] if each.also else []


_Z = 1.959963984540054  # of a 95 % interval


def _point(mean: Interval, sign: int) -> Point:
    low, high = sorted((sign * mean.low, sign * mean.high))
    return Point(sign * mean.estimate, low, high)


def _told(gathered: Gathered, mean: Interval) -> str:
    return f"{_one(gathered, mean.estimate)} ({_ends(gathered, mean)})"


def _ends(gathered: Gathered, mean: Interval) -> str:
    ends = sorted((mean.low, mean.high), key=lambda end: end if gathered.higher_is != "worse" else -end)
    return " to ".join(_one(gathered, end) for end in ends)


def _one(gathered: Gathered, effect: float) -> str:
    """As the measure counts: a ratio, or standard deviations towards better."""
    if gathered.scale in RATIOS:
        return number(exp(-effect if gathered.higher_is == "worse" else effect), 2)
    return number(effect, 2)
