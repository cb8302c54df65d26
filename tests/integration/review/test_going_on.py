"""Who stopped earlier than the other is asked to go on: what one person alone graded is no agreement."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.accounts.queries import actor_for
from evidencehub.accounts.services import switch_off
from evidencehub.projects.states import SubmissionState
from evidencehub.review import services
from evidencehub.review.decisions import agreement
from evidencehub.review.leaving import NO_REVIEWER
from evidencehub.review.models import Finding
from evidencehub.review.reconciling import compare
from evidencehub.review.states import AssignmentState
from evidencehub.shared.errors import WrongState
from evidencehub.shared.mail import Mail
from tests.factories_review import LATER, a_case_in_review, grade, settle

EARLY, FAR = {"po2.8": "not-met"}, {"po3.2": "not-met"}
MUCH_LATER = LATER + timedelta(days=30)


def send(session, assignment, now=LATER):
    services.send_findings(session, assignment, actor=actor_for(assignment.reviewer), now=now)


@pytest.fixture(params=["stops first", "stops second"])
def uneven(request, session):
    """One stopped at the second step, the other had to grade the third; in both orders of sending."""
    case = a_case_in_review(session)
    early, far = case.assignments if request.param == "stops first" else reversed(case.assignments)
    grade(session, early, EARLY)
    grade(session, far, FAR, tiers="123")
    for assignment in case.assignments:
        send(session, assignment, now=MUCH_LATER)
    session.commit()
    return case, early, far


def test_nothing_freezes_and_who_stopped_earlier_is_asked_for_the_steps_that_are_missing(session, uneven):
    case, early, far = uneven
    assert case.submission.state is SubmissionState.IN_REVIEW
    assert (early.state, far.state) == (AssignmentState.GRADING, AssignmentState.IN)
    assert (early.held_steps, early.asked_steps) == (2, 3)
    assert early.due_at >= MUCH_LATER + timedelta(days=7), "a week at least, though the day had passed"
    (mail,) = session.scalars(select(Mail).where(Mail.about == "review.go-on"))
    assert mail.to == early.reviewer.email
    with pytest.raises(WrongState):
        compare(session, case.submission)


def test_who_was_switched_off_since_they_sent_is_not_asked_and_their_place_goes_to_somebody_else(session):
    """A simulated year found one: the seat waited for months for somebody who could not sign in."""
    case = a_case_in_review(session)
    early, far = case.assignments
    grade(session, early, EARLY)
    send(session, early)
    switch_off(session, early.reviewer, actor_id=None, now=LATER)
    grade(session, far, FAR, tiers="123")
    send(session, far, now=MUCH_LATER)
    assert (early.state, far.state) == (AssignmentState.REPLACED, AssignmentState.IN)
    assert early.left_because == NO_REVIEWER
    told = set(session.scalars(select(Mail.about).where(Mail.created_at == MUCH_LATER)))
    assert "review.seat-open" in told and "review.go-on" not in told


def test_they_are_told_which_steps_and_nothing_of_what_the_other_found(app, session, uneven):
    _, early, far = uneven
    client = app.test_client()
    client.sign_in(early.reviewer)
    page = client.get(f"/reviews/{early.id}").text
    assert "Please also grade Standard 3." in " ".join(page.split())
    assert f"/reviews/{early.id}/grade/2" not in page and f"/reviews/{early.id}/grade/3" in page
    assert client.get(f"/reviews/{early.id}/grade/2").status_code == 409
    check = client.get(f"/reviews/{early.id}/check").text
    assert "We asked you to grade every step up to Standard 3" in check
    other = app.test_client()
    other.sign_in(far.reviewer)
    assert "You sent your findings" in other.get(f"/reviews/{far.id}").text


def test_what_they_sent_cannot_be_changed_by_any_way(session, uneven):
    _, early, _ = uneven
    told = {"now": MUCH_LATER}
    with pytest.raises(WrongState, match="sent this step"):
        services.record_finding(session, early, "po2.8", "", "met", "I see it otherwise now.", 2, **told)
    with pytest.raises(WrongState, match="sent this step"):
        services.clear(session, early, ("po2.8", ""), actor=actor_for(early.reviewer), **told)
    said = session.scalars(
        select(Finding.answer).where(Finding.assignment_id == early.id, Finding.criterion_id == "po2.8")
    )
    assert set(said) == {"not-met"}


def test_when_they_went_on_both_freeze_and_only_what_differs_is_asked(session, uneven):
    case, early, far = uneven
    grade(session, early, FAR, tiers="3")
    send(session, early, now=MUCH_LATER)
    assert case.submission.state is SubmissionState.RECONCILING
    assert {early.state, far.state} == {AssignmentState.FROZEN}
    comparison = compare(session, case.submission)
    assert [one.item.criterion.id for one in comparison.open] == ["po2.8"], "and not each question of the third step"
    assert all(None not in one.views for one in comparison.differences)
    counted = agreement(early.findings, far.findings)
    assert counted.compared - counted.agreed == 1


def test_what_lies_beyond_the_first_step_that_neither_found_reached_is_not_asked(app, session):
    case = a_case_in_review(session)
    for assignment, beyond in zip(case.assignments, ("met", "not-met"), strict=True):
        grade(session, assignment, {**EARLY, "po3.2": beyond}, tiers="123")
        send(session, assignment)
    comparison = compare(session, case.submission)
    assert comparison.open == []
    assert [one.item.criterion.id for one in comparison.moot] == ["po3.2"]
    session.commit()
    client = app.test_client()
    client.sign_in(case.editor)
    page = client.get(f"/cases/{case.submission.id}/reconcile").text
    assert "1 more difference lies" in page and "See what follows" in page


def test_what_lies_beyond_is_asked_once_what_was_settled_reaches_it(session):
    case = a_case_in_review(session)
    missed = ({"po2.8": "not-met", "po3.2": "met"}, {"po2.4": "not-met", "po3.2": "not-met"})
    for assignment, answers in zip(case.assignments, missed, strict=True):
        grade(session, assignment, answers, tiers="123")
        send(session, assignment)
    assert {one.item.criterion.id for one in compare(session, case.submission).open} == {"po2.8", "po2.4"}
    settle(session, case, "met")
    again = compare(session, case.submission)
    assert [one.item.criterion.id for one in again.open] == ["po3.2"] and not again.moot, "together they reach step 2"


def test_who_graded_further_than_they_had_to_is_not_asked_again(session):
    case = a_case_in_review(session)
    grade(session, case.assignments[0], {**EARLY, **FAR}, tiers="123")
    grade(session, case.assignments[1], FAR, tiers="123")
    for assignment in case.assignments:
        send(session, assignment)
    assert case.submission.state is SubmissionState.RECONCILING


def test_one_who_was_asked_to_go_on_can_still_be_replaced(session, uneven):
    case, early, _ = uneven
    told = {"actor": actor_for(case.editor), "facts": case.facts(session), "now": MUCH_LATER}
    services.replace(session, early, because="No answer.", **told)
    assert early.state is AssignmentState.REPLACED
