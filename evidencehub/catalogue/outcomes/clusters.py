"""Were whole schools or classes put into groups, and does the margin of error allow for it? By what a result says.

People of one school are alike: taken one by one they make an effect look surer than it is. Evidence from elsewhere
enters only where its source says that no such groups were made, or how it allowed for them.
"""

from dataclasses import dataclass
from math import erfc, sqrt

from evidencehub.catalogue.outcomes import reasons
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.reported import CLUSTERS, reading_of
from evidencehub.statistics.effects.kinds import inflation

_PEOPLE = frozenset({"student", "teacher"})  # the clearinghouse's units of analysis that are people
_CLUSTER_DESIGN = "cluster-rct"
_ROUNDED = 0.01


@dataclass(frozen=True, slots=True)
class Widening:
    """By what a standard error of single people is multiplied; ``reason`` says why none can be had.

    ``if_p_agrees``: only where the source's own p is that of people taken one by one. ``as_given``: only by the margin
    of the report, which alone allows for schools and classes: one made of averages or numbers of people does not.
    """

    factor: float = 1.0
    note: str = ""
    reason: str = ""
    if_p_agrees: bool = False
    as_given: bool = False


def widening(result: FrozenResult, study: FrozenEvaluation) -> Widening:
    """What a margin of error needs before it may be weighed: nothing, a factor, or more than is known."""
    if reading_of(result.source_values) is not None:
        return _by_counts(result, study.design)
    said = result.source_values.get(CLUSTERS)
    if study.source is not None and said is None:
        return Widening(reason=reasons.CLUSTERS_NOT_SAID)
    if study.design != _CLUSTER_DESIGN and said != "corrected":
        return Widening()
    may_allow = study.source is None or said == "corrected"
    return Widening(as_given=True) if may_allow and _has_own_margin(result) else Widening(reason=reasons.CLUSTERS)


def _has_own_margin(result: FrozenResult) -> bool:
    """Whether the interval or the standard error is the report's own; the other may follow from it."""
    return any(getattr(result, name) is not None and name not in result.worked_out for name in ("ci_low", "se"))


def _by_counts(result: FrozenResult, design: str) -> Widening:
    """By the clearinghouse's number of clusters in each group, and the intra-class correlation that it corrected by.

    Where single people were put into groups there are as many clusters as people. A correlation beside such numbers
    says that there were larger groups after all, whose number was not filled in.
    """
    given = result.source_values
    if given.get("L1_Unit_of_Analysis", "").casefold() not in _PEOPLE:
        return Widening(reason=reasons.NOT_PEOPLE)
    in_t, in_c, icc = (
        _number(given.get(name))
        for name in ("Intervention_Clusters_Sample_Size", "Comparison_Clusters_Sample_Size", "ICC")
    )
    if not in_t or not in_c or not result.n_t or not result.n_c:
        return Widening(reason=reasons.CLUSTERS_NOT_SAID)
    people, clusters = result.n_t + result.n_c, in_t + in_c
    if icc and clusters == people:
        return Widening(if_p_agrees=True)
    if icc is not None and 0 <= icc <= 1 and clusters <= people:
        size = people / clusters
        note = f"widened for {people:,.0f} people in {clusters:,.0f} groups (intra-class correlation {icc:g})"
        return Widening(sqrt(inflation(icc, size)), note if icc else "")
    if in_t == result.n_t and in_c == result.n_c and design != _CLUSTER_DESIGN:
        return Widening()
    return Widening(reason=reasons.CLUSTERS)


def p_agrees(effect: float, se: float, p: float | None) -> bool:
    """Whether ``p`` is that of this effect with this standard error, as far as a source rounds it."""
    return p is not None and abs(erfc(abs(effect) / se / sqrt(2)) - p) <= _ROUNDED


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
