"""A forest plot as values: where every point, margin of error and tick stands, in percent of the width. No HTML.

Right is always better, by the direction of the measure: where lower is better the axis runs the other way and keeps its
numbers. Ratios are kept and drawn as logs, and 1 is the line of no difference. The markup is
``templates/components/forest.html``; widths in percent need no ``viewBox``, so words stay as large on a phone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, floor, log, log10
from statistics import NormalDist, median
from typing import Literal

from evidencehub.shared.words import number

Scale = Literal["number", "ratio", "places"]  # places: standard deviations, told as places in a line of 100
FIRST, LAST = 5.0, 95.0  # percent: where the axis begins and ends, so that no mark is cut off
LEAST_SIDE = 0.22  # of the axis that either side of no difference has, so that its words have room
FARTHEST = 3.0  # a margin of error is cut (and says so) at this many times the rest: one vague study squashes nobody
TICKS = 6  # at most
_PLACES = (1, 2, 5, 10, 20, 30, 40, 45, 48)
_STEPS_OF_RATIOS = (log(1.05), log(1.1), log(1.25), log(1.5), log(2), log(4), log(10))
_LEAST = {"number": 0.0, "ratio": log(1.1), "places": 0.05}  # how far the longer side reaches at the least
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Point:
    """An effect with the ends of its interval, as they are kept; no end where nobody gives one."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Row:
    """One line of the picture and of the table: a study with its results, or all of them together."""

    label: str
    points: tuple[Point, ...]  # none where there is no number to draw
    told: str  # the same in words and numbers
    people: str = ""
    note: str = ""
    address: str = ""
    is_change: bool = False  # nobody to compare with: drawn hollow
    is_together: bool = False  # of several studies: drawn as a bar as wide as its interval


@dataclass(frozen=True)
class Mark:
    """In percent of the width; ``low`` is the left end. An end that goes on beyond the axis is cut."""

    x: float
    low: float | None
    high: float | None
    goes_on_left: bool = False
    goes_on_right: bool = False


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Forest:
    rows: tuple[tuple[Row, tuple[Mark, ...]], ...]
    ticks: tuple[Tick, ...]
    line: float  # no difference
    left: str  # what lies on this side: "worse"
    right: str
    unit: str  # what the ticks count

    @property
    def is_cut(self) -> bool:
        return any(mark.goes_on_left or mark.goes_on_right for _, marks in self.rows for mark in marks)

    @property
    def has_margins(self) -> bool:
        return any(mark.low is not None for _, marks in self.rows for mark in marks)

    @property
    def is_change(self) -> bool:
        return bool(self.rows) and all(row.is_change for row, _ in self.rows)


def draw(rows: Sequence[Row], *, scale: Scale, better: Literal["higher", "lower", ""], unit: str = "") -> Forest:
    """Lay the rows out on one axis.

    :param better: which way of the numbers is better for people; "" where that is not known.
    """
    sign = -1 if better == "lower" else 1
    points = [point for row in rows for point in row.points]
    shown = [sign * each for point in points for each in (point.value, point.low, point.high) if each is not None]
    first, last = _ends(shown, [abs(point.value) for point in points], _LEAST[scale])

    def x(value: float) -> float:
        return round(FIRST + (LAST - FIRST) * (min(max(sign * value, first), last) - first) / (last - first), 2)

    return Forest(
        rows=tuple((row, tuple(_mark(point, x, sign, first, last) for point in row.points)) for row in rows),
        ticks=tuple(Tick(x(sign * at), label) for at, label in _ticks(scale, sign, first, last)),
        line=x(0),
        left="worse" if better else "lower",
        right="better" if better else "higher",
        unit=unit,
    )


def _mark(point: Point, x: Callable[[float], float], sign: int, first: float, last: float) -> Mark:
    if point.low is None or point.high is None:
        return Mark(x(point.value), None, None)
    left, right = sorted((sign * point.low, sign * point.high))
    return Mark(x(point.value), x(sign * left), x(sign * right), left < first, right > last)


def _ends(shown: Sequence[float], sizes: Sequence[float], reach: float) -> tuple[float, float]:
    """Where the axis begins and ends, in the direction in which it is drawn; 0 lies between."""
    if not any(shown):
        return -(reach or 1.0), reach or 1.0
    cap = FARTHEST * max(max(sizes, default=0), median(abs(each) for each in shown if each))
    low, high = max(min(0.0, *shown), -cap), min(max(0.0, *shown), cap)
    if max(-low, high) < reach:
        low, high = (-reach, high) if -low > high else (low, reach)
    least = LEAST_SIDE * (high - low) / (1 - LEAST_SIDE)
    return min(low, -least), max(high, least)


def _ticks(scale: Scale, sign: int, first: float, last: float) -> Iterator[tuple[float, str]]:
    if scale == "places":
        yield from _ticks_in_places(first, last)
        return
    step = _step_of_ratios(first, last) if scale == "ratio" else _step(last - first)
    for count in range(-floor(-first / step + 1e-9), floor(last / step + 1e-9) + 1):
        value = sign * count * step
        yield count * step, number(exp(value) if scale == "ratio" else value, 2 if scale == "ratio" else _digits(step))


def _step(width: float) -> float:
    """1, 2 or 5 times a power of ten, so that there are no more than a few."""
    rough = width / (TICKS - 1)
    power = 10.0 ** floor(log10(rough))
    return next(power * each for each in (1, 2, 5, 10) if power * each >= rough * (1 - 1e-9))


def _digits(step: float) -> int:
    return max(0, -floor(log10(step) + 1e-9))


def _step_of_ratios(first: float, last: float) -> float:
    """The finest step of which there are no more than a few; tens, hundreds and so on where the axis is long."""
    most = (last - first) / (TICKS - 2)
    return next((step for step in _STEPS_OF_RATIOS if step >= most), log(10) * max(1, -(-most // log(10))))


def _ticks_in_places(first: float, last: float) -> Iterator[tuple[float, str]]:
    room = (last - first) / TICKS
    yield 0.0, "0"
    for side, end in ((-1, -first), (1, last)):
        at = 0.0
        for places in _apart(end):
            value = _NORMAL.inv_cdf(0.5 + places / 100)
            if value <= end and value - at >= room * 0.8:
                at = value
                yield side * value, str(places)


def _apart(end: float) -> Iterable[int]:
    """Round numbers first, where there is room for them."""
    return [each for each in _PLACES if each >= 10] if end >= _NORMAL.inv_cdf(0.6) else _PLACES
