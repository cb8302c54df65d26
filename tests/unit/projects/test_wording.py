"""What a result says: its direction, and a sentence in plain words."""

from dataclasses import replace
from math import log
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.wording import DIRECTIONS, direction_of, few, people_in, sentence


def a_result(**values):
    usual = {
        "outcome": "School attendance",
        "higher_is": "better",
        "contrast": "between",
        "unit": "% of sessions",
        "effect": 3.0,
        "effect_metric": "pp",
        "ci_low": 1.0,
        "ci_high": 5.0,
        "mean_t": 93.0,
        "mean_c": 90.0,
        "smallest_worthwhile": None,
        "flag": "",
    }
    return FrozenResult(id=uuid4(), outcome_area="school-attendance", **{**usual, **values})


def a_study(**values):
    return FrozenEvaluation(id=uuid4(), title="A study", **values)


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ({}, "better"),
        ({"higher_is": "worse"}, "worse"),
        ({"effect": -3, "ci_low": -5, "ci_high": -1}, "worse"),
        ({"effect": -3, "ci_low": -5, "ci_high": -1, "higher_is": "worse"}, "better"),
        ({"ci_low": -1}, "unclear"),
        ({"ci_low": 0}, "unclear"),
        ({"ci_low": None}, "unclear"),
        ({"ci_low": None, "ci_high": None}, "unclear"),
        ({"higher_is": None}, "unclear"),
        ({"effect": None}, "not-measured"),
        ({"effect": None, "contrast": "within"}, "not-measured"),
        ({"flag": "The sign and the means do not agree."}, "flagged"),
        ({"contrast": "within"}, "changed-better"),
        ({"contrast": "within", "higher_is": "worse"}, "changed-worse"),
        ({"contrast": "within", "ci_low": -1}, "changed-unclear"),
        ({"contrast": "within", "ci_low": None}, "changed-unclear"),
        ({"contrast": "within", "smallest_worthwhile": 9}, "changed-unclear"),
    ],
)
def test_the_direction_of_a_result(values, direction):
    assert direction_of(a_result(**values)) == direction


@pytest.mark.parametrize(
    ("low", "high", "direction"),
    [
        (-2, 2, "no-difference"),
        (-2, 2.1, "unclear"),
        (-2.1, 2, "unclear"),
        (0.5, 2, "no-difference"),
        (0.5, 2.1, "better"),
    ],
)
def test_no_difference_is_said_only_where_the_whole_interval_is_inside_the_smallest_worthwhile_difference(
    low, high, direction
):
    assert direction_of(a_result(effect=(low + high) / 2, ci_low=low, ci_high=high, smallest_worthwhile=2)) == direction


def test_without_a_smallest_worthwhile_difference_nothing_is_called_no_difference():
    assert direction_of(a_result(effect=0, ci_low=-0.001, ci_high=0.001)) == "unclear"


numbers = st.floats(-50, 50)


@given(
    st.tuples(numbers, numbers, numbers),
    st.sampled_from(["better", "worse"]),
    st.sampled_from(["between", "within"]),
    st.none() | st.floats(0, 50),
)
def test_turning_every_sign_and_the_measure_round_changes_no_direction(ends, higher_is, contrast, worthwhile):
    low, effect, high = sorted(ends)
    one = a_result(
        effect=effect,
        ci_low=low,
        ci_high=high,
        higher_is=higher_is,
        contrast=contrast,
        smallest_worthwhile=worthwhile,
    )
    other = replace(
        one,
        effect=-effect,
        ci_low=-high,
        ci_high=-low,
        higher_is={"better": "worse", "worse": "better"}[higher_is],
    )
    assert direction_of(one) == direction_of(other)
    assert direction_of(one) in DIRECTIONS


def test_a_difference_is_told_with_its_size_and_its_margin():
    assert sentence(a_result(outcome="Attendance"), a_study(participants=84, populations=("young-people-12-15",))) == (
        "In this study of 84 young people, attendance was 3 percentage points higher (somewhere between 1 and 5)."
    )


def test_a_margin_that_crosses_zero_is_told_from_both_sides_and_points_no_way():
    told = sentence(
        a_result(outcome="Days in school", unit="days", effect_metric="md", effect=0.12, ci_low=-0.15, ci_high=0.39),
        a_study(participants=220),
    )
    assert (
        told == "In this study of 220 people, days in school were 0.12 days higher "
        "(somewhere between 0.15 lower and 0.39 higher). That range is too wide to say which way it went."
    )


def test_a_number_without_a_margin_says_so():
    assert sentence(a_result(ci_low=None)).endswith(
        "was 3 percentage points higher, but the report gives no margin of error."
    )


def test_a_common_scale_is_put_in_words():
    told = sentence(
        a_result(outcome="Feelings of belonging", effect_metric="g", effect=-0.2, ci_low=-0.3, ci_high=-0.1)
    )
    assert (
        told == "In this study, feelings of belonging were lower, by 8 places in a line of 100 people "
        "(somewhere between 4 and 12). That is worse."
    )


