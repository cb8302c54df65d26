"""Team, reviewers and everybody read the same of what was planned and what is reported, at their time."""

from datetime import timedelta

import pytest

from evidencehub.projects.plans import drafting
from tests.factories import NOW
from tests.factories_review import a_case_in_review, a_decided_case
from tests.support import plans

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the same pages on any database
REPORTED, MISSING = "Planned and reported", "Planned, no result"
UNSAID = "The team has not said why."


def planned(session, case, *, days=-9):
    """Of the case's study, public before it was sent."""
    study = case.submission.project.evaluations[0]
    plans.write(session, study, plans.MAIN | {"measure": study.results[0].measure_name}, plans.OTHER)
    made = plans.send(session, study, case.member, now=NOW + timedelta(days))
    plans.look_at(session, made, case.editor, now=NOW + timedelta(days))
    session.commit()
    return study


def explain(session, case, study, words, *, days):
    key = next(each["key"] for each in plans.draft(session, study).outcomes if not each["is_main"])
    drafting.explain(session, study, {key: words}, actor_id=None, now=NOW)
    made = plans.send(session, study, case.member, "A reason.", now=NOW + timedelta(days))
    plans.look_at(session, made, case.editor, now=NOW + timedelta(days))
    session.commit()


def as_reviewer(client, case):
    client.post("/sign-out")
    client.sign_in(case.reviewers[0])
    return client.get(f"/reviews/{case.assignments[0].id}/report").text


def test_everybody_reads_what_became_of_each_outcome_once_it_is_decided(client, session):
    case = a_decided_case(session)
    study = planned(session, case)
    page = client.get(f"/evaluations/{study.id}").text
    assert REPORTED in page and MISSING in page and UNSAID in page and "21 February 2026" in page
    explain(session, case, study, "The school keeps no list.", days=3)
    page = client.get(f"/evaluations/{study.id}").text
    assert "The team says: The school keeps no list." in page and UNSAID not in page


def test_a_study_without_a_plan_says_nothing_of_one(client, session):
    case = a_decided_case(session)
    session.commit()
    page = client.get(f"/evaluations/{case.submission.project.evaluations[0].id}").text
    assert "What was planned, and what is reported" not in page


def test_reviewers_read_what_was_sent_by_the_day_of_the_submission_and_no_later_words(client, session):
    case = a_case_in_review(session)
    study = planned(session, case)
    page = as_reviewer(client, case)
    assert REPORTED in page and MISSING in page and UNSAID in page
    explain(session, case, study, "The school keeps no list.", days=3)
    assert "keeps no list" not in as_reviewer(client, case), "it came after what they grade"
    client.post("/sign-out")
    assert client.get(f"/evaluations/{study.id}/plan").text.count("keeps no list") == 1
    client.sign_in(case.editor)
    assert MISSING in client.get(f"/cases/{case.submission.id}/record").text


def test_a_plan_that_no_editor_let_is_no_plan_to_reviewers(client, session):
    case = a_case_in_review(session)
    study = case.submission.project.evaluations[0]
    plans.write(session, study)
    plans.send(session, study, case.member, now=NOW - timedelta(days=9))
    session.commit()
    assert "What was planned, and what is reported" not in as_reviewer(client, case)


def test_a_team_reads_it_too_and_says_why(client, session):
    case = a_decided_case(session)
    study = planned(session, case)
    client.sign_in(case.member)
    address = f"/team/evaluations/{study.id}/plan"
    assert MISSING in client.get(address).text
    page = client.get(f"{address}/missing").text
    assert "Exclusion from school: why is there no result?" in page
    assert "School attendance: why" not in page, "it has one"
    name = next(each["key"] for each in plans.draft(session, study).outcomes if not each["is_main"])
    session.rollback()
    seen = page.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert client.post(f"{address}/missing", data={name: "They left.", "seen": seen}).location == address
    late = client.post(f"{address}/missing", data={name: "Mine.", "seen": seen})
    assert late.status_code == 409 and "Mine." in late.text and "They left." in late.text
    assert "Check and send" in client.get(address).text
    session.rollback()
    study.results.clear()
    session.commit()
    assert "School attendance: why is there no result?" in client.get(f"{address}/missing").text
