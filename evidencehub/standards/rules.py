"""How answers combine. A rule is a tree of small nodes, so that the rules of other standards can be files and not code.

Every node is met, not met or cannot tell. A node cannot tell when the answers still missing could turn it either way.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MET, NOT_MET, CANNOT_TELL = "met", "not-met", "cannot-tell"


@dataclass(frozen=True, slots=True)
class Need:
    """One criterion that has to be satisfied."""

    criterion: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` of ``parts``. All of them and any one of them are the two ends of the same thing."""

    count: int
    parts: tuple["Node", ...]


Node = Need | AtLeast


def all_of(parts: Sequence[Node]) -> AtLeast:
    return AtLeast(len(parts), tuple(parts))


def any_of(parts: Sequence[Node]) -> AtLeast:
    return AtLeast(1, tuple(parts))


class Judged(NamedTuple):
    """What became of one criterion: its state, and the finding that decided it."""

    criterion: str
    state: str
    answer: str  # as given; cannot-tell when nobody answered
    level: str | None  # submission, study or outcome: where the deciding finding was made; None when there is none
    place: str | None  # id of that study or outcome
    implied_by: str | None  # the criterion whose finding was taken for this one, which was not answered itself


class Combined(NamedTuple):
    """What became of a node with parts."""

    needed: int
    state: str
    parts: tuple["Verdict", ...]
    met_count: int


Verdict = Judged | Combined


def criteria_in(node: Node) -> list[str]:
    """Ids of all criteria in the tree, in order."""
    if isinstance(node, Need):
        return [node.criterion]
    return [criterion for part in node.parts for criterion in criteria_in(part)]


def leaves(verdict: Verdict) -> list[Judged]:
    if isinstance(verdict, Judged):
        return [verdict]
    return [leaf for part in verdict.parts for leaf in leaves(part)]


def without(node: AtLeast, left_out: Collection[str]) -> AtLeast:
    """Return the same rule without some criteria.

    Each part that falls away lowers the count by one, as if it were met. So the result is never harder to meet than the
    whole rule, and an evidence tier can never lie below the published tier.
    """
    parts: list[Node] = []
    for part in node.parts:
        if isinstance(part, Need):
            if part.criterion not in left_out:
                parts.append(part)
            continue
        smaller = without(part, left_out)
        if smaller.count > 0:  # a group with nothing left to ask is met, and falls away like its criteria
            parts.append(smaller)
    return AtLeast(max(0, node.count - (len(node.parts) - len(parts))), tuple(parts))


def combine(node: AtLeast, judged: Mapping[str, Judged]) -> Combined:
    """Work out a node from what became of the criteria (``judged`` holds every criterion in the tree)."""
    parts = tuple([judged[part.criterion] if isinstance(part, Need) else combine(part, judged) for part in node.parts])
    states = [part.state for part in parts]
    met = states.count(MET)
    could_be_met = met + states.count(CANNOT_TELL) >= node.count
    state = MET if met >= node.count else CANNOT_TELL if could_be_met else NOT_MET
    return Combined(node.count, state, parts, met)


def cumulative_gate(verdicts: Sequence[Combined]) -> int:
    """Return how many tiers are reached, lowest first: the first that is not met stops the climb."""
    for reached, verdict in enumerate(verdicts):
        if verdict.state != MET:
            return reached
    return len(verdicts)


RULES: Mapping[str, Callable[[Sequence[Combined]], int]] = {"cumulative_gate": cumulative_gate}
