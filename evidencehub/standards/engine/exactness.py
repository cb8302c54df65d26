"""How exact a study says that its difference is."""

from evidencehub.standards.engine.testing import Facts
from evidencehub.statistics.synthesis.equal_effects import se_of_groups, se_of_interval

EXACTNESS = "effect_se"  # stands for all that tells it: the standard error, the interval, or people in both groups
IN_GROUPS = ("cluster-rct",)  # whole classes were put into groups, so that people say too little of how exact it is


def standard_error(facts: Facts, design: str | None) -> float | None:
    """The standard error as given, else from the interval, else from the people in both groups; None if none is there.

    Never from a p-value, which is often only a limit.
    """
    se, low, high = (facts.get(name) for name in (EXACTNESS, "ci_low", "ci_high"))
    if se is not None:
        return float(se) or None
    if low is not None and high is not None:
        return se_of_interval(float(low), float(high)) or None
    size, people, others = (facts.get(name) for name in ("effect_size", "n_measured", "n_comparison"))
    if size is None or people is None or others is None or design in IN_GROUPS or not 0 < float(others) < float(people):
        return None
    return se_of_groups(float(size), float(people) - float(others), float(others))
