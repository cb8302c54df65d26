"""A difference between percentages as people in every 100, beside how many it is without the project."""

from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.left_out import left_out
from evidencehub.shared.words import FEWEST, number


def per_100(result: FrozenResult) -> str:
    """ "15 more in every 100 (somewhere between 5 and 26). Of those compared with, 16 in every 100 had it."; or "".

    Only with the share of the comparison group as its report gives it, and only where the whole interval lies on one
    side: else a number of people would say more than the study does.
    """
    low, high, effect = result.ci_low, result.ci_high, result.effect
    share = _share(result)
    if result.is_change or result.source_values or share is None or effect is None or low is None or high is None:
        return ""
    if result.effect_metric not in {"pp", ""} or result.gives not in {"counts", "percentages"} or low <= 0 <= high:
        return ""
    word = "more" if effect > 0 else "fewer"
    near, far = sorted((abs(low), abs(high)))
    return (
        f"That is {number(abs(effect), 0)} {word} in every 100 (somewhere between {number(near, 0)} and "
        f"{number(far, 0)}). Of those compared with, it was {number(share, 0)} in every 100."
    )


def _share(result: FrozenResult) -> float | None:
    """Percent of the comparison group; None where it is not given, or too few people stand behind it."""
    if left_out(result):
        return None
    if result.gives == "percentages":
        return result.mean_c
    if result.events_c is None or result.events_t is None or not result.n_c:
        return None
    return None if min(result.events_c, result.events_t) < FEWEST else 100 * result.events_c / result.n_c
