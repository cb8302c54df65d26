"""Whom to propose for several cases at once, so that nobody gets more of them than the others without a reason.

Two rounds: the first place of each case, chosen with the best partner in mind, then the second beside it. In each round
every further case of a person costs as much as an open one, and the sum over all cases is as small as it can be.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from evidencehub.review.panels import Wanted
from evidencehub.review.suggesting import OPEN_CASE, Option, burden_of, share_a_place
from evidencehub.statistics.assigning import cheapest

Solve = Callable[[Sequence[Sequence[float]]], list[int]]
IMPOSSIBLE = 1e6  # more than anything that can happen, so that it is chosen only where nothing else is left


@dataclass(frozen=True)
class Waiting:
    """A case that waits for two reviewers: who could be asked, and whom its standard wants."""

    options: tuple[Option, ...]
    panel: Wanted | None = None


def balanced(waiting: Sequence[Waiting], *, solve: Solve = cheapest) -> list[tuple[Option, ...]]:
    """Two people for each case, in its order; fewer where nobody is left who could be asked."""
    firsts = _round(waiting, [() for _ in waiting], Counter(), solve)
    load = Counter(person.id for chosen in firsts for person in chosen)
    return _round(waiting, firsts, load, solve)


def _round(
    waiting: Sequence[Waiting],
    chosen: Sequence[tuple[Option, ...]],
    load: Mapping[UUID | str, int],
    solve: Solve,
) -> list[tuple[Option, ...]]:
    people = sorted({one.id for case in waiting for one in case.options}, key=str)
    columns = [(key, nth) for key in people for nth in range(len(waiting))]
    if not columns:
        return list(chosen)
    costs = []
    for case, beside in zip(waiting, chosen, strict=True):
        each = {one.id: _cost(case, beside, one) for one in case.options}
        costs.append([each.get(key, IMPOSSIBLE) + OPEN_CASE * (load.get(key, 0) + nth) for key, nth in columns])
    found = []
    for row, (case, beside, column) in enumerate(zip(waiting, chosen, solve(costs), strict=True)):
        known = {one.id: one for one in case.options}
        key = columns[column][0]
        is_possible = key in known and costs[row][column] < IMPOSSIBLE / 2
        found.append((*beside, known[key]) if is_possible else tuple(beside))
    return found


def _cost(case: Waiting, beside: tuple[Option, ...], one: Option) -> float:
    """Of the pair that comes of it: with whoever is chosen already, or else with the best partner there is."""
    partners = beside or [other for other in case.options if other.id != one.id]
    pairs = [(one, other) for other in partners if other.id != one.id and not share_a_place([one, other])]
    if pairs:
        return min(burden_of(pair, case.panel) for pair in pairs)
    return IMPOSSIBLE if beside else IMPOSSIBLE / 4 + burden_of([one], case.panel)  # better alone than nobody
