"""How far a study is whose plan is public, on each side of each day."""

from datetime import date, timedelta

import pytest

from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.status import Status, status_of

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def a_plan(**values):
    return PlanVersion(
        **{"is_stopped": False, "starts_on": TODAY, "ends_on": TODAY + DAY, "started_on": None, "ended_on": None,
           **values}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "has_results", "expected"),
    [
        ({}, False, Status.PLANNED),
        ({"starts_on": TODAY - 9 * DAY}, False, Status.PLANNED),  # nobody said that it began
        ({"started_on": TODAY + DAY}, False, Status.PLANNED),
        ({"started_on": TODAY}, False, Status.RUNNING),
        ({"started_on": TODAY - DAY, "ends_on": TODAY}, False, Status.RUNNING),
        ({"started_on": TODAY - DAY, "ends_on": TODAY - DAY}, False, Status.OVERDUE),
        ({"ends_on": TODAY - DAY}, False, Status.OVERDUE),
        ({"ends_on": TODAY - DAY, "ended_on": TODAY}, False, Status.FINISHED),
        ({"ends_on": TODAY - DAY, "ended_on": TODAY + DAY}, False, Status.OVERDUE),
        ({"ends_on": TODAY - DAY}, True, Status.FINISHED),
        ({"is_stopped": True}, True, Status.STOPPED),
    ],
)
def test_the_days_and_the_results_say_how_far_it_is(values, has_results, expected):
    assert status_of(a_plan(**values), TODAY, has_results=has_results) is expected
