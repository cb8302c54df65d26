"""Which numbers a test allows for each fact: to see thresholds that contradict each other."""

from dataclasses import dataclass

from evidencehub.standards.model.nodes import AtLeast, Test, Threshold

_LOWER, _UPPER = ("at_least", "above"), ("at_most", "below")


@dataclass(frozen=True, slots=True)
class Interval:
    low: float = float("-inf")
    high: float = float("inf")
    is_open: bool = False  # one of the ends is not allowed itself

    def and_(self, other: "Interval") -> "Interval":
        return Interval(max(self.low, other.low), min(self.high, other.high), self.is_open or other.is_open)

    @property
    def is_empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and self.is_open)

    def __str__(self) -> str:
        if self.low == float("-inf"):
            return f"{'below' if self.is_open else 'at most'} {self.high:g}"
        if self.high == float("inf"):
            return f"{'above' if self.is_open else 'at least'} {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


def limits_in(test: Test) -> tuple[dict[str, Interval], str]:
    """What must hold for each number, and the contradiction if there is one; alternatives are not looked into."""
    limits: dict[str, Interval] = {}
    for part in _together(test):
        if part.comparison not in (*_LOWER, *_UPPER) or not isinstance(part.value, float):
            continue
        is_open = part.comparison in ("above", "below")
        own = (
            Interval(low=part.value, is_open=is_open)
            if part.comparison in _LOWER
            else Interval(high=part.value, is_open=is_open)
        )
        before = limits.get(part.fact, Interval())
        if before.and_(own).is_empty:
            return limits, f"{part.fact} {before} and {own}"
        limits[part.fact] = before.and_(own)
    return limits, ""


def _together(test: Test) -> list[Threshold]:
    if isinstance(test, Threshold):
        return [test]
    if isinstance(test, AtLeast) and test.count == len(test.parts):
        return [found for part in test.parts for found in _together(part)]  # type: ignore[arg-type]
    return []
