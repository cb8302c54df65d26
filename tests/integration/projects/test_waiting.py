"""How long a team is told to expect to wait: measured on cases here, or else what our steps may take."""

from datetime import timedelta

import pytest

from evidencehub.projects.states import SubmissionState
from evidencehub.projects.waiting import AT_LEAST, Wait, expected
from evidencehub.review.deadlines import review_due
from evidencehub.shared.clock import utc_now
from evidencehub.shared.words import day
from tests.factories import NOW, a_project, an_evaluation
from tests.factories_review import a_submission

STEPS_DAYS = 42


def a_wait(session, days, *, demo=False):
    submission, _ = a_submission(session)
    submission.decided_at, submission.demo = submission.submitted_at + timedelta(days=days), demo
    session.flush()


def test_with_fewer_than_five_decided_it_is_what_the_steps_may_take(session):
    for _ in range(AT_LEAST - 1):
        a_wait(session, 3)
    assert expected(session, demo=False) == Wait(STEPS_DAYS, 0)
    assert review_due(NOW) - NOW < timedelta(days=STEPS_DAYS)


@pytest.mark.parametrize(("days", "median"), [([1, 2, 30, 40, 400], 30), ([10, 20, 30, 40, 50, 60], 35), ([0] * 5, 1)])
def test_from_five_on_it_is_the_median_and_one_that_took_a_year_moves_it_little(session, days, median):
    for each in days:
        a_wait(session, each)
    assert expected(session, demo=False) == Wait(median, len(days))


def test_invented_cases_tell_a_real_team_nothing(session):
    for _ in range(AT_LEAST):
        a_wait(session, 3, demo=True)
    assert expected(session, demo=False).cases == 0
    assert expected(session, demo=True) == Wait(3, AT_LEAST)


def test_a_step_that_is_late_says_so_instead_of_promising_a_day_that_has_passed(client, session):
    submission, member = a_submission(session)
    session.commit()
    client.sign_in(member)
    for days, told in ((0, "We aim to be done"), (30, "We are late: we wanted to be done")):
        submission.state_since = utc_now() - timedelta(days=days)
        session.commit()
        assert told in client.get(f"/team/submissions/{submission.id}").text


def test_after_sending_the_team_reads_on_which_day_to_expect_its_letter(client, session):
    submission, member = a_submission(session)
    submission.submitted_at = submission.state_since = utc_now()
    session.commit()
    client.sign_in(member)
    page = f"/team/submissions/{submission.id}"
    by = day(submission.submitted_at + timedelta(days=STEPS_DAYS))
    assert f"Expect your letter by {by}: so long our steps may take" in flat(client.get(page).text)
    for days in range(10, 10 + AT_LEAST):
        a_wait(session, days)
    session.commit()
    told = flat(client.get(page).text)
    assert f"Expect your letter about {day(submission.submitted_at + timedelta(days=12))}. Of the last" in told
    submission.submitted_at = utc_now() - timedelta(days=14)
    session.commit()
    told = flat(client.get(page).text)
    assert "We thought that your letter would be there" in told and "Expect your letter" not in told
    submission.state = SubmissionState.RETURNED
    session.commit()
    assert "your letter would be there" not in client.get(page).text, "it waits for the team"


def flat(page):
    return " ".join(page.split())


def test_the_team_reads_which_of_the_two_it_is_before_it_sends(client, session):
    submission, member = a_submission(session)
    project = a_project(session, submission.project.organisation)
    an_evaluation(session, project)
    session.commit()
    client.sign_in(member)
    page = client.get(f"/team/projects/{project.id}/send").text
    assert f"within {STEPS_DAYS} days" in page and "Too few have" in page
    for days in range(10, 10 + AT_LEAST):
        a_wait(session, days)
    session.commit()
    page = client.get(f"/team/projects/{project.id}/send").text
    assert "about 12 days" in page and f"{AT_LEAST} decided here" in page
