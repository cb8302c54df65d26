"""Working days leave out weekends and public holidays, each by the hub's own country and clocks."""

from datetime import UTC, datetime

import pytest

from evidencehub.shared import clock, working_days
from evidencehub.shared.settings import BadSetting, load_settings


@pytest.fixture
def in_place(request):
    where, zone = request.param
    working_days.use_holidays(where)
    clock.use_zone(zone)
    yield
    working_days.use_holidays(working_days.DEFAULT_HOLIDAYS)
    clock.use_zone(clock.DEFAULT_ZONE)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_letter_on_a_sunday_gives_ten_whole_working_days():
    assert working_days.start_of(11, after=utc("2026-11-29T19:00")) == utc("2026-12-14T00:00")


def test_the_day_itself_is_not_counted_and_friday_evening_is_still_friday():
    assert working_days.start_of(1, after=utc("2026-11-27T23:59")) == utc("2026-11-30T00:00")


def test_public_holidays_and_the_days_given_for_them_are_left_out():
    # Christmas on a Friday, Boxing Day on a Saturday and so kept on Monday 28 December, New Year's Day on a Friday.
    assert working_days.start_of(1, after=utc("2026-12-24T12:00")) == utc("2026-12-29T00:00")
    assert working_days.start_of(11, after=utc("2026-12-18T12:00")) == utc("2027-01-07T00:00")


def test_a_day_begins_by_the_clocks_of_the_hub_and_summer_time_begins_in_between():
    assert working_days.start_of(1, after=utc("2026-06-05T12:00")) == utc("2026-06-07T23:00")
    assert working_days.start_of(1, after=utc("2026-06-07T23:30")) == utc("2026-06-08T23:00")  # Monday here already
    assert working_days.start_of(1, after=utc("2026-03-27T12:00")) == utc("2026-03-29T23:00")


@pytest.mark.parametrize(
    ("in_place", "after", "begins"),
    [
        (
            ("GB/SCT", "Europe/London"),
            "2026-12-31T12:00",
            "2027-01-05T00:00",
        ),  # 2 January, kept on the 4th
        (("GB/ENG", "Europe/London"), "2026-12-31T12:00", "2027-01-04T00:00"),
        (("US", "America/New_York"), "2026-11-25T12:00", "2026-11-27T05:00"),  # Thanksgiving
        (("IL", "Asia/Jerusalem"), "2026-11-26T12:00", "2026-11-28T22:00"),  # Friday and Saturday are the weekend
    ],
    indirect=["in_place"],
)
def test_each_hub_counts_by_its_own_country(in_place, after, begins):
    assert working_days.start_of(1, after=utc(after)) == utc(begins)


@pytest.mark.parametrize("value", ["XX", "GB/XX", "England", "gb eng"])
def test_a_country_that_nobody_knows_stops_the_hub(tmp_path, value):
    with pytest.raises(BadSetting, match="EVIDENCEHUB_HOLIDAYS must be a country"):
        load_settings({"EVIDENCEHUB_HOME": str(tmp_path), "EVIDENCEHUB_HOLIDAYS": value})


def test_a_country_without_a_part_is_taken(tmp_path):
    assert load_settings({"EVIDENCEHUB_HOME": str(tmp_path), "EVIDENCEHUB_HOLIDAYS": "FR"}).holidays == "FR"
