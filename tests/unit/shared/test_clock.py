"""Days begin and end where the hub is, not in Greenwich."""

from datetime import UTC, date, datetime

import pytest

from evidencehub.review.deadlines import is_past
from evidencehub.shared import clock
from evidencehub.shared.settings import BadSetting, load_settings
from evidencehub.shared.words import day, day_and_time


@pytest.fixture
def zone():
    yield clock.use_zone
    clock.use_zone(clock.DEFAULT_ZONE)


def test_what_is_due_by_a_day_is_late_from_the_next_midnight_here():
    due = datetime(2026, 6, 28, 9, 15, tzinfo=UTC)
    last = datetime(2026, 6, 28, 22, 59, 59, tzinfo=UTC)  # 23:59:59 in British summer time
    assert not is_past(due, last)
    assert is_past(due, clock.end_of(date(2026, 6, 28)))
    assert clock.end_of(date(2026, 6, 28)) == datetime(2026, 6, 28, 23, tzinfo=UTC)


def test_a_moment_is_written_as_the_hubs_clocks_show_it(zone):
    at = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)
    assert (day(at), day_and_time(at)) == ("1 August 2026", "1 August 2026 at 00:30 BST")
    assert day("2026-07-31T23:30:00+00:00") == "1 August 2026", "frozen records hold moments as text"
    zone("America/New_York")
    assert day_and_time(at) == "31 July 2026 at 19:30 EDT"


def test_a_date_has_no_zone_and_stays(zone):
    zone("Pacific/Auckland")
    assert day(date(2026, 11, 24)) == day("2026-11-24") == "24 November 2026"


def test_a_day_on_which_the_clocks_change_ends_at_its_midnight():
    assert clock.end_of(date(2026, 10, 25)) == datetime(2026, 10, 26, 0, tzinfo=UTC)
    assert clock.end_of(date(2026, 10, 24)) == datetime(2026, 10, 24, 23, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Europe/Londn", "../etc/passwd", "Europe", "BST/"])
def test_a_zone_that_is_not_there_is_named(tmp_path, name):
    with pytest.raises(BadSetting, match="TIME_ZONE must be a name like Europe/London"):
        load_settings({"EVIDENCEHUB_HOME": str(tmp_path), "EVIDENCEHUB_TIME_ZONE": name})
