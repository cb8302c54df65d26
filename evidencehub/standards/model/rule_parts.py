"""The parts of a standard's rule: tables, routes, flow charts, scores, summaries, cost bands. Values only."""

import math
from dataclasses import dataclass

from evidencehub.standards.model.nodes import AtLeast

NEAR = 1e-9  # shares are decimals typed by people; 0.1 + 0.2 must not fall off an edge
SCORE_RULES = ("min_of_columns_minus_penalty", "ceiling_minus_failures", "start_plus_moves_clamped")


@dataclass(frozen=True, slots=True)
class Bands:
    """Turns a number into an answer: the first step whose limit (included) is not passed, else ``otherwise``."""

    fact: str
    steps: tuple[tuple[str, float], ...]
    otherwise: str
    round: int | None = None  # decimals kept before looking up

    def answer(self, value: float) -> str:
        number = round(value + NEAR, self.round) if self.round is not None else value
        return next((answer for answer, limit in self.steps if number <= limit + NEAR), self.otherwise)


@dataclass(frozen=True, slots=True)
class Table:
    """The most that a fact may be, by another fact. Looked up by rounding to the step."""

    id: str
    label: str
    by: str
    step: float
    rows: tuple[tuple[float, float], ...]
    provenance: str
    source: str
    round: str = "down"  # or "nearest"; half a step goes up

    def limit(self, value: float) -> float | None:
        """The limit for a value; None beyond the last row, or below the first."""
        if self.round == "nearest":
            value = math.floor(value / self.step + 0.5 + NEAR) * self.step
        found = None
        for start, limit in self.rows:
            if start > value + NEAR:
                return found
            found = limit
        return found if self.rows and value < self.rows[-1][0] + self.step - NEAR else None


@dataclass(frozen=True, slots=True)
class Group:
    """A section of criteria that do not belong to one tier; in parallel scores it gets a score of its own."""

    id: str
    label: str
    plain: str


@dataclass(frozen=True, slots=True)
class Route:
    """A way through the standard for some designs: not everything is asked of everybody."""

    id: str
    label: str
    plain: str
    designs: tuple[str, ...] = ()  # none: every design that no other route names


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a flow chart; ``yes`` and ``no`` name the next step, or a tier."""

    id: str
    label: str
    ask: AtLeast
    yes: str
    no: str
    cannot_tell: str = ""  # where the published rule says what missing information leads to


@dataclass(frozen=True, slots=True)
class PenaltyRow:
    """How far a score drops for a number of high and moderate threats (from, to; both included)."""

    high: tuple[int, int]
    moderate: tuple[int, int]
    drop: int
    same: bool | None = None  # the likely directions agree; None: either

    def fits(self, high: int, moderate: int, *, same: bool) -> bool:
        in_range = self.high[0] <= high <= self.high[1] and self.moderate[0] <= moderate <= self.moderate[1]
        return in_range and self.same in (None, same)


@dataclass(frozen=True, slots=True, eq=False)  # by identity: the coach asks thousands of times, and hashing is slow
class Penalty:
    criteria: tuple[str, ...]
    moderate: str
    high: str
    judge: str  # the criterion by which reviewers decide where the published rows have a gap
    rows: tuple[PenaltyRow, ...]
    same_direction: str = ""  # the fact that says so; "" where the direction plays no part


@dataclass(frozen=True, slots=True)
class Score:
    columns: tuple[str, ...]  # criteria; the lowest counts
    moves: tuple[str, ...] = ()  # criteria whose points are added
    up_only_without_down: bool = False
    penalty: Penalty | None = None
    not_scored: str = ""  # the label for what the scale cannot score: a column is answered so
    not_scored_from: float | None = None  # the label holds only where the other columns come to at least this


@dataclass(frozen=True, slots=True)
class Rating:
    """A label for all studies of one domain together."""

    id: str
    label: str
    plain: str
    requirement: AtLeast
    provenance: str = "unverified"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a standard says of all studies together, once each has its tier. The first rating that is met holds."""

    title: str
    plain: str
    ratings: tuple[Rating, ...]  # in the order in which they are looked at


@dataclass(frozen=True, slots=True)
class CostBand:
    id: str
    label: str
    plain: str
    below: float | None = None  # pounds for each person
    up_to: float | None = None
    provenance: str = "unverified"
    source: str = ""

    def holds(self, cost: float) -> bool:
        if self.below is not None:
            return cost < self.below
        return self.up_to is None or cost <= self.up_to
