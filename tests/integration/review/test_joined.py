"""Joining a team in the middle of a review: the editor hears of every conflict that it makes."""

import pytest
from sqlalchemy import select

from evidencehub.accounts.models import Invitation
from evidencehub.projects.appeals.models import Appeal
from evidencehub.review.appeals import making
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.mail import Mail
from tests.factories import a_person, an_editor, an_invitation
from tests.factories_review import a_case_in_review, a_decided_case
from tests.support import appeals

ALERT = "review.conflict-arose"


@pytest.fixture
def joins(app, session, run_due):
    """Somebody accepts an invitation into the team behind a case, and the worker does what is due."""

    def join(case, person):
        made = an_invitation(session, case.submission.project.organisation, case.member, email=person.email)
        session.commit()
        client = app.test_client()
        client.sign_in(person)
        session.rollback()
        assert client.post(f"/invitations/{made.id}/accept").status_code == 303
        session.rollback()
        run_due()

    return join


def alerts(session):
    session.rollback()
    return {mail.to: mail.body for mail in session.scalars(select(Mail).where(Mail.about == ALERT))}


def entries(session):
    session.rollback()
    return [entry.details for entry in session.scalars(select(AuditEntry).where(AuditEntry.action == "conflict.arose"))]


def test_an_editor_who_joins_is_barred_and_the_other_editors_hear_of_it(session, joins):
    case = a_case_in_review(session)
    other = an_editor(session)
    names = {case.editor.id, other.email, case.member.email}
    joins(case, case.editor)
    assert set(alerts(session)) == {other.email}, names
    assert "1 editor has a conflict of interest" in alerts(session)[other.email]
    (said,) = entries(session)
    assert (said["reviewers"], said["editors"]) == (0, 1)


def test_a_colleague_of_a_reviewer_who_joins_makes_a_conflict_that_the_case_page_shows(client, session, joins):
    case = a_case_in_review(session)
    reviewer, other = case.reviewers
    newcomer = a_person(session, email=f"newcomer@{reviewer.email.partition('@')[2]}")
    session.commit()
    client.sign_in(case.editor)
    page = f"/cases/{case.submission.id}"
    assert "Free this place" not in client.get(page).text
    joins(case, newcomer)
    (body,) = alerts(session).values()
    assert "1 reviewer has a conflict" in body and f"http://localhost{page}" in body
    for name in (reviewer.name, other.name, newcomer.name):
        assert name not in body
    shown = client.get(page).text
    assert "A reviewer has a conflict of interest now" in shown and shown.count("Free this place") == 1
    assert "Somebody joined the team or changed their address, and a conflict of interest arose" in shown


def test_the_editor_frees_the_place_of_a_reviewer_with_a_conflict_and_of_no_other(client, session, joins):
    case = a_case_in_review(session)
    newcomer = a_person(session, email=f"newcomer@{case.reviewers[0].email.partition('@')[2]}")
    session.commit()
    client.sign_in(case.editor)
    bad, good = (f"/cases/{case.submission.id}/seats/{each.id}/free" for each in case.assignments)
    session.rollback()
    assert client.post(bad).status_code == 409, "there is no conflict yet"
    joins(case, newcomer)
    assert client.post(good).status_code == 409
    assert client.post(bad).status_code == 303
    session.rollback()
    states = [session.get(Assignment, each.id).state for each in case.assignments]
    assert states == [AssignmentState.CONFLICT, AssignmentState.GRADING]
    told = session.scalar(select(Mail).where(Mail.about == "review.freed"))
    assert told.to == case.reviewers[0].email
    submission = case.submission
    for name in (submission.project.name, submission.project.organisation.name, newcomer.name, case.reviewers[1].name):
        assert name not in told.subject + told.body
    assert "Replace a reviewer" in client.get(f"/cases/{case.submission.id}").text


def test_somebody_without_a_conflict_joins_in_silence_and_so_does_everybody_after_the_decision(session, joins):
    case = a_case_in_review(session)
    joins(case, a_person(session))
    decided = a_decided_case(session)
    joins(decided, decided.editor)
    assert session.scalars(select(Invitation.state)).all() and alerts(session) == {} and entries(session) == []


def test_a_conflict_that_was_there_before_is_not_told_again(session, joins):
    case = a_case_in_review(session)
    an_editor(session)
    joins(case, case.editor)
    first = len(alerts(session))
    joins(case, a_person(session))
    assert len(alerts(session)) == first == len(entries(session))


def test_who_grades_on_appeal_is_looked_at_again_too_and_their_place_can_be_freed(client, session, joins):
    made = appeals.opened(session)
    case, (seat, other) = made.case, made.seats
    newcomer = a_person(session, email=f"newcomer@{seat.reviewer.email.partition('@')[2]}")
    session.commit()
    client.sign_in(made.editor)
    page = f"/cases/{case.submission.id}/appeal"
    assert "Free this place" not in client.get(page).text
    joins(case, newcomer)
    body = alerts(session)[made.editor.email]
    assert "while an appeal about it is open" in body and "1 reviewer has a conflict" in body
    assert f"http://localhost{page}\n" in f"{body}\n" and seat.reviewer.name not in body
    shown = client.get(page).text
    assert "A reviewer has a conflict of interest now" in shown and shown.count("Free this place") == 1
    session.rollback()
    free = f"/cases/{case.submission.id}/seats/{{}}/free"
    assert client.post(free.format(other.id)).status_code == 409
    assert client.post(free.format(seat.id)).location == page
    session.rollback()
    assert session.get(Assignment, seat.id).state is AssignmentState.CONFLICT
    assert "Replace a reviewer" in client.get(page).text


def test_an_editor_with_an_appeal_in_hand_who_joins_lets_go_of_it_and_another_hears(session, joins):
    made = appeals.taken(session)
    another = an_editor(session)
    joins(made.case, made.editor)
    session.rollback()
    assert session.get(Appeal, made.appeal.id).editor_id is None
    told = select(Mail.to).where(Mail.about == "appeal.nobodys")
    assert another.email in set(session.scalars(told)) and made.editor.email not in set(session.scalars(told))
    assert "1 editor has a conflict of interest" in alerts(session)[another.email]


def test_of_an_appeal_that_is_over_nobody_hears(session, joins):
    made = appeals.opened(session)
    making.withdraw(session, made.appeal, **made.as_team())
    joins(made.case, made.editor)
    assert alerts(session) == {} and entries(session) == []