def test_where_lower_is_better_the_sentence_says_so():
    assert sentence(a_result(higher_is="worse")).endswith("Here lower is better, so this is worse.")
    fewer = a_result(higher_is="worse", effect=-3, ci_low=-5, ci_high=-1)
    assert sentence(fewer).endswith("Here lower is better.")


OR = {"effect_metric": "or", "gives": "ratio", "higher_is": "worse", "outcome": "Reoffended within a year", "unit": ""}


@pytest.mark.parametrize(
    ("ratio", "low", "high", "direction", "said"),
    [
        (0.70, 0.55, 0.89, "better", "were 30% lower for those who took part (somewhere between 11% and 45% lower)"),
        (0.70, 0.50, 1.40, "unclear", "were 30% lower for those who took part (somewhere between 50% lower and 40%"),
        (1.40, 1.10, 1.80, "worse", "were 40% higher for those who took part (somewhere between 10% and 80% higher)"),
        (3.00, 1.50, 6.00, "worse", "were 3 times as high for those who took part (somewhere between 50% higher and 6"),
        (1.00, 0.95, 1.05, "no-difference", "were the same in both groups (somewhere between 5% lower and 5% higher)"),
    ],
)
def test_a_ratio_has_1_as_no_difference_and_says_odds_where_they_are_odds(ratio, low, high, direction, said):
    result = a_result(**OR, effect=log(ratio), ci_low=log(low), ci_high=log(high), smallest_worthwhile=log(1.1))
    assert direction_of(result) == direction
    told = sentence(result)
    assert f"the odds of “reoffended within a year” {said}" in told and "chance" in told.partition("Odds set")[2]
    assert ("so this is worse" in told) == (direction == "worse")


def test_other_ratios_say_chance_and_rate():
    risk = a_result(effect_metric="rr", effect=log(0.8), ci_low=log(0.7), ci_high=log(0.9))
    assert "the chance of “school attendance” was 20% lower" in sentence(risk) and "Odds" not in sentence(risk)
    assert "the rate of" in sentence(replace(risk, effect_metric="hr"))


def test_a_result_about_fewer_people_than_the_study_says_how_many():
    change = {"contrast": "within", "effect_metric": "change", "unit": "points", "n_t": 60.0}
    study = a_study(participants=164, populations=("young-people-12-15",))
    assert sentence(a_result(**change), study).startswith("Among 60 of the 164 young people in this study, ")
    assert sentence(a_result(**change), a_study()).startswith("Among 60 people in this study, ")
    assert sentence(a_result(n_t=80.0, n_c=84.0), study).startswith("In this study of 164 young people, ")
    assert sentence(a_result(n_t=50.0, n_c=50.0), study).startswith("Among 100 of the 164 young people in this study, ")


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ({"test_higher": "t"}, "better"),
        ({"test_higher": "c"}, "worse"),
        ({"test": "t", "test_value": 3.4}, "better"),
        ({"test": "t", "test_value": -3.4}, "worse"),
        ({"test_higher": "t", "p_value": 0.1}, "unclear"),
        ({"test_higher": "t", "p_relation": ">"}, "unclear"),
        ({"test_higher": "t", "p_relation": ""}, "unclear"),
        ({}, "unclear"),
    ],
)
def test_a_small_limit_of_p_says_which_way_and_not_how_much(values, direction):
    only_p = {"effect": None, "ci_low": None, "ci_high": None, "gives": "test", "test": "p", "p_value": 0.001}
    result = a_result(**{**only_p, "p_relation": "<", **values})
    assert direction_of(result) == direction
    if direction != "unclear":
        assert "p below 0.001), not by how much." in sentence(result)


def test_little_or_no_difference_gives_its_reason():
    inside = {"effect": 0.5, "ci_low": -1.0, "ci_high": 1.5, "unit": "days", "effect_metric": "md"}
    told = sentence(a_result(**inside, smallest_worthwhile=2.0, smallest_worthwhile_source="Smith 2019."))
    assert "All of that range is less than 2 days, the smallest difference worth having (Smith 2019)." in told
    ratio = {"effect": 0.0, "ci_low": log(0.95), "ci_high": log(1.04), "effect_metric": "rr"}
    told = sentence(a_result(**ratio, smallest_worthwhile=log(1.1)))
    assert "less than 9.1% lower or 10% higher, the smallest difference worth having." in told
    assert "worth having" not in sentence(a_result(**inside))


def test_pounds_stand_before_their_number_and_what_is_tiny_is_not_none():
    assert "was £140.5 a week higher" in sentence(
        a_result(outcome="Pay", unit="£ a week", effect_metric="md", effect=140.5, ci_low=40, ci_high=241)
    )
    told = sentence(a_result(effect_metric="or", effect=log(0.9996), ci_low=log(0.9993), ci_high=log(0.9999)))
    assert "were less than 0.1% lower" in told


def test_a_change_of_percentages_goes_from_one_percentage_to_another_and_one_day_is_one():
    change = {"contrast": "within", "mean_t": 50.0, "mean_c": 20.0, "effect": 30.0, "ci_low": 14.0, "ci_high": 46.0}
    assert "up by 30 percentage points, from 20% to 50%" in sentence(a_result(**change, effect_metric="change"))
    one = {"effect_metric": "md", "effect": 1.0, "ci_low": 0.5, "ci_high": 1.5}
    assert "was 1 day higher" in sentence(a_result(**one, unit="days"))
    assert "was 1 class higher" in sentence(a_result(**one, unit="class"))


