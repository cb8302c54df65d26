"""Which way a result points, as the evidence repository reads it: above 0, or a ratio above 1, is better for people."""

from math import log
from uuid import UUID

import pytest

from evidencehub.harvest.destiny.effects import findings_of
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult

KEY = UUID("11111111-1111-4111-8111-111111111111")


def finding(**result):
    values = {
        "outcome_area": "school-attendance", "outcome": "Missed days", "measure_name": "Register",
        "higher_is": "better",
        "effect": 0.25, "effect_metric": "g", "ci_low": 0.1, "ci_high": 0.4, "se": 0.08, "n_t": 40.0, "n_c": 44.0,
        **result,
    }  # fmt: skip
    study = FrozenEvaluation(id=KEY, title="A study", results=(FrozenResult(id=KEY, **values),))
    return next(iter(findings_of(study, "Breakfast clubs", "The hub")), None)


def estimate(**result):
    (made,) = finding(**result)["hasEffectEstimate"]
    return made


def test_what_is_better_where_more_is_better_stays_as_it_is():
    made = estimate()
    assert (made["pointEstimate"], made["confidenceIntervalLower"], made["confidenceIntervalUpper"]) == (
        "0.25", "0.1", "0.4"
    )  # fmt: skip
    assert (made["effectSizeMetric"], made["standardError"], made["confidenceLevel"]) == (
        "evrepo:hedgesG", "0.08", "0.95"
    )  # fmt: skip
    assert "supportingText" not in made


def test_fewer_symptoms_are_better_and_the_interval_turns_round_with_its_effect():
    made = estimate(higher_is="worse", effect=-0.25, ci_low=-0.4, ci_high=0.05)
    assert (made["pointEstimate"], made["confidenceIntervalLower"], made["confidenceIntervalUpper"]) == (
        "0.25", "-0.05", "0.4"
    )  # fmt: skip
    assert "with the other sign than the number of the report, -0.25" in made["supportingText"]


def test_more_days_missed_is_harm_and_below_0():
    assert estimate(higher_is="worse", effect=2.5, effect_metric="md", unit="days")["pointEstimate"] == "-2.5"
    assert "In days." in estimate(higher_is="worse", effect=2.5, effect_metric="md", unit="days")["supportingText"]


def test_a_ratio_is_a_ratio_there_and_one_of_harm_is_divided_into_1():
    plain = estimate(effect=log(2), effect_metric="or", ci_low=log(1.25), ci_high=log(4))
    assert (plain["pointEstimate"], plain["confidenceIntervalLower"], plain["confidenceIntervalUpper"]) == (
        "2", "1.25", "4"
    )  # fmt: skip
    assert "standardError" not in plain, "ours is of the log"
    turned = estimate(higher_is="worse", effect=log(0.5), effect_metric="rr", ci_low=log(0.25), ci_high=log(0.8))
    assert (turned["pointEstimate"], turned["confidenceIntervalLower"], turned["confidenceIntervalUpper"]) == (
        "2", "1.25", "4"
    )  # fmt: skip
    assert "1 divided by the ratio of the report, 0.5" in turned["supportingText"]


@pytest.mark.parametrize(
    "result",
    [
        {"higher_is": None}, {"effect": None}, {"effect_metric": ""}, {"effect_metric": "hr"}, {"flag": "They differ."},
        {"is_subgroup": True},
    ],
)  # fmt: skip
def test_what_its_words_cannot_say_is_left_out(result):
    assert finding(**result) is None


def test_what_was_coded_says_so_with_its_prefix():
    sample = finding()["sampleSize"]
    assert sample["status"] == "evrepo:coded" and sample["codedValue"] == {"@type": "xsd:integer", "@value": 84}


def test_change_in_one_group_is_beside_what_was_before_and_never_beside_others():
    assert finding()["comparedTo"]["@type"] == "ControlCondition"
    made = finding(contrast="within", effect_metric="change", unit="points", n_c=None)
    assert made["comparedTo"]["@type"] == "TemporalCondition" and made["sampleSize"]["codedValue"]["@value"] == 40


def test_no_count_of_few_people_can_be_found():
    arms = finding(n_t=3.0, n_c=40.0, events_t=2, events_c=9)["hasArmData"]
    assert all("n" not in arm and "events" not in arm for arm in arms)
    assert "sampleSize" not in finding(n_t=2.0, n_c=2.0)


def test_small_and_large_numbers_have_no_exponent():
    assert estimate(effect=0.00001234, ci_low=None, ci_high=None)["pointEstimate"] == "0.00001234"
    assert estimate(effect=-0.0, effect_metric="md", ci_low=None, ci_high=None)["pointEstimate"] == "0"
    assert "confidenceLevel" not in estimate(ci_low=None, ci_high=None)
