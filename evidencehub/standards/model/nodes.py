"""The pieces from which rules are made, so that the rule of another standard is a file and not code.

Two kinds of tree share the same joints (:class:`AtLeast`). *Requirements* say which criteria have to be satisfied and
by how many studies. *Tests* decide a criterion from facts and from the design of the study.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

COMPARISONS = ("at_least", "at_most", "above", "below", "is", "one_of")
SIDES = ("no_more_than", "fewer_than", "more_than")
WHICH_RESULTS = ("any_result", "every_result", "no_result")
POOLED_SIDES = ("positive", "negative")


@dataclass(frozen=True, slots=True)
class Need:
    """One criterion that has to be satisfied, or that has to have one of ``answers``."""

    criterion: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` of ``parts``. All of them and any one of them are the two ends of the same thing."""

    count: int
    parts: tuple["Node", ...]
    label: str = ""  # the name of a quality that a standard uses in several places, such as "a rigorous study"


@dataclass(frozen=True, slots=True)
class Studies:
    """At least ``count`` studies (or at most, for what must not be there) each of which satisfies ``where``."""

    count: int
    where: AtLeast
    distinct: bool = False  # samples that do not overlap, by sample id
    at_most: bool = False
    by_route: Mapping[str, AtLeast] = field(default_factory=dict, hash=False)  # ``where`` as asked on each route

    def asked_on(self, route: str | None) -> AtLeast:
        return self.by_route.get(route, self.where) if route else self.where


@dataclass(frozen=True, slots=True)
class Sides:
    """Studies that satisfy ``these`` beside studies that satisfy ``those``: which may outnumber the other."""

    these: AtLeast
    those: AtLeast
    how: str = "no_more_than"  # one of SIDES; the other two are strict


@dataclass(frozen=True, slots=True)
class OfResults:
    """One voice for a study: what any, every or none of its results satisfies. Only inside a count of studies."""

    which: str  # one of WHICH_RESULTS
    where: AtLeast


@dataclass(frozen=True, slots=True)
class OnAverage:
    """One voice for a study: what its results satisfy on average, those of them that satisfy ``among``."""

    where: AtLeast
    among: AtLeast


@dataclass(frozen=True, slots=True)
class Total:
    """A fact added up over the studies that satisfy ``where``, each sample once."""

    fact: str
    amount: float
    where: AtLeast


@dataclass(frozen=True, slots=True)
class PooledEffect:
    """A question about all studies together: is their average clearly on this side? Answered for the whole, or pooled.

    The average is one by weights 1/se² over the studies that satisfy ``among``.
    """

    criterion: str
    side: str  # one of POOLED_SIDES, turned so that positive is better for people
    p_below: float
    among: AtLeast


@dataclass(frozen=True, slots=True)
class WeightShare:
    """A question about all studies together: do those that satisfy ``where`` carry more than this share of the weight?

    Answered for the whole, or from the weights of the studies that satisfy ``among``, each 1/se².
    """

    criterion: str
    where: AtLeast
    above: float  # 0 to 1, not included
    among: AtLeast


