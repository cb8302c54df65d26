"""What can be graded and is probably not what somebody meant: told beside the result, never refused."""

from collections.abc import Collection, Iterator

from evidencehub.standards.engine.inputs import GradeInput
from evidencehub.standards.engine.testing import Facts
from evidencehub.standards.model.suggestions import did_you_mean

CLEAR = 0.05  # two-sided; below it a 95% interval lies on one side of no difference


def doubts(submission: GradeInput, domains: Collection[str]) -> Iterator[str]:
    """A line for each domain that no word list has, once, and for each p-value that its interval contradicts.

    :param domains: the slugs of outcome areas and outcomes.
    """
    levels = [("facts", submission.facts)]
    unknown: dict[str, list[str]] = {}
    for study in submission.studies:
        levels.append((f'study "{study.id}"', study.facts))
        for outcome in study.outcomes:
            where = f'outcome "{outcome.id}"'
            levels.append((where, outcome.facts))
            if outcome.domain is not None and outcome.domain not in domains:
                unknown.setdefault(outcome.domain, []).append(where)
    for domain, places in unknown.items():
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield f'{places[0]}{more}: unknown domain "{domain}"{did_you_mean(domain, domains)}'
    for where, facts in levels:
        yield from _about_effect(where, facts)


def _about_effect(where: str, facts: Facts) -> Iterator[str]:
    low, high, p, size = (facts.get(name) for name in ("ci_low", "ci_high", "p_value", "effect_size"))
    if low is None or high is None:
        return
    if p is not None and (float(p) < CLEAR) != (float(low) > 0 or float(high) < 0):
        yield f'{where}: "p_value" {float(p):g} does not fit the interval from {float(low):g} to {float(high):g}'
    if size is not None and not float(low) <= float(size) <= float(high):
        yield f'{where}: "effect_size" {float(size):g} lies outside the interval from {float(low):g} to {float(high):g}'
