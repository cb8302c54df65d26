"""Answers for the whole, for a study and for an outcome: which goes first, and what is said where they contradict."""

import pytest

from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.grading.engine import grade

CEBC = load_standard("cebc")
EEF = load_standard("eef")


def graded(standard, **data):
    return grade(standard, parse_input(standard, data))


def two_studies(*answers):
    return [{"id": name, "findings": {"cebc.manual": answer}} for name, answer in zip("ab", answers, strict=True)]


@pytest.mark.parametrize(
    ("whole", "studies", "answer", "flags"),
    [
        ("met", ("not-met", "not-met"), "met", 1),
        ("not-met", ("met", "not-met"), "not-met", 1),
        ("met", ("met", "met"), "met", 0),
        ("met", ("met", "cannot-tell"), "met", 0),
        (None, ("not-met", "not-met"), "not-met", 0),
        (None, ("met", "not-met"), "cannot-tell", 1),
    ],
)
def test_an_answer_for_the_whole_goes_first_and_a_contradiction_is_told(whole, studies, answer, flags):
    findings = {"cebc.manual": whole} if whole else {}
    found = graded(CEBC, findings=findings, studies=two_studies(*studies))
    assert found.best.judged["cebc.manual"].answer == answer
    assert len(found.flags) == flags
    assert all("cebc.manual" in flag for flag in found.flags)


def test_what_each_study_is_asked_is_no_contradiction():
    studies = [{"id": name, "findings": {"cebc.rigorous": answer}} for name, answer in (("a", "met"), ("b", "not-met"))]
    assert graded(CEBC, findings={"cebc.rigorous": "met"}, studies=studies).flags == ()


def outcome(name, **facts):
    return {"id": name, "facts": facts}


def test_an_answer_that_is_still_missing_never_takes_a_result_away():
    """One outcome is at the bottom for certain, and another open: so is the result, before and after more is known."""
    weak = outcome("weak", mdes=0.9, attrition_overall=0.6)
    some = {criterion.id: "low" for criterion in EEF.criteria if "low" in criterion.answers}
    for known in ({}, {"mdes": 0.1}, {"mdes": 0.1, "attrition_overall": 0.05}):
        study = {"id": "s", "design": "rct", "findings": some, "outcomes": [weak, outcome("open", **known)]}
        found = graded(EEF, studies=[study])
        assert found.tier is None or len(known) == 2


@pytest.mark.parametrize(
    ("facts", "finding", "answer"),
    [
        ({}, "not-met", "not-met"),
        ({}, None, "cannot-tell"),
        ({"n_measured": 20}, None, "met"),
        ({"n_measured": 20}, "met", "met"),
        ({"n_measured": 20}, "cannot-tell", "met"),
        ({"n_measured": 20}, "not-met", "not-met"),
        ({"n_measured": 20}, "partly", "partly"),
        ({"n_measured": 19}, "met", "not-met"),
    ],
)
@pytest.mark.parametrize("judged_too", [True, False])
def test_a_fact_never_goes_before_a_judgement_of_more_than_the_fact(
    small_standard, a_tier, a_criterion, facts, finding, answer, judged_too
):
    test = 'test = { fact = "n_measured", at_least = 20 }\n'
    standard = small_standard(a_tier("1", rank=1), a_criterion("a", "1", judged_too=judged_too).rstrip() + "\n" + test)
    found = graded(standard, facts=facts, findings={"a": finding} if finding else {})
    alone = "met" if facts.get("n_measured", 0) >= 20 else answer
    assert found.best.judged["a"].answer == (answer if judged_too else alone)
