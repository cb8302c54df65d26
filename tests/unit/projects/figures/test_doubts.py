"""Numbers that do not fit are asked about beside the number; those that cannot be are refused; the rest is let be."""

from math import log

import pytest

from evidencehub.projects.figures.doubts import doubts, open_doubts
from evidencehub.projects.figures.refusals import refusals

MEANS = {"gives": "means", "contrast": "between", "unit": "days", "n_t": 80, "mean_t": 62, "sd_t": 20, "n_c": 84,
         "mean_c": 55, "sd_c": 20, "effect_metric": "md"}  # fmt: skip
PERCENT = {"gives": "percentages", "contrast": "between", "n_t": 80, "mean_t": 62, "n_c": 84, "mean_c": 55,
           "effect_metric": "pp"}  # fmt: skip
RATIO = {"gives": "ratio", "contrast": "between", "effect_metric": "or", "effect": log(0.7), "ci_low": log(0.5),
         "ci_high": log(0.98)}  # fmt: skip
DIFFERENCE = {"gives": "difference", "contrast": "between", "unit": "days", "effect_metric": "md", "effect": 7}
COUNTS = {"gives": "counts", "contrast": "between", "n_t": 60, "events_t": 12, "n_c": 60, "events_c": 18}
TEST = {"gives": "test", "contrast": "between", "test": "t", "test_value": 2.5, "n_t": 30, "n_c": 30}


