"""The shortest ways to the next tier: which requirements are still open, in sets that would each be enough."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidencehub.standards.models import NO_FINDING, Standard
from evidencehub.standards.rules import MET, Combined, Judged, Verdict, leaves

WAYS_SHOWN = 12  # a rule with many alternatives has thousands of ways; nobody reads more than a few

Way = frozenset[str]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next tier and the sets of criteria that would reach it: fewest first, then least effort."""

    tier: str
    needs: tuple[tuple[str, ...], ...]  # in each set the easiest comes first

    def as_dict(self) -> dict[str, object]:
        return {"tier": self.tier, "needs": [list(way) for way in self.needs]}


def next_step(standard: Standard, tier_id: str, verdict: Combined) -> NextStep:
    """Work out what the tier still needs from what became of its requirement."""
    order = {criterion.id: place for place, criterion in enumerate(standard.criteria)}
    efforts = {criterion.id: criterion.effort_rank for criterion in standard.criteria}

    def cost(way: Way) -> tuple[int, int, list[int]]:
        return len(way), sum(efforts[criterion] for criterion in way), sorted(order[criterion] for criterion in way)

    def cheapest(ways: Iterable[Way]) -> list[Way]:
        """The best few ways; one that asks for all of another and more is no way of its own."""
        kept: list[Way] = []
        for way in sorted(set(ways), key=cost):
            if not any(other <= way for other in kept):
                kept.append(way)
            if len(kept) == WAYS_SHOWN:
                break
        return kept

    def ways_to(part: Verdict) -> list[Way]:
        if part.state == MET:
            return [frozenset()]
        if isinstance(part, Judged):
            return [frozenset({part.criterion})]
        # by_count[n]: the best ways to meet n of the parts looked at so far
        missing = part.needed - part.met_count
        by_count: list[list[Way]] = [[frozenset()], *([] for _ in range(missing))]
        for child in part.parts:
            if child.state == MET:
                continue
            own = ways_to(child)
            for count in range(missing, 0, -1):
                joined = [way | other for way in by_count[count - 1] for other in own]
                by_count[count] = cheapest([*by_count[count], *joined])
        return by_count[missing]

    unanswered = {leaf.criterion for leaf in leaves(verdict) if leaf.answer == NO_FINDING}
    shortest = cheapest(_without_implied(standard, way, unanswered) for way in ways_to(verdict))
    sets = tuple(tuple(sorted(way, key=lambda name: (efforts[name], order[name]))) for way in shortest)
    return NextStep(tier_id, sets)


def _without_implied(standard: Standard, way: Way, unanswered: set[str]) -> Way:
    """Leave out what comes with another criterion of the same way, as long as nobody answered it otherwise."""
    return frozenset(
        name for name in way if name not in unanswered or not way & set(standard.criterion(name).implied_by)
    )