def test_percent_in_words_is_told_in_percentage_points_too():
    for unit in ("percent", "per cent of sessions", "% of sessions"):
        assert "was 3 percentage points higher" in sentence(a_result(unit=unit, effect_metric="md"))


def test_what_was_tested_is_not_told_as_never_measured():
    only_p = {"effect": None, "ci_low": None, "ci_high": None, "gives": "test", "test": "p", "test_higher": "t"}
    assert "only that chance may be the reason for what it found (p above 0.05)" in sentence(
        a_result(**only_p, p_relation=">", p_value=0.05)
    )
    told = sentence(a_result(**{**only_p, "test": "t"}, test_value=2.1))
    assert "only a test of school attendance, which does not say how much it was." in told


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ({}, "better"),
        ({"higher_is": "worse"}, "worse"),
        ({"effect": -3}, "worse"),
        ({"contrast": "within", "effect_metric": "change"}, "changed-better"),
        ({"effect": log(0.7), "effect_metric": "or", "higher_is": "worse"}, "better"),
        ({"effect": log(0.7), "effect_metric": "or"}, "worse"),
        ({"p_value": 0.1}, "unclear"),
        ({"p_relation": ""}, "unclear"),
        ({"effect": 0.0}, "unclear"),
    ],
)
def test_a_number_with_a_small_limit_of_p_points_somewhere_and_says_why(values, direction):
    without_margin = {"ci_low": None, "ci_high": None, "p_relation": "<", "p_value": 0.05}
    result = a_result(**{**without_margin, **values})
    assert direction_of(result) == direction
    assert ("chance is an unlikely reason (p below 0.05)." in sentence(result)) == (direction != "unclear")


def test_days_missed_are_many():
    assert "days missed at school were" in sentence(a_result(outcome="Days missed at school", unit="days"))


def test_change_is_never_told_as_a_difference_made():
    told = sentence(
        a_result(
            contrast="within",
            outcome="Confidence",
            unit="points",
            effect_metric="change",
            effect=5.3,
            mean_t=42.1,
            mean_c=36.8,
            ci_low=3.6,
            ci_high=7,
        )
    )
    assert told == (
        "In this study, confidence went up by 5.3 points, from 36.8 to 42.1 (somewhere between 3.6 and 7). "
        "Nobody was there to compare with: others may have changed too."
    )


def test_names_keep_their_capitals():
    assert "GCSE points were" in sentence(a_result(outcome="GCSE points", unit="points", effect_metric="md"))
    assert "English was" in sentence(a_result(outcome="English"))


def test_tiny_scales_keep_the_digits_they_need():
    assert "0.074 index points" in sentence(
        a_result(unit="index points", effect_metric="md", effect=0.074, ci_low=0.008, ci_high=0.14)
    )


def test_results_without_numbers_or_with_a_conflict_show_no_direction():
    assert sentence(a_result(effect=None)) == "In this study, there is no number for school attendance."
    assert "do not fit together" in sentence(a_result(flag="The sign and the means disagree."))


def test_people_are_named_by_who_they_are():
    assert people_in(a_study(participants=84, populations=("young-people-12-15", "low-income"))) == "84 young people"
    assert (
        people_in(a_study(participants=1240, populations=("children-5-11", "young-people-12-15")))
        == "1,240 children and young people"
    )
    assert people_in(a_study(participants=30, populations=("young-people-16-25", "adults"))) == "30 people"
    assert people_in(a_study(participants=None)) == ""


@pytest.mark.parametrize("direction", ["better", "worse", "unclear"])
def test_evidence_from_elsewhere_keeps_the_direction_that_its_source_reports(direction):
    imported = a_result(
        higher_is=None,
        ci_low=None,
        ci_high=None,
        effect=-0.4,
        effect_metric="g",
        source_values={"direction": direction},
    )
    assert direction_of(imported) == direction
    assert (f"for the {direction}, beyond chance" in sentence(imported)) == (direction != "unclear")
    assert ("We do not know whether higher is better." in sentence(imported)) == (direction == "unclear")


def test_a_flag_outweighs_what_a_source_reports_and_a_source_may_know_the_way_without_an_effect():
    assert direction_of(a_result(flag="They do not agree.", source_values={"direction": "better"})) == "flagged"
    assert direction_of(a_result(effect=None, source_values={"direction": "not-given"})) == "not-given"
    by_index = a_result(effect=None, source_values={"direction": "better", "Improvement_Index": "19"})
    assert direction_of(by_index) == "better", "the improvement index says it"


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (1240, "1,240")]
)
def test_nobody_is_to_be_found_among_four(count, shown):
    assert few(count) == shown
    told = sentence(a_result(contrast="within", mean_t=None, mean_c=None, events_t=count, events_c=30, effect=-9.0))
    assert (f"from 30 to {shown} people" in told) is (shown == f"{count:,}"), "the 9 points say how many 4 are"
