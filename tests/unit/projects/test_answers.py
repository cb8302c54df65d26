"""How what was typed of a result is told to the team before sending, and to reviewers."""

from math import log
from uuid import uuid4

from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.pages.answers import studies_in_words


def told(**values):
    frozen = FrozenResult(id=uuid4(), outcome_area="school-attendance", outcome="Attendance", **values)
    (study,) = studies_in_words([FrozenEvaluation(id=uuid4(), title="A study", results=(frozen,))])
    return {answer.name: answer.words for answer in study.results[0].answers}


def test_the_standard_error_of_a_ratio_is_that_of_its_log():
    ratio = {"contrast": "between", "gives": "ratio", "effect_metric": "or", "effect": log(0.7), "ci_low": log(0.55),
             "ci_high": log(0.89), "se": 0.1228, "worked_out": ("se",)}  # fmt: skip
    found = told(**ratio)
    assert (found["effect"], found["ci_low"], found["se"]) == ("0.7", "0.55", "0.123 of the log (worked out)")


def test_a_change_of_percentages_is_in_percentage_points():
    change = {"contrast": "within", "effect_metric": "change", "effect": 30.0, "mean_t": 50.0, "mean_c": 20.0}
    assert told(gives="percentages", **change)["effect_metric"] == "Percentage points"
    assert told(gives="means", **change)["effect_metric"] == "In the same unit as the averages"


def test_a_smallest_log_odds_is_shown_as_it_was_typed():
    found = told(contrast="between", gives="coefficient", effect_metric="or", effect=0.02, smallest_worthwhile=0.1)
    assert (found["effect"], found["smallest_worthwhile"]) == ("0.02", "0.1")
