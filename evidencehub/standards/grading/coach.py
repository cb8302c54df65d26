"""The shortest ways to the next tier: which requirements are still open, in sets that would each be enough."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any, NamedTuple

from evidencehub.standards.engine.samples import Samples, most_apart, samples_in
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, Combined, Counted, Judged, Verdict, leaves
from evidencehub.standards.model.nodes import AtLeast, Need, Studies, Total
from evidencehub.standards.model.standard import NO_FINDING, Standard

WAYS_SHOWN = 12  # a rule with many alternatives has thousands of ways; nobody reads more than a few
TRIALS = 4000  # how many sets are tried where a rule has no requirements to read the ways from
SAMPLE = "sample_id"  # not a criterion: say which people were in the study
ANOTHER = "another study"


class Ask(NamedTuple):
    """One thing to show, and where: "" for what is graded, a study's id, or another study that is still to be made."""

    criterion: str
    where: str = ""


Way = frozenset[Ask]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next tier and the sets that would reach it: fewest first, then least effort."""

    tier: str
    ways: tuple[tuple[Ask, ...], ...]  # in each set the easiest comes first

    @property
    def needs(self) -> tuple[tuple[str, ...], ...]:
        """The criteria of each way, each once."""
        return tuple(dict.fromkeys(tuple(dict.fromkeys(ask.criterion for ask in way)) for way in self.ways))

    def as_dict(self) -> dict[str, Any]:
        return {
            "tier": self.tier,
            "needs": [list(way) for way in self.needs],
            "ways": [[{"criterion": ask.criterion, "where": ask.where} for ask in way] for way in self.ways],
        }


class Costs:
    """How ways are ordered: fewest things first, then least effort, then the order of the standard."""

    def __init__(self, standard: Standard) -> None:
        self.order = {criterion.id: place for place, criterion in enumerate(standard.criteria)}
        self.efforts = {criterion.id: criterion.effort_rank for criterion in standard.criteria}

    def of(self, way: Way) -> tuple[int, int, list[tuple[int, str]]]:
        effort = sum(self.efforts.get(ask.criterion, 0) for ask in way)
        return len(way), effort, sorted((self.order.get(ask.criterion, -1), ask.where) for ask in way)

    def cheapest(self, ways: Iterable[Way]) -> list[Way]:
        """The best few ways; one that asks for all of another and more is no way of its own."""
        kept: list[Way] = []
        for way in sorted(set(ways), key=self.of):
            if not any(other <= way for other in kept):
                kept.append(way)
            if len(kept) == WAYS_SHOWN:
                break
        return kept

    def sorted(self, way: Way) -> tuple[Ask, ...]:
        return tuple(
            sorted(
                way, key=lambda ask: (ask.where, self.efforts.get(ask.criterion, 0), self.order.get(ask.criterion, -1))
            )
        )


def next_step(standard: Standard, tier_id: str, verdict: Combined) -> NextStep:
    """Work out what the tier still needs from what became of its requirement."""
    costs = Costs(standard)
    unanswered = {leaf.criterion for leaf in leaves(verdict) if leaf.answer == NO_FINDING}
    shortest = costs.cheapest(_without_implied(standard, way, unanswered) for way in ways_to(verdict, "", costs))
    return NextStep(tier_id, tuple(costs.sorted(way) for way in shortest))


def ways_to(part: Verdict, where: str, costs: Costs) -> list[Way]:
    """The best ways to meet what is not met yet; one empty way when it is."""
    if part.state == MET:
        return [frozenset()]
    if isinstance(part, Judged):
        return [frozenset({Ask(part.criterion, where)})]
    if isinstance(part, Counted):
        return _ways_to_count(part, costs)
    missing = part.needed - part.met_count
    return _some(missing, [ways_to(child, where, costs) for child in part.parts if child.state != MET], costs)


def _some(missing: int, children: Sequence[list[Way]], costs: Costs) -> list[Way]:
    """The best ways to do ``missing`` of several things."""
    # by_count[n]: the best ways to do n of the things looked at so far
    by_count: list[list[Way]] = [[frozenset()], *([] for _ in range(missing))]
    for own in children:
        for count in range(missing, 0, -1):
            joined = [way | other for way in by_count[count - 1] for other in own]
            by_count[count] = costs.cheapest([*by_count[count], *joined])
    return by_count[missing]


def _ways_to_count(counted: Counted, costs: Costs) -> list[Way]:
    """More studies: make one that is there good enough, say who was in it, or make another."""
    node = counted.node
    if isinstance(node, Total):
        return [way | {Ask(node.fact, ANOTHER)} for way in _fresh(node.where, ANOTHER, costs)]
    if not isinstance(node, Studies) or node.at_most:
        return _ways_to_clear(counted)
    children, missing = _with_what_is_there(counted, node, costs)
    from_nothing = _fresh(node.where, ANOTHER, costs)
    for number in range(missing):
        label = ANOTHER if number == 0 else f"{ANOTHER} ({number + 1})"
        children.append([frozenset(Ask(ask.criterion, label) for ask in way) for way in from_nothing])
    return _some(missing, children, costs)


def _with_what_is_there(counted: Counted, node: Studies, costs: Costs) -> tuple[list[list[Way]], int]:
    """The ways to make each study count that does not count yet, and how many of them are missing.

    Where the people must differ, only studies count that say who was in them, and those of the same people count once.
    """
    if not node.distinct or node.count == 1:
        short = [ways_to(part.verdict, part.study or "", costs) for part in counted.parts if part.state != MET]
        return short, int(node.count - counted.met_count)
    met = [samples_in(part.sample) for part in counted.parts if part.state == MET]
    taken = frozenset().union(*met)
    children: list[list[Way]] = []
    by_sample: dict[Samples, list[Way]] = {}
    for part in counted.parts:
        ways = ways_to(part.verdict, part.study or "", costs)
        samples = samples_in(part.sample)
        if not samples:
            children.append([way | {Ask(SAMPLE, part.study or "")} for way in ways])
        elif not samples & taken:
            by_sample.setdefault(samples, []).extend(ways)
    return [*children, *by_sample.values()], node.count - most_apart([samples for samples in met if samples])


def _ways_to_clear(counted: Counted) -> list[Way]:
    """What must not be there can only be shown not to be there; once it was found there is no way around it."""
    if counted.state != CANNOT_TELL:
        return []
    return [frozenset(Ask(leaf.criterion, part.study or "") for part in counted.parts for leaf in leaves(part.verdict)
                      if part.state == CANNOT_TELL and leaf.state == CANNOT_TELL)]  # fmt: skip


def _fresh(node: AtLeast, where: str, costs: Costs) -> list[Way]:
    """The ways to meet a requirement of which nothing is there yet."""
    children = []
    for part in node.parts:
        if isinstance(part, Need):
            children.append([frozenset({Ask(part.criterion, where)})])
        elif isinstance(part, AtLeast):
            children.append(_fresh(part, where, costs))
    return _some(node.count, children, costs)


def _without_implied(standard: Standard, way: Way, unanswered: set[str]) -> Way:
    """Leave out what comes with another criterion of the same way, as long as nobody answered it otherwise."""
    named = {ask.criterion for ask in way}
    return frozenset(
        ask
        for ask in way
        if ask.criterion not in unanswered
        or ask.criterion not in standard.criteria_by_id
        or not named & set(standard.criteria_by_id[ask.criterion].implied_by)
    )


def step_by_ways(standard: Standard, tier_id: str, ways: Iterable[Way]) -> NextStep:
    """The best of these ways, in the order in which they are shown."""
    costs = Costs(standard)
    return NextStep(tier_id, tuple(costs.sorted(way) for way in costs.cheapest(ways)))


def tried_ways(candidates: Sequence[str], reaches: Callable[[frozenset[str]], bool]) -> Iterator[Way]:
    """The smallest sets by trying: for scores, whose tiers have no requirement to read them from.

    :param candidates: criteria that could still be better answered.
    :param reaches: whether the tier, or a higher one, is reached when these criteria have their best answer.
    """
    if not reaches(frozenset(candidates)):
        return
    found: list[frozenset[str]] = []
    sizes = (frozenset(some) for size in range(1, len(candidates) + 1) for some in combinations(candidates, size))
    for some in islice(sizes, TRIALS):
        if len(found) == WAYS_SHOWN or (found and len(some) > len(found[0]) + 1):
            break
        if not any(way <= some for way in found) and reaches(some):
            found.append(some)
    for way in found or [_smallest(frozenset(candidates), reaches)]:
        yield frozenset(Ask(name) for name in way)


def _smallest(some: frozenset[str], reaches: Callable[[frozenset[str]], bool]) -> frozenset[str]:
    for name in sorted(some):
        if reaches(some - {name}):
            some -= {name}
    return some
