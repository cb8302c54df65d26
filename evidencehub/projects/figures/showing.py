"""Numbers of a result for a table, and how it was had in a few words."""

from math import exp

from evidencehub.projects.figures.kinds import RATIOS, SPREAD
from evidencehub.projects.frozen.shapes import FrozenResult
from evidencehub.shared.words import capitalize_first, number


def shown_effect(result: FrozenResult, name: str) -> str:
    """A number of the effect, or an end of its interval, for a table: a ratio as a ratio, where 1 is no difference."""
    value = getattr(result, name)
    if value is not None and result.effect_metric in RATIOS:
        return number(exp(value))
    return number(value, 4 if name == "effect" and value and abs(value) < 0.01 else 2)


def effect_kind(result: FrozenResult) -> str:
    """What a number of the effect is in: "odds ratio", "percentage points", "days"."""
    if result.effect_metric in RATIOS:
        return f"{RATIOS[result.effect_metric]}, 1 is no difference"
    if result.is_on_unnamed_scale:
        return "the study’s own figure, on a scale that is not named"
    if result.effect_metric == SPREAD:
        return "standard deviations"
    is_points = result.effect_metric == "pp" or (result.gives in {"counts", "percentages"})
    return "percentage points" if is_points else result.unit


_METHOD = {
    ("is_primary", True): "what the study was made to find out",
    ("is_primary", False): "not what the study was made for",
    ("is_adjusted", True): "adjusted for how the groups differed before",
    ("is_adjusted", False): "not adjusted",
    ("analysis", "itt"): "everybody counted in the group they were put in",
    ("analysis", "per-protocol"): "only those counted who took part as planned",
}


def method_of(result: FrozenResult) -> str:
    """ "What the study was made to find out; not adjusted": how a result was had; "" where the report does not say."""
    said = [_METHOD.get((name, getattr(result, name)), "") for name in ("is_primary", "is_adjusted", "analysis")]
    return capitalize_first("; ".join(filter(None, said)))
