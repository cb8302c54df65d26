"""Worked examples: the invented stories that come with a standard, and what they come to by the engine as it is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evidencehub.guide.trying.address import KIND, MOST_STUDIES, STUDIES, WHO, asks_for_kind, asks_of_each_study
from evidencehub.guide.trying.facts import asked_as_questions, facts_of_the_rule, facts_that_decide
from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.engine.testing import Facts, run_test
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.grading.grades import Grade
from evidencehub.standards.model.nodes import Threshold
from evidencehub.standards.model.standard import Standard
from evidencehub.standards.proof.cases import cases_of

_EACH_STUDY = ("evaluation", "outcome")


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    story: str
    grade: Grade
    address: tuple[tuple[str, str], ...]  # of "try it" with these answers; () where it has more than fits there


@lru_cache(maxsize=64)
def examples_of(standard: Standard) -> tuple[Example, ...]:
    """Return the examples that are shown, graded now. Kept for the process: neither files nor rules change in it.

    :raises BadFile: the cases cannot be used.
    """
    return tuple(
        Example(
            case.name, case.story, grade(standard, parse_input(standard, case.data)), address_of(standard, case.data)
        )
        for case in cases_of(standard)
        if case.is_shown
    )


def address_of(standard: Standard, data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The contents of the address of "try it" for the input of a case.

    Several outcomes in one study do not fit there, nor do answers on several levels that contradict each other.
    """
    studies = data.get("studies") or [{}]
    if len(studies) > MOST_STUDIES or any(len(study.get("outcomes", [])) > 1 for study in studies):
        return ()
    many = asks_of_each_study(standard)
    if len(studies) > 1 and not many:
        return ()
    found: list[tuple[str, str]] = []
    samples: list[object] = []
    for number, study in enumerate(studies, start=1):
        prefix = f"{number}." if many else ""
        levels = [data, study, *study.get("outcomes", [])]
        facts = {name: value for level in levels for name, value in level.get("facts", {}).items()}
        findings = {name: answer for level in levels for name, answer in level.get("findings", {}).items()}
        findings |= _said_by(standard, facts)
        kind = study.get("design") or data.get("design")
        if kind and asks_for_kind(standard):
            found.append((f"{prefix}{KIND}", kind))
        if number > 1:
            sample = study.get("sample_id")
            same = samples.index(sample) + 1 if sample in samples and sample is not None else 0
            if sample is not None:
                found.append((f"{prefix}{WHO}", str(same) if same else "others"))
        samples.append(study.get("sample_id") if number > 1 else study.get("sample_id", "1"))
        for name, answer in findings.items():
            once = many and standard.criteria_by_id[name].unit not in _EACH_STUDY
            found.append((name if once else f"{prefix}{name}", answer))
        found += [(f"{prefix}{name}", _typed(value)) for name, value in facts.items() if name in _asked(standard)]
    if many:  # of all studies together, and so without a number before it
        of_all = _asked_once(standard)
        found += [(name, _typed(value)) for name, value in data.get("facts", {}).items() if name in of_all]
    if len(studies) > 1:
        found.append((STUDIES, str(len(studies))))
    return tuple(dict(found).items())


def _said_by(standard: Standard, facts: Facts) -> dict[str, str]:
    """The answers that facts give where the form asks the question alone, and not the fact as well."""
    tests = {criterion.id: criterion.test for criterion in standard.criteria if criterion.test is not None}
    alone = asked_as_questions(standard)
    return {
        name: run_test(test, facts, None, {}).state
        for name, test in tests.items()
        if isinstance(test, Threshold) and test.fact in alone and test.fact in facts
    }


def _asked(standard: Standard) -> frozenset[str]:
    """The facts that the form asks for."""
    deciding = {name for criterion in standard.criteria for name in facts_that_decide(criterion)}
    return frozenset(deciding - asked_as_questions(standard) | set(facts_of_the_rule(standard)))


def _asked_once(standard: Standard) -> frozenset[str]:
    """The facts that the form asks of all studies together."""
    whole = [criterion for criterion in standard.criteria if criterion.unit not in _EACH_STUDY]
    return frozenset(name for criterion in whole for name in facts_that_decide(criterion)) & _asked(standard)


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
