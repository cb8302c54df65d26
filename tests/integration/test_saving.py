"""Pages of answers that save by themselves: what is saved, what the page is told, and what is never written over."""

import re

import pytest

from evidencehub.accounts.models import TypedForm
from evidencehub.projects.models import Project
from evidencehub.review.models import Finding
from evidencehub.shared.saving import HEADER
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.factories_review import a_case_in_review

BY_ITSELF = {HEADER: "1"}


@pytest.fixture
def member(session):
    return a_person(session, an_organisation(session))


@pytest.fixture
def project(session, member):
    project = a_project(session, member.memberships[0].organisation)
    session.commit()
    return project


def _seen(client, address):
    return re.search(r'name="seen"[^>]*value="([^"]*)"', client.get(address).text)[1]


def test_a_page_of_answers_is_saved_where_it_stands(session, client, member, project):
    client.sign_in(member)
    address = f"/team/projects/{project.id}/need"
    typed = {"need": "Young people miss school.", "who_for": "Those who miss it often.", "seen": _seen(client, address)}
    answer = client.post(address, data=typed, headers=BY_ITSELF)
    assert answer.status_code == 200 and answer.json["state"] == "saved"
    assert answer.json["seen"] == _seen(client, address)
    session.rollback()
    assert session.get_one(Project, project.id).need == "Young people miss school."
    typed |= {"need": "Young people miss school on Mondays.", "seen": answer.json["seen"]}
    assert client.post(address, data=typed).status_code == 303  # a press after it meets no other
    assert "Saved" not in client.get("/team").text


def test_a_second_tab_is_told_and_writes_nothing_over(session, client, member, project):
    client.sign_in(member)
    address = f"/team/projects/{project.id}/need"
    opened = _seen(client, address)
    client.post(address, data={"need": "The first tab.", "seen": opened}, headers=BY_ITSELF)
    late = client.post(address, data={"need": "The second tab.", "seen": opened}, headers=BY_ITSELF)
    assert late.json == {"state": "overtaken", "seen": ""}
    session.rollback()
    assert session.get_one(Project, project.id).need == "The first tab."
    compared = client.post(address, data={"need": "The second tab.", "seen": opened})
    assert compared.status_code == 409 and "The first tab." in compared.text and "The second tab." in compared.text


def test_what_is_not_right_is_not_saved_and_the_page_is_told(session, client, member, project):
    client.sign_in(member)
    name = project.name
    answer = client.post(f"/team/projects/{project.id}/name", data={"name": " "}, headers=BY_ITSELF)
    assert answer.json == {"state": "problem", "seen": ""}
    session.rollback()
    assert session.get_one(Project, project.id).name == name


def test_an_evaluation_is_saved_too(session, client, member, project):
    evaluation = an_evaluation(session, project)
    session.commit()
    client.sign_in(member)
    address = f"/team/evaluations/{evaluation.id}/done"
    given = {"summary": "It went well.", "methods": "", "limitations": "", "seen": _seen(client, address)}
    assert client.post(address, data=given, headers=BY_ITSELF).json["state"] == "saved"
    session.refresh(evaluation)
    assert evaluation.summary == "It went well."


def _grading(session, client):
    case = a_case_in_review(session)
    session.commit()
    client.sign_in(case.reviewers[0])
    return case.assignments[0], f"/reviews/{case.assignments[0].id}/grade/1"


def _found(session, assignment):
    session.rollback()
    return {
        each.criterion_id: (each.answer, each.reason)
        for each in session.query(Finding).filter_by(assignment_id=assignment.id)
    }


def test_a_grading_is_kept_as_far_as_it_is_finished(session, client):
    assignment, address = _grading(session, client)
    typed = {"q0-answer": "partly", "q0-reason": "", "q1-reason": "Not decided yet.", "seen": _seen(client, address)}
    answer = client.post(address, data=typed, headers=BY_ITSELF)
    assert answer.status_code == 200 and answer.json["state"] == "part"
    assert re.fullmatch(r"0 of \d+ graded", answer.json["tally"])
    typed |= {"q0-reason": "It stands on page two.", "q1-answer": "met", "seen": answer.json["seen"]}
    answer = client.post(address, data=typed, headers=BY_ITSELF)
    assert answer.json["seen"] == _seen(client, address)
    assert answer.json["tally"].startswith("2 of ") and answer.json["tally"] in client.get(address).text
    assert ("partly", "It stands on page two.") in _found(session, assignment).values()


def test_a_question_that_another_tab_answered_keeps_its_old_mark(session, client):
    assignment, address = _grading(session, client)
    opened = _seen(client, address)
    client.post(address, data={"q0-answer": "met", "q0-reason": "The first tab.", "seen": opened}, headers=BY_ITSELF)
    empty = {"q0-reason": "", "q0-page": ""}
    typed = {**empty, "q1-answer": "met", "q1-reason": "The second tab, elsewhere.", "seen": opened}
    other = client.post(address, data=typed, headers=BY_ITSELF)
    assert other.json["state"] == "saved"  # it typed nothing about the first question
    again = client.post(address, data={**typed, "seen": other.json["seen"]}, headers=BY_ITSELF)
    assert again.json["state"] == "saved"
    reasons = {reason for _, reason in _found(session, assignment).values()}
    assert reasons == {"The first tab.", "The second tab, elsewhere."}
    clash = {**empty, "q0-answer": "not-met", "q0-reason": "The second tab.", "seen": again.json["seen"]}
    assert client.post(address, data=clash, headers=BY_ITSELF).json["state"] == "overtaken"
    assert "The first tab." in {reason for _, reason in _found(session, assignment).values()}


def test_who_is_signed_out_is_sent_away_and_nothing_is_kept_until_they_press(session, client, member, project):
    client.sign_in(member)
    client.post("/sign-out")
    headers = {**BY_ITSELF, "Origin": "http://localhost"}
    answer = client.post(f"/team/projects/{project.id}/need", data={"need": "Typed."}, headers=headers)
    assert answer.status_code == 303 and "application/json" not in answer.headers["Content-Type"]
    assert session.query(TypedForm).count() == 0