@pytest.mark.parametrize(
    "values",
    [
        MEANS,
        {**MEANS, "effect": 7},
        {**MEANS, "effect": 7, "ci_low": 0.9, "ci_high": 13.1, "p_value": 0.026},
        {**MEANS, "effect": 5.1, "is_adjusted": True},
        {**MEANS, "n_t": 6, "n_c": 6, "mean_t": 80, "p_value": 0.057},
        {**PERCENT, "effect": 7},
        {**MEANS, "ci_low": 1, "ci_high": 13},
        {**MEANS, "effect": 0.33, "effect_metric": "g"},
        {**PERCENT, "mean_t": 0.4, "mean_c": 2},
        RATIO,
        {**RATIO, "p_value": 0.04},
        {**RATIO, "p_value": 0.05, "p_relation": "<"},
        {**DIFFERENCE, "se": 3, "ci_low": 1.1, "ci_high": 12.9},
        {**DIFFERENCE, "effect": 0.35, "effect_metric": "g", "ci_low": 0.1, "ci_high": 0.6},
        {**DIFFERENCE, "ci_low": 1, "ci_high": 13, "p_value": 0.001, "p_relation": ">"},
        COUNTS,
        {**DIFFERENCE, "ci_low": 1, "ci_high": 13, "smallest_worthwhile": 2},
        {**DIFFERENCE, "effect": 1, "ci_low": -1, "ci_high": 3, "smallest_worthwhile": 4},
        {**RATIO, "smallest_worthwhile": log(0.9)},
        {"gives": "coefficient", "contrast": "between", "effect_metric": "or", "effect": -0.36, "se": 0.12},
        {**TEST, "p_value": 0.015},
        {**TEST, "p_value": 0.05, "p_relation": "<"},
        {"gives": "words", "contrast": "between", "n_t": 9_999},
    ],
)
def test_numbers_that_fit_raise_no_question(values):
    assert not list(refusals(values)) and not doubts(values, 164)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({**MEANS, "n_t": 820}, "n_t", "904 people here, and 164 in the whole study"),
        ({**MEANS, "contrast": "within", "n_t": 820, "n_c": None}, "n_t", "820 people here"),
        ({**MEANS, "unit": "% of sessions", "mean_t": 120, "mean_c": 113}, "mean_t", "Is 120% right?"),
        ({**MEANS, "unit": "share of pupils"}, "mean_t", "62% is 0.62"),
        ({**MEANS, "effect": 70}, "effect", "differ by 7, and you typed 70"),
        ({**MEANS, "ci_low": 8, "ci_high": 13}, "ci_low", "The difference is 7, which is not between 8 and 13"),
        ({**MEANS, "effect": -7}, "effect", "point opposite ways"),
        ({**MEANS, "effect": -0.35, "effect_metric": "g"}, "effect", "point opposite ways"),
        ({**MEANS, "effect": 3.5, "effect_metric": "g"}, "effect", "an effect size of about 0.35, and you typed 3.5"),
        ({**TEST, "test_value": 25}, "test_value", "6.4 times the usual spread"),
        ({**MEANS, "effect": 17, "is_adjusted": True}, "effect", "differ by 7, and you typed 17"),
        ({**PERCENT, "effect": 70}, "effect", "differ by 7, and you typed 70"),
        ({**PERCENT, "mean_t": 0.62, "mean_c": 0.55}, "mean_t", "Do you mean 62%?"),
        ({**PERCENT, "mean_t": 0.62, "mean_c": 0.55, "effect": 0.07}, "effect", "Do you mean 7 percentage points?"),
        ({**PERCENT, "mean_t": 0.62, "mean_c": 0.55, "effect": 7}, "effect", "Are the averages shares"),
        ({**DIFFERENCE, "effect": 0.07, "effect_metric": "pp"}, "effect", "Do you mean 7 percentage points?"),
        ({**DIFFERENCE, "effect": 35, "effect_metric": "g"}, "effect", "Is 35 a standardised effect size?"),
        ({**RATIO, "effect": log(70), "ci_low": log(50), "ci_high": log(98)}, "effect", "Is the ratio 70?"),
        ({**RATIO, "effect": log(0.95)}, "ci_low", "0.95 is not in the middle of its margin, 0.5 to 0.98"),
        ({**MEANS, "sd_t": 0}, "sd_t", "everybody had exactly the same number"),
        (
            {**DIFFERENCE, "ci_low": 1, "ci_high": 13, "smallest_worthwhile": 20},
            "smallest_worthwhile",
            "on one side, and will still be told as “little or no difference”. Is 20 the",
        ),
        ({**RATIO, "smallest_worthwhile": log(0.4)}, "smallest_worthwhile", "a ratio of 0.4 the smallest"),
        (
            {**RATIO, "ci_high": log(1.1), "smallest_worthwhile": log(0.1)},
            "smallest_worthwhile",
            "Is nothing between 0.1 and 10 worth having?",
        ),
        (
            {"gives": "coefficient", "contrast": "between", "effect_metric": "or", "effect": 0.7, "se": 0.1},
            "effect",
            "Is 0.7 the log odds (b)? That is an odds ratio of 2.01.",
        ),
        ({**MEANS, "sd_t": 2.8, "sd_c": 2.7}, "sd_t", "not standard errors? The averages lie 3 of them apart"),
        ({**PERCENT, "mean_t": 0.62}, "mean_t", "Do you mean 62%?"),
        ({**MEANS, "sd_t": 1.2, "sd_c": 1.1}, "sd_t", "not standard errors? The averages lie 6 of them apart"),
        ({**RATIO, "p_value": 0.4}, "p_value", "p = 0.4 does not fit the margin of error, which gives about 0.03"),
        ({**RATIO, "p_value": 0.001, "p_relation": "<"}, "p_value", "p < 0.001 does not fit"),
        ({**RATIO, "p_value": 0.05, "p_relation": ">"}, "p_value", "p > 0.05 does not fit"),
        ({**DIFFERENCE, "ci_low": -2, "ci_high": 16, "p_value": 0.01}, "p_value", "does not fit the margin"),
        ({**DIFFERENCE, "se": 30, "ci_low": 1.1, "ci_high": 12.9}, "se", "does not fit the margin"),
        ({**DIFFERENCE, "ci_low": 7, "ci_high": 7}, "ci_low", "No study is that sure"),
        ({**MEANS, "p_value": 0.6}, "p_value", "does not fit the margin of error"),
        ({**COUNTS, "p_value": 0.001}, "p_value", "does not fit the margin of error"),
        ({**TEST, "p_value": 0.2}, "p_value", "p = 0.2 does not fit the test"),
    ],
)
def test_numbers_that_do_not_fit_are_asked_about_beside_the_number(values, field, words):
    found = {each.name: each.words for each in doubts(values, 164)}
    assert not list(refusals(values))
    assert words in found.get(field, ""), found


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({**DIFFERENCE, "ci_low": 13, "ci_high": 1}, "ci_high", "must not be below the lower end"),
        ({**DIFFERENCE, "ci_low": 8, "ci_high": 13}, "effect", "must lie inside its margin"),
        ({**DIFFERENCE, "ci_low": 1}, "ci_high", "Give both ends"),
        ({**RATIO, "effect": None}, "effect", "the margin of error belongs to"),
        ({**COUNTS, "events_t": 61}, "events_t", "there are 60 people in the group"),
        ({**COUNTS, "contrast": "within", "n_c": None, "events_c": 61}, "events_c", "there are 60 people"),
        ({**PERCENT, "mean_t": 120}, "mean_t", "120% of people cannot be"),
        ({**PERCENT, "mean_c": -3}, "mean_c", "cannot be"),
        ({**DIFFERENCE, "effect": 170, "effect_metric": "pp"}, "effect", "more than 100 percentage points"),
        ({**RATIO, "p_value": 0}, "p_value", "write < 0.001"),
        ({**DIFFERENCE, "se": 0}, "se", "leave this empty"),
        ({**RATIO, "effect_metric": "hr", "outcome": "Time to dropping out"}, "outcome", "not about how long it takes"),
    ],
)
def test_numbers_that_cannot_be_are_refused(values, field, words):
    found = {each.name: each.words for each in refusals(values)}
    assert words in found.get(field, ""), found


def test_a_hazard_ratio_of_something_that_happens_is_taken():
    for outcome in ("Dropping out", "Finding full-time work", "Reoffending within 12 months"):
        assert not list(refusals({**RATIO, "effect_metric": "hr", "outcome": outcome}))
    assert not list(refusals({**RATIO, "outcome": "Time to dropping out"}))


def test_what_was_answered_is_not_asked_again_until_a_number_changes():
    asked = [each.words for each in doubts({**MEANS, "effect": 70})]
    answered = {**MEANS, "effect": 70, "confirmed": asked}
    assert asked and not open_doubts(answered)
    assert open_doubts({**answered, "effect": 71})
