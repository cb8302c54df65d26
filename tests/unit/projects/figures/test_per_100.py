"""People in every 100: only with the share of the others, and only where the interval lies on one side."""

import pytest

from evidencehub.projects.figures.per_100 import per_100
from tests.unit.catalogue.test_marks import a_result

GIVEN = {
    "gives": "counts", "effect_metric": "pp", "unit": "", "effect": 15.2, "ci_low": 4.6, "ci_high": 25.9,
    "events_t": 62, "n_t": 160, "events_c": 40, "n_c": 158,
}  # fmt: skip


def test_it_tells_the_difference_its_margin_and_the_share_of_the_others():
    assert per_100(a_result(**GIVEN)) == (
        "That is 15 more in every 100 (somewhere between 5 and 26). Of those compared with, it was 25 in every 100."
    )


@pytest.mark.parametrize(
    "change",
    [
        {"ci_low": -1.0},
        {"events_c": None},
        {"events_c": 4},
        {"ci_low": None},
        {"contrast": "within"},
        {"effect_metric": "or"},
        {"gives": "difference"},
    ],
)
def test_it_says_nothing_where_that_would_say_too_much(change):
    assert per_100(a_result(**{**GIVEN, **change})) == ""


def test_fewer_is_said_of_a_difference_below_zero():
    assert per_100(a_result(**{**GIVEN, "effect": -15.2, "ci_low": -25.9, "ci_high": -4.6})).startswith(
        "That is 15 fewer in every 100 (somewhere between 5 and 26)."
    )
