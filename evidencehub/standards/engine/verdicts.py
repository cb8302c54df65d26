"""What became of the pieces of a rule: each is met, not met or cannot be told from what is known.

A node cannot be told when the answers still missing could turn it either way.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from evidencehub.standards.model.nodes import Counting, Studies

MET, NOT_MET, CANNOT_TELL = "met", "not-met", "cannot-tell"


class Tested(NamedTuple):
    """What became of a test on facts or on the design."""

    state: str
    kind: str  # a comparison, "within-table", "design", or "all"/"any"/"at-least" for a group
    name: str  # the fact; "" for a design or a group
    value: float | str | bool | None  # as given; None when it is missing
    wanted: Any  # what it is compared with: a value, a limit, names of designs, or the count of a group
    by: tuple[str, float | None] | None = None  # for a table: the fact it is looked up by, and its value
    parts: tuple["Tested", ...] = ()


class Pool(NamedTuple):
    """Studies put together: what came out, or what is missing before it can be told."""

    state: str
    studies: int
    average: tuple[float, float, float, float] | None = None  # with the ends of its interval and p; above 0 is better
    share: tuple[float, float] | None = None  # of the weight, from 0 to 1: at least and at most
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()  # study, and the facts that it lacks
    unsure: tuple[str, ...] = ()  # studies of which it is not known whether they belong to those
    shared: tuple[str, ...] = ()  # studies of the same people


class Judged(NamedTuple):
    """What became of one criterion: its state, and the finding, fact or design that decided it."""

    criterion: str
    state: str
    answer: str  # as given or worked out; cannot-tell when there is nothing to go by
    level: str | None  # submission, study, outcome, fact, design or pool: what decided; None when nothing did
    place: str | None  # id of that study or outcome
    implied_by: str | None = None  # the criterion whose finding was taken for this one, which was not answered itself
    tested: Tested | None = None
    overruled: str | None = None  # the finding that a fact contradicts
    wanted: tuple[str, ...] = ()  # the answers that the rule asks for here, where they are not the accepted ones
    pool: Pool | None = None  # of a question about all studies that they answer together


class Combined(NamedTuple):
    """What became of a node with parts."""

    needed: int
    state: str
    parts: tuple["Verdict", ...]
    met_count: int
    label: str = ""


class StudyVerdict(NamedTuple):
    """How one study did on what is counted, by its best outcome."""

    study: str | None
    sample: str | None
    state: str
    verdict: Combined


class Counted(NamedTuple):
    """What became of a count of studies; the two numbers differ when something is missing."""

    node: Counting
    state: str
    needed: float
    met_count: float  # for certain
    could_be: float  # when all that is missing turns out well
    parts: tuple[StudyVerdict, ...]


Verdict = Judged | Combined | Counted


def leaves(verdict: Verdict) -> list[Judged]:
    """Every criterion in the tree; of a count of studies, as the study did that came nearest."""
    if isinstance(verdict, Judged):
        return [verdict]
    if isinstance(verdict, Counted):
        nearest = nearest_study(verdict)
        return leaves(nearest.verdict) if nearest else []
    return [leaf for part in verdict.parts for leaf in leaves(part)]


def nearest_study(counted: Counted) -> StudyVerdict | None:
    """The study that came nearest to what is counted without reaching it; else the first; None without studies."""
    short = [part for part in counted.parts if part.state != MET]
    if not short:
        return counted.parts[0] if counted.parts else None
    return max(short, key=lambda part: (part.verdict.met_count - part.verdict.needed, part.state == CANNOT_TELL))


def open_in(verdict: Verdict) -> list[Judged]:
    """Criteria not met, in those parts of a requirement that are not met.

    Where no study may be of some kind: what the study has that is, or what is not known of one that could be.
    """
    if verdict.state == MET:
        return []
    if isinstance(verdict, Judged):
        return [verdict]
    if isinstance(verdict, Counted) and isinstance(verdict.node, Studies) and verdict.node.at_most:
        against = [part for part in verdict.parts if part.state in (MET, CANNOT_TELL)]
        return [leaf for part in against for leaf in leaves(part.verdict) if leaf.state == part.state]
    if isinstance(verdict, Counted):
        nearest = nearest_study(verdict)
        return open_in(nearest.verdict) if nearest else []
    return [leaf for part in verdict.parts for leaf in open_in(part)]


JudgedById = Mapping[str, Judged]
