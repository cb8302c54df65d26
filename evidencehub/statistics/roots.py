"""Where a function of one variable is zero."""

from collections.abc import Callable

EPSILON = 2.0**-52
USUAL_TOLERANCE = EPSILON**0.25  # 1.22e-4, what R's ``uniroot`` stops at


def zero_between(function: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """A zero of ``function``, whose signs at ``low`` and ``high`` differ, to within ``tolerance``.

    Stops where R's ``uniroot`` does, so that an estimate defined by such a zero equals R's in every digit.
    Source: Brent, Algorithms for Minimization without Derivatives (1973), chapter 4.
    """
    older, older_value = low, function(low)
    best, best_value = high, function(high)
    other, other_value = older, older_value  # on the other side of the zero than ``best``
    while True:
        before = best - older
        if abs(other_value) < abs(best_value):
            older, best, other = best, other, best
            older_value, best_value, other_value = best_value, other_value, best_value
        enough = 2 * EPSILON * abs(best) + tolerance / 2
        step = (other - best) / 2
        if abs(step) <= enough or best_value == 0:
            return best
        if abs(before) >= enough and abs(older_value) > abs(best_value):
            guess = _interpolated(older, best, other, (older_value, best_value, other_value))
            if guess is not None and abs(guess) < min(0.75 * abs(other - best) - enough / 2, abs(before) / 2):
                step = guess
        if abs(step) < enough:
            step = enough if step > 0 else -enough
        older, older_value = best, best_value
        best += step
        best_value = function(best)
        if (best_value > 0) == (other_value > 0) and best_value != 0:
            other, other_value = older, older_value


def _interpolated(older: float, best: float, other: float, values: tuple[float, float, float]) -> float | None:
    """The step from ``best`` that a line or a parabola through the points takes, if it leads towards ``other``."""
    older_value, best_value, other_value = values
    second = best_value / older_value
    if older == other:
        rise, run = (other - best) * second, second - 1
    else:
        ratio, first = older_value / other_value, best_value / other_value
        rise = second * ((other - best) * ratio * (ratio - first) - (best - older) * (first - 1))
        run = (1 - ratio) * (first - 1) * (second - 1)
    if run == 0 or (step := rise / run) * (other - best) <= 0:
        return None
    return step
