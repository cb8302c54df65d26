"""The effect that follows from what a report gives. Worked values are of the statistics' own tests or done by hand."""

import subprocess
import sys
from math import exp, log

import pytest

from evidencehub.projects.figures.working_out import NO_CORRELATION, worked_out

MEANS = {"gives": "means", "contrast": "between", "unit": "days", "n_t": 60, "mean_t": 12.0, "sd_t": 4.0, "n_c": 40,
         "mean_c": 10.0, "sd_c": 3.0}  # fmt: skip


def shown(values, digits=3):
    found = worked_out(values)
    return tuple(None if found[n] is None else round(found[n], digits) for n in ("effect", "ci_low", "ci_high"))


def test_averages_spreads_and_sizes_give_an_interval():
    # se = sqrt(16/60 + 9/40) = 0.70119; 1.95996 se = 1.37431
    found = worked_out(MEANS)
    assert shown(MEANS) == (2.0, 0.626, 3.374)
    assert (found["effect_metric"], found["worked_out"]) == ("md", ["effect", "ci_low", "ci_high", "se"])
    assert "Worked out from the averages" in found["effect_note"]


@pytest.mark.parametrize(
    ("without", "says"),
    [
        ("sd_t", "the standard deviations are not given"),
        ("n_c", "the number of people is not given"),
    ],
)
def test_without_a_spread_or_a_size_there_is_no_interval_and_the_reason_stands(without, says):
    found = worked_out({**MEANS, without: None})
    assert (found["effect"], found["ci_low"], found["worked_out"]) == (2.0, None, ["effect"])
    assert says in found["effect_note"]


def test_the_reports_own_difference_stands_and_borrows_a_margin_only_where_it_is_the_same():
    same, adjusted = (
        worked_out({**MEANS, "effect": 2.0, "effect_metric": "md"}),
        worked_out({**MEANS, "effect": 0.5, "effect_metric": "md"}),
    )
    assert (same["effect"], round(same["ci_low"], 3)) == (2.0, 0.626)
    assert (adjusted["effect"], adjusted["ci_low"]) == (0.5, None)
    assert adjusted["effect_note"] == "", "the sentence says that there is no margin"


def test_a_margin_that_the_report_gives_stands_beside_a_difference_that_follows():
    found = worked_out({**MEANS, "ci_low": 0.5, "ci_high": 3.5})
    assert (found["effect"], found["ci_low"], found["ci_high"], found["worked_out"]) == (
        2.0,
        0.5,
        3.5,
        ["effect", "se"],
    )
    assert round(found["se"], 4) == 0.7653 and "the margin of error is the report’s" in found["effect_note"]


def test_counts_and_percentages_give_percentage_points():
    # 12/60 - 18/60 = -10 points; se = sqrt(0.2*0.8/60 + 0.3*0.7/60) = 0.078528
    counts = {"gives": "counts", "contrast": "between", "n_t": 60, "events_t": 12, "n_c": 60, "events_c": 18}
    percent = {"gives": "percentages", "contrast": "between", "n_t": 60, "mean_t": 20, "n_c": 60, "mean_c": 30}
    assert shown(counts) == shown(percent) == (-10.0, -25.391, 5.391)
    assert worked_out(counts)["effect_metric"] == "pp"


def test_a_group_of_none_is_corrected_and_says_so():
    found = worked_out({"gives": "counts", "contrast": "between", "n_t": 20, "events_t": 0, "n_c": 20, "events_c": 5})
    assert found["ci_low"] is not None and "one for few people" in found["effect_note"]
    within = {"gives": "counts", "contrast": "within", "n_t": 20, "events_t": 0, "events_c": 5}
    assert "half a person" in worked_out(within)["effect_note"]


def test_a_margin_from_p_is_not_said_to_be_missing():
    found = worked_out({"gives": "means", "contrast": "within", "unit": "points", "n_t": 60, "mean_t": 17, "mean_c": 20,
                        "p_value": 0.001})  # fmt: skip
    assert found["effect_note"] == "The change is that of the averages. The margin of error was worked out from p."


def test_the_margin_of_small_groups_is_that_of_t():
    # se = 1.58114 sqrt(2/5) = 1; t(8) = 2.30600, so that a p of 0.069 and the margin say the same
    few = {**MEANS, "n_t": 5, "sd_t": 1.5811388, "mean_t": 12.1, "n_c": 5, "sd_c": 1.5811388, "mean_c": 10.0}
    assert shown(few) == (2.1, -0.206, 4.406)
    # se = sqrt((4 + 4 - 2 * 0.2 * 4) / 6) = 1.03280; t(5) = 2.57058
    change = {"gives": "means", "contrast": "within", "unit": "points", "n_t": 6, "mean_t": 12.1, "sd_t": 2,
              "mean_c": 10.0, "sd_c": 2, "pre_post_r": 0.2}  # fmt: skip
    assert shown(change) == (2.1, -0.555, 4.755)


