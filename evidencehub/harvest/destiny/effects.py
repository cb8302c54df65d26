"""A result as the evidence repository has it: above 0, or a ratio above 1, means that those who took part did better.

Pure functions of what everybody may read. What its words cannot say is left out, never said otherwise.
"""

from decimal import Decimal
from math import exp
from typing import Any

from evidencehub.interchange.destiny.terms import AS_REPORTED, CODED, METRICS, WORKED_OUT
from evidencehub.projects.figures.kinds import RATIOS
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.left_out import is_few, left_out
from evidencehub.projects.outcomes import path_of
from evidencehub.standards.files.outcomes import load_outcomes

_LEVEL = "0.95"
_ARM = {"n": "n", "events": "events", "mean": "mean", "sd": "sd"}
_WHOLE = ("n", "events")
_WHICH_WAY = {"better": 1, "worse": -1}  # by what a higher number is for people


def findings_of(study: FrozenEvaluation, approach: str, coder: str) -> list[dict[str, Any]]:
    """Of the results that have an effect whose direction is known.

    :param approach: what it is called.
    :param coder: who says so.
    """
    said = [each for each in study.results if _can_be_said(each)]
    return [_finding(result, place, approach, coder) for place, result in enumerate(said, start=1)]


def _can_be_said(result: FrozenResult) -> bool:
    known = result.effect is not None and result.effect_metric in METRICS and result.higher_is in _WHICH_WAY
    return known and result.counts and not result.flag


def _finding(result: FrozenResult, place: int, approach: str, coder: str) -> dict[str, Any]:
    took_part, beside = f"_:tookPart{place}", f"_:beside{place}"
    return {
        "@type": "Finding",
        "evaluates": {"@id": took_part, "@type": "Intervention", "name": approach},
        "comparedTo": {"@id": beside, **_compared(result)},
        "hasContext": {"@type": "Context"},
        "hasOutcome": _filled({"@type": "Outcome", "name": _called(result), "description": result.measure_name}),
        "hasArmData": [_arm(result, "t", took_part), _arm(result, "c", beside)],
        "hasEffectEstimate": [_estimate(result, coder)],
        **_sample(result, coder),
    }


def _compared(result: FrozenResult) -> dict[str, Any]:
    """Change in one group is beside what was before, never beside others."""
    if result.is_change:
        return {"@type": "TemporalCondition", "name": "Before"}
    return _filled({"@type": "ControlCondition", "description": result.comparison_note})


def _called(result: FrozenResult) -> str:
    """On our list as finely as it is known, else as the team has it."""
    slug = (path_of(result) or ("",))[-1]
    found = load_outcomes().by_slug.get(slug)
    return found.label if found else result.outcome


def _arm(result: FrozenResult, arm: str, condition: str) -> dict[str, Any]:
    """Without numbers from which a count of few people follows."""
    hidden = left_out(result)
    made: dict[str, Any] = {"@type": "ObservedResult", "forCondition": {"@id": condition}}
    for name, term in _ARM.items():
        value = getattr(result, f"{name}_{arm}")
        if value is None or f"{name}_{arm}" in hidden or (name in _WHOLE and is_few(value)):
            continue
        made[term] = round(value) if name in _WHOLE else _decimal(value)
    return made


def _sample(result: FrozenResult, coder: str) -> dict[str, Any]:
    counted = [result.n_t] if result.is_change else [result.n_t, result.n_c]
    if None in counted or is_few(total := sum(filter(None, counted))):
        return {}
    value = {"@type": "xsd:integer", "@value": round(total)}
    coded = {"@type": "NumericCodingAnnotation", "codedValue": value, "codedBy": coder, "status": CODED}
    return {"sampleSize": coded}


def _estimate(result: FrozenResult, coder: str) -> dict[str, Any]:
    is_ratio, way = result.effect_metric in RATIOS, _WHICH_WAY[result.higher_is or ""]
    ends = [None, None] if result.ci_low is None or result.ci_high is None else [result.ci_low, result.ci_high]
    low, high = ends if way > 0 else [each if each is None else -each for each in reversed(ends)]
    made = {
        "@type": "EffectEstimate",
        "pointEstimate": _figure(None if result.effect is None else way * result.effect, is_ratio=is_ratio),
        "standardError": "" if is_ratio else _figure(result.se, is_ratio=False),  # ours is of the log
        "confidenceLevel": _LEVEL if low is not None else "",
        "confidenceIntervalLower": _figure(low, is_ratio=is_ratio),
        "confidenceIntervalUpper": _figure(high, is_ratio=is_ratio),
        "baselineAdjusted": result.is_adjusted,
        "effectSizeMetric": METRICS[result.effect_metric],
        "estimateSource": WORKED_OUT if "effect" in result.worked_out else AS_REPORTED,
        "codedBy": coder,
        "supportingText": _note(result, is_ratio=is_ratio),
    }
    return _filled(made)


def _note(result: FrozenResult, *, is_ratio: bool) -> str:
    """What the number alone does not say."""
    unit = {"pp": "percentage points", "g": "", "or": "", "rr": ""}.get(result.effect_metric, result.unit)
    said = [f"In {unit}."] if unit else []
    if _WHICH_WAY[result.higher_is or ""] < 0:
        report = _figure(result.effect, is_ratio=is_ratio)
        turned = "1 divided by the ratio" if is_ratio else "with the other sign than the number"
        said.append(f"A lower number is better, so this is {turned} of the report, {report}.")
    return " ".join(said)


def _figure(value: float | None, *, is_ratio: bool) -> str:
    return "" if value is None else _decimal(exp(value) if is_ratio else value)


def _decimal(value: float) -> str:
    """A number of JSON would become a double, whose way of writing no decimal has."""
    written = format(Decimal(f"{value:.6g}"), "f")
    return "0" if written == "-0" else written


def _filled(made: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made.items() if value not in (None, "")}
