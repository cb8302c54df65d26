"""Findings from outside are taken strictly: what is not known is an error that names it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.standards.engine.doubting import doubts
from evidencehub.standards.engine.inputs import GradeInput, OutcomeInput, StudyInput
from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.model.errors import BadInput


def problems(standard, data):
    with pytest.raises(BadInput) as caught:
        parse_input(standard, data)
    return list(caught.value.problems)


def test_flat_and_nested_input_are_read(oracle):
    flat = {"design": "pre-post", "findings": {"po1.1": "met"}, "facts": {"n_measured": 48, "itt": True}}
    assert parse_input(oracle, flat) == GradeInput("pre-post", {"po1.1": "met"}, {"n_measured": 48, "itt": True})
    outcome = {"id": "o", "domain": "attainment", "findings": {"po3.7": "met"}, "facts": {"mdes": 0.3}}
    study = {"id": "s", "design": "rct", "sample_id": "x", "findings": {}, "facts": {}, "outcomes": [outcome]}
    assert parse_input(oracle, {"findings": {}, "facts": {}, "studies": [study]}).studies == (
        StudyInput("s", "rct", "x", {}, {}, (OutcomeInput("o", "attainment", {"po3.7": "met"}, {"mdes": 0.3}),)),
    )


@pytest.mark.parametrize(
    "facts", [{"p_value": 0}, {"p_value": 1}, {"cost_year": 2100}, {"ci_low": 0.1, "ci_high": 0.1}]
)
def test_what_lies_on_the_edge_is_read(oracle, facts):
    assert parse_input(oracle, {"facts": facts}).facts == facts


def test_a_study_may_be_about_several_samples(oracle):
    data = {"studies": [{"id": "s", "sample_id": ["cohort 1", "cohort 2"]}]}
    assert parse_input(oracle, data).studies[0].sample_id == "cohort 1; cohort 2"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            {"p_value": 0.61, "ci_low": 0.1, "ci_high": 0.4},
            ['"p_value" 0.61 does not fit the interval from'],
        ),
        ({"p_value": 0.04, "ci_low": -0.1, "ci_high": 0.4}, ['"p_value" 0.04 does not fit the interval']),
        ({"p_value": 0.04, "ci_low": -0.4, "ci_high": -0.1}, []),
        ({"p_value": 0.61, "ci_low": -0.1, "ci_high": 0.4}, []),
        ({"effect_size": 0.5, "ci_low": -0.1, "ci_high": 0.4}, ['"effect_size" 0.5 lies outside the interval']),
        ({"effect_size": 0.4, "ci_low": -0.1, "ci_high": 0.4}, []),
    ],
)
def test_facts_that_do_not_fit_each_other_are_doubted(facts, told):
    found = list(doubts(GradeInput(None, {}, facts), ()))
    assert len(found) == len(told)
    assert all(one in other for one, other in zip(told, found, strict=True))


def test_a_domain_that_no_list_has_is_doubted_with_the_nearest_that_one_has():
    outcomes = (OutcomeInput("a", "attainment"), OutcomeInput("b", "atainment"), OutcomeInput("c"))
    (told,) = doubts(GradeInput(studies=(StudyInput("s", outcomes=outcomes),)), ["attainment"])
    assert told == 'outcome "b": unknown domain "atainment"; did you mean "attainment"?'
    again = (StudyInput("s", outcomes=outcomes), StudyInput("t", outcomes=outcomes), StudyInput("u", outcomes=outcomes))
    (told,) = doubts(GradeInput(studies=again), ["attainment"])
    assert told == 'outcome "b" and 2 more: unknown domain "atainment"; did you mean "attainment"?'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"finding": {}}, 'the findings file: unknown key "finding"; did you mean "findings"?'),
        ({"findings": {"po1.33": "met"}}, 'findings: unknown criterion "po1.33"; did you mean "po1.3"?'),
        ({"findings": {"po1.1": "not_met"}}, 'findings: unknown answer "not_met" to po1.1; did you mean "not-met"?'),
        ({"findings": {"po1.1": True}}, "findings: the answer to po1.1 must be text in quotes"),
        ({"findings": {"po1.1": "n-a"}}, "n-a is not open for po1.1, whatever the design"),
        ({"design": "pre_post"}, 'unknown design "pre_post"; did you mean "pre-post"?'),
        ({"design": 3}, '"design" must be text in quotes'),
        (
            {"facts": {"atrition_overall": 0.1}},
            'facts: unknown fact "atrition_overall"; did you mean "attrition_overall"?',
        ),
        ({"facts": {"attrition_overall": 12}}, 'facts: "attrition_overall" is a share from 0 to 1, so 12% is 0.12'),
        ({"facts": {"p_value": 5}}, 'facts: "p_value" is not right: write a number from 0 to 1'),
        ({"facts": {"p_value": 1.001}}, 'facts: "p_value" is not right: write a number from 0 to 1'),
        ({"facts": {"cost_year": 20240}}, 'facts: "cost_year" cannot be above 2100'),
        ({"facts": {"n_measured": 20.5}}, 'facts: "n_measured" is not right: write a whole number'),
        ({"facts": {"effect_size": 35}}, 'facts: "effect_size" is not right: 35 standard deviations cannot be right'),
        ({"facts": {"cost_year": 1899}}, 'facts: "cost_year" cannot be below 1900'),
        ({"facts": {"ci_low": 0.4, "ci_high": -0.1}}, 'facts: "ci_low" 0.4 is above "ci_high" -0.1'),
        ({"studies": [{"id": "s", "sample_id": ["a", 2]}]}, '"sample_id" must be text in quotes, or a list'),
        ({"facts": {"n_measured": -1}}, 'facts: "n_measured" cannot be below 0'),
        ({"facts": {"n_measured": True}}, 'facts: "n_measured" must be a number'),
        ({"facts": {"mdes": float("nan")}}, 'facts: "mdes" must be a number'),
        ({"facts": {"itt": 1}}, 'facts: "itt" must be true or false'),
        ({"facts": {"assignment_unit": 4}}, 'facts: "assignment_unit" must be text in quotes'),
        ({"studies": {}}, '"studies" must be a list'),
        ({"studies": [{"design": "rct"}]}, 'study 1 needs an "id" in quotes'),
        ({"studies": [{"id": "s", "outcome": []}]}, 'study 1: unknown key "outcome"; did you mean "outcomes"?'),
        ({"studies": [{"id": "s"}, {"id": "s"}]}, 'two entries have the id "s" (study)'),
        (
            {"studies": [{"id": "s", "outcomes": [{"id": "o", "findings": {"po9": "met"}}]}]},
            'outcome "o": unknown criterion "po9"; did you mean',
        ),
        ([], "the findings file must be an object in braces"),
        (None, "the findings file must be an object in braces"),
        ({"findings": []}, 'findings: "findings" must be an object of criterion and answer'),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_known_word(oracle, data, message):
    found = problems(oracle, data)
    assert len(found) == 1
    assert found[0].startswith(message)


def test_everything_wrong_is_told_at_once(oracle):
    data = {"design": "rtc", "findings": {"po1.33": "met", "po1.2": "yes"}, "facts": {"x": 1}, "more": 1}
    assert len(problems(oracle, data)) == 5


ORACLE = load_standard("project-oracle")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["design", "findings", "facts", "studies", "outcomes", "id", "po1.1", "mdes"]), inner
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_no_json_at_all_causes_anything_but_a_plain_refusal(data):
    try:
        parsed = parse_input(ORACLE, data)
    except BadInput as error:
        assert error.problems
        assert all("\n" not in problem or "\n" in str(data) for problem in error.problems)
    else:
        assert isinstance(parsed, GradeInput)
