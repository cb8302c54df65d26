"""Numbers of a result that nobody in public is told, because a count of fewer than five people follows from them.

A count below five is told as "fewer than 5". The number of the other group goes with it: how many there are in all
stays, as most pages and all sentences are about that. So do the people with the outcome, and percentages of few.
"""

from evidencehub.projects.figures.kinds import in_percent
from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.projects.reported_words import counted_in
from evidencehub.shared.words import FEWEST

_ARMS = (("t", "c"), ("c", "t"))
_AVERAGES = frozenset({"mean_t", "mean_c", "sd_t", "sd_c"})


def is_few(count: float | None) -> bool:
    return count is not None and 0 < count < FEWEST


def left_out(result: FrozenResult) -> frozenset[str]:
    """Names of fields of a result."""
    found = {*_group(result), *_with_it(result)}
    found |= {f"events_{arm}" for arm in "tc" if f"n_{arm}" in found}
    return frozenset(found | _AVERAGES if _has_telling_averages(result) else found)


def _group(result: FrozenResult) -> set[str]:
    """The other group of one of few people; of two such the second, unless all together are few."""
    if result.is_change or result.n_t is None or result.n_c is None or counted_in(result) != "people":
        return set()
    if result.n_t + result.n_c < FEWEST:
        return set()
    return {"n_c"} if is_few(result.n_t) else {"n_t"} if is_few(result.n_c) else set()


def _with_it(result: FrozenResult) -> set[str]:
    """The difference between both is told as the effect."""
    if result.events_t is None or result.events_c is None:
        return set()
    return {
        f"events_{other}"
        for arm, other in _ARMS
        if is_few(getattr(result, f"events_{arm}")) and not is_few(getattr(result, f"events_{other}"))
    }


def _has_telling_averages(result: FrozenResult) -> bool:
    """Percentages that are of few people, or stand for few; of one group, as the effect gives the other."""
    if result.gives != "percentages" and not in_percent(result.unit):
        return False
    groups = () if counted_in(result) != "people" else (result.n_t, result.n_c)
    if any(is_few(count) for count in (*groups, result.events_t, result.events_c)):
        return True
    if result.gives != "percentages":
        return False
    in_c = result.n_t if result.is_change else result.n_c
    return any(
        is_few(round(mean * count / 100))
        for mean, count in ((result.mean_t, result.n_t), (result.mean_c, in_c))
        if mean is not None and count is not None
    )