def test_none_of_five_is_none_and_no_percentages_lie_further_apart_than_all():
    few = {"gives": "counts", "contrast": "between", "n_t": 5, "events_t": 0, "n_c": 5, "events_c": 3}
    # 1/7 - 4/7 = -42.857 points, se = sqrt(1/7*6/7/7 + 4/7*3/7/7) = 0.229081
    assert shown(few) == (-60.0, -87.756, 2.042)
    all_or_none = {**few, "events_t": 5, "events_c": 0}
    # 6/7 - 1/7 = 71.429, se = sqrt(2 * 6/7*1/7/7) = 0.187044
    assert shown(all_or_none) == (100.0, 34.769, 100.0)
    assert shown({**few, "contrast": "within", "n_c": None})[0] == -60.0
    percent = {"gives": "percentages", "contrast": "between", "n_t": 5, "mean_t": 0, "n_c": 5, "mean_c": 60}
    assert shown(percent) == shown(few)


def test_a_test_gives_a_standardised_difference():
    found = worked_out({"gives": "test", "contrast": "between", "test": "t", "test_value": 2.5, "n_t": 30, "n_c": 30})
    # d = 2.5 sqrt(2/30) = 0.6455, J(58) = 0.98702
    assert round(found["effect"], 3) == 0.637 and found["effect_metric"] == "g"


def test_f_and_p_take_their_sign_from_who_had_more():
    f = {"gives": "test", "contrast": "between", "test": "f", "test_value": 6.25, "n_t": 30, "n_c": 30}
    assert round(worked_out({**f, "test_higher": "c"})["effect"], 3) == -0.637
    silent = worked_out(f)
    assert silent["effect"] is None and "which group had more is not given" in silent["effect_note"]


def test_a_limit_of_p_is_no_value():
    found = worked_out({"gives": "test", "contrast": "between", "test": "p", "p_value": 0.001, "p_relation": "<",
                        "test_higher": "t", "n_t": 30, "n_c": 30})  # fmt: skip
    assert (found["effect"], found["ci_low"], found["worked_out"]) == (None, None, [])
    assert "only that p is below 0.001" in found["effect_note"]


def test_a_ratio_is_kept_as_its_log_and_takes_a_margin_from_p():
    given = {"gives": "ratio", "contrast": "between", "effect_metric": "or", "effect": log(0.7), "ci_low": log(0.55),
             "ci_high": log(0.89)}  # fmt: skip
    found = worked_out(given)
    assert found["worked_out"] == ["se"] and round(found["se"], 4) == 0.1228
    by_p = worked_out({**given, "ci_low": None, "ci_high": None, "p_value": 0.004})
    assert (round(exp(by_p["ci_low"]), 2), round(exp(by_p["ci_high"]), 2)) == (0.55, 0.89)
    assert "from p" in by_p["effect_note"]


def test_a_coefficient_takes_its_margin_from_its_standard_error_and_is_set_beside_the_spread():
    found = worked_out({"gives": "coefficient", "contrast": "between", "effect": 3.0, "effect_metric": "md", "se": 1.0,
                        "outcome_sd": 10.0})  # fmt: skip
    assert (round(found["ci_low"], 2), round(found["ci_high"], 2)) == (1.04, 4.96)
    assert "by 12 places in a line of 100 people" in found["effect_note"]


def test_a_change_without_a_correlation_has_the_widest_likely_margin_and_says_so():
    given = {"gives": "means", "contrast": "within", "unit": "points", "n_t": 60, "mean_c": 36.8, "sd_c": 6,
             "mean_t": 42.1, "sd_t": 6}  # fmt: skip
    widest, known = worked_out(given), worked_out({**given, "pre_post_r": 0.5})
    # r = 0: se = sqrt(72/60) = 1.0954; r = 0.5: sqrt(36/60) = 0.7746
    assert (round(widest["se"], 4), round(known["se"], 4)) == (1.0954, 0.7746)
    assert widest["effect_note"] == NO_CORRELATION and "correlation" in known["effect_note"]
    assert widest["effect_metric"] == "change"


def test_only_words_have_no_number():
    found = worked_out({"gives": "words", "contrast": "between", "effect_metric": "md"})
    assert (found["effect"], found["effect_metric"], found["effect_note"]) == (None, "", "")


def test_no_kind_of_result_loads_numpy_or_scipy_into_a_web_process():
    code = (
        "import sys\n"
        "from evidencehub.projects.figures.doubts import doubts\n"
        "from evidencehub.projects.figures.kinds import KINDS\n"
        "given = dict(n_t=30, n_c=30, mean_t=9, mean_c=7, sd_t=2, sd_c=2, events_t=9, events_c=7, effect_metric='md',\n"
        "             test='p', test_higher='t', p_value=0.03, effect=2)\n"
        "for gives in KINDS:\n"
        "    for contrast in ('between', 'within'):\n"
        "        doubts({**given, 'gives': gives, 'contrast': contrast})\n"
        "        doubts({**given, 'gives': gives, 'contrast': contrast, 'effect': None})\n"
        "print([name for name in ('numpy', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("treated", "n_t", "other", "n_c"), [(0, 5, 3, 5), (1, 20, 6, 20)])  # Fisher's p 0.17, 0.09
def test_few_people_are_no_clear_difference_where_an_exact_test_finds_none(treated, n_t, other, n_c):
    found = worked_out({"gives": "counts", "contrast": "between", "n_t": n_t, "events_t": treated, "n_c": n_c,
                        "events_c": other})  # fmt: skip
    assert found["ci_low"] < 0 < found["ci_high"]
