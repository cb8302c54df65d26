"""One voice for the results of a study: what they are on average."""

from collections.abc import Sequence

from evidencehub.standards.engine.exactness import EXACTNESS, standard_error
from evidencehub.standards.engine.inputs import Context, Given
from evidencehub.standards.engine.testing import Facts, FactValue

_AVERAGED = ("effect_size", "effect_direction", EXACTNESS)
_WAY = {"positive": 1.0, "negative": -1.0, "none": 0.0}


def averaged(results: Sequence[Context]) -> Context:
    """Return the results as one, with the average of their effects and of their standard errors.

    Each effect is turned the way it points before it is averaged: a report's own sign may say "fewer", and fewer may be
    better. An effect that one of them lacks leaves the average unknown, and so does a standard error. The standard
    error of the average is that of results which go together perfectly, the largest that it can be. Other facts, and
    findings, stay where all have the same; an average of p-values would mean nothing.

    :param results: at least one, all of one study.
    """
    first = results[0]
    facts = {
        name: value
        for name, value in first.facts.items()
        if name not in ("effect_size", "effect_direction", EXACTNESS)
        and all(_has(each.facts, name, value) for each in results)
    }
    sizes = [turned(each.facts) for each in results]
    known = [size for size in sizes if size is not None]
    if len(known) == len(sizes):
        mean = sum(known) / len(known)
        facts["effect_size"] = mean
        facts["effect_direction"] = "positive" if mean > 0 else "negative" if mean < 0 else "none"
    errors = [standard_error(each.facts, each.design) for each in results]
    if None not in errors:
        facts[EXACTNESS] = sum(error for error in errors if error is not None) / len(errors)
    given = {
        name: Given(finding.answer, "study", first.study)
        for name, finding in first.given.items()
        if all(name in each.given and each.given[name].answer == finding.answer for each in results)
    }
    return Context(first.study, None, first.design, given, facts, first.sample, first.domain, first.route)


def _has(facts: Facts, name: str, value: FactValue) -> bool:
    return name in facts and facts[name] == value


def turned(facts: Facts) -> float | None:
    """The size of the effect, above 0 when it is better for people; None when size or direction is missing."""
    size, direction = facts.get("effect_size"), facts.get("effect_direction")
    if size is None or direction is None:
        return None
    return abs(float(size)) * _WAY[str(direction)]