@dataclass(frozen=True, slots=True)
class Rated:
    """The tier that the part itself was given; only for a summary, which comes after the rule."""

    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A fact compared with a value; numbers in the unit of the fact."""

    fact: str
    comparison: str  # one of COMPARISONS
    value: float | str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WithinTable:
    """A fact that is at most what a table allows for another fact."""

    fact: str
    table: str
    by: str


@dataclass(frozen=True, slots=True)
class OfDesign:
    """The study has one of these designs."""

    designs: tuple[str, ...]


Test = AtLeast | Threshold | WithinTable | OfDesign
Pooling = PooledEffect | WeightShare
Counting = Studies | Sides | Total
Node = AtLeast | Need | Counting | Pooling | OfResults | OnAverage | Rated | Threshold | WithinTable | OfDesign
NEVER = AtLeast(1, ())


def all_of(parts: Sequence[Node], label: str = "") -> AtLeast:
    return AtLeast(len(parts), tuple(parts), label)


def any_of(parts: Sequence[Node]) -> AtLeast:
    return AtLeast(1, tuple(parts))


def walk(node: Node) -> Iterable[Node]:
    """Every node of a tree, the outer ones first."""
    yield node
    if isinstance(node, AtLeast):
        inner: Iterable[Node] = node.parts
    elif isinstance(node, Studies | Total | OfResults):
        inner = (node.where,)
    elif isinstance(node, OnAverage | WeightShare):
        inner = (node.where, node.among)
    elif isinstance(node, PooledEffect):
        inner = (node.among,)
    else:
        inner = (node.these, node.those) if isinstance(node, Sides) else ()
    for part in inner:
        yield from walk(part)


def speaks_for_study(node: AtLeast) -> bool:
    """Whether a requirement looks at a study as one, and not at one of its results."""
    return any(
        isinstance(part, OfResults | OnAverage) or (isinstance(part, AtLeast) and speaks_for_study(part))
        for part in node.parts
    )


def criteria_in(node: Node) -> list[str]:
    """Ids of all criteria in a requirement, in order."""
    return [found.criterion for found in walk(node) if isinstance(found, Need | PooledEffect | WeightShare)]


def facts_in(node: Node) -> list[str]:
    """Names of all facts that a tree looks at, in order."""
    names: list[str] = []
    for found in walk(node):
        if isinstance(found, Threshold | Total):
            names.append(found.fact)
        elif isinstance(found, WithinTable):
            names += [found.fact, found.by]
    return names


def without(node: AtLeast, left_out: Collection[str], *, outside_counts_only: bool = False) -> AtLeast:
    """Return the same requirement without some criteria.

    Each part that falls away lowers the count by one, as if it were met. So the result is never harder to meet than the
    whole, and an evidence tier can never lie below the published tier. What limits a number of studies falls away as a
    whole when it looks at any of these criteria: without them it would forbid more than it did. So does what no result
    of a study may have, what its results have on average, and what is pooled.

    :param outside_counts_only: leave what is asked of each study as it is.
    """
    return _without_all(node, frozenset(left_out), outside_counts_only)


@lru_cache(maxsize=4096)  # equal trees come back as one object, so that working them out can be done once for all
def _without_all(node: AtLeast, left_out: frozenset[str], outside_counts_only: bool) -> AtLeast:
    smaller = [_without(part, left_out, outside_counts_only) for part in node.parts]
    if all(new is old for new, old in zip(smaller, node.parts, strict=True)):
        return node
    parts = tuple(part for part in smaller if part is not None)
    return AtLeast(max(0, node.count - (len(node.parts) - len(parts))), parts, node.label)


def _without(node: Node, left_out: frozenset[str], outside_counts_only: bool) -> Node | None:
    match node:
        case Need():
            return None if node.criterion in left_out else node
        case AtLeast():
            smaller = _without_all(node, left_out, outside_counts_only)
            return smaller if smaller.count > 0 else None  # nothing left to ask: met, and so it falls away
        case Studies() | Sides() | Total() | PooledEffect() | WeightShare() if outside_counts_only:
            return node
        case Studies(at_most=False):
            return _without_in_studies(node, left_out)
        case OfResults(which="any_result" | "every_result"):
            where = _without_all(node.where, left_out, False)
            return OfResults(node.which, where) if where.count > 0 else None
        case Studies() | Sides() | OfResults() | OnAverage() | PooledEffect() | WeightShare():
            return None if left_out.intersection(criteria_in(node)) else node
        case Total():
            where = _without_all(node.where, left_out, False)
            return node if where is node.where else Total(node.fact, node.amount, where)
    return node


def _without_in_studies(node: Studies, left_out: frozenset[str]) -> Studies:
    where = _without_all(node.where, left_out, False)
    if where is node.where:
        return node
    by_route = {route: _without_all(asked, left_out, False) for route, asked in node.by_route.items()}
    return Studies(node.count, where, node.distinct, by_route=by_route)


def routed(node: AtLeast, left_out_by_route: Mapping[str, Collection[str]]) -> AtLeast:
    """Return the same requirement, with what is asked of a study differing by the route that its design takes."""
    return AtLeast(node.count, tuple(_routed(part, left_out_by_route) for part in node.parts), node.label)


def _routed(node: Node, left_out_by_route: Mapping[str, Collection[str]]) -> Node:
    if isinstance(node, AtLeast):
        return routed(node, left_out_by_route)
    if not isinstance(node, Studies):
        return node
    by_route = {}
    for route, left_out in left_out_by_route.items():
        is_touched = bool(set(criteria_in(node.where)) & set(left_out))
        by_route[route] = NEVER if is_touched and node.at_most else without(node.where, left_out)
    return Studies(node.count, node.where, node.distinct, node.at_most, by_route)
