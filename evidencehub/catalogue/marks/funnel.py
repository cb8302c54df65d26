"""A funnel plot as values: each study by its effect, and by how exact it is. In percent of width and height. No HTML.

Exact studies stand at the top. Without other differences than chance 95 of 100 would stand between the two lines; where
one side below is empty, small studies found other effects than large ones. The markup is
``templates/components/funnel.html``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.959963984540054  # of a 95 % interval
FIRST, LAST = 4.0, 96.0  # percent: where both axes begin and end, so that no mark is cut off


@dataclass(frozen=True)
class Funnel:
    """``lines`` lead from the mean at the top to the end of either side at the bottom."""

    points: tuple[tuple[float, float], ...]  # x and y
    top: float  # x of the mean
    bottom: tuple[float, float]  # x of both lines where they end
    none: float  # x of no difference


def draw(studies: Sequence[tuple[float, float]], mean: float) -> Funnel:
    """:param studies: effect and standard error of each, above 0 better; :param mean: of all, on the same scale."""
    largest = max(error for _, error in studies)
    reach = Z * largest
    low = min(0.0, mean - reach, *(effect for effect, _ in studies))
    high = max(0.0, mean + reach, *(effect for effect, _ in studies))

    def x(value: float) -> float:
        return round(FIRST + (LAST - FIRST) * (value - low) / (high - low), 2)

    def y(error: float) -> float:
        return round(FIRST + (LAST - FIRST) * error / largest, 2)

    return Funnel(
        tuple((x(effect), y(error)) for effect, error in studies), x(mean), (x(mean - reach), x(mean + reach)), x(0)
    )
