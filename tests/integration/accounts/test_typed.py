"""What is sent after the session has ended is not lost, and nobody else gets to see it."""

import dataclasses
import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from evidencehub.accounts import typed
from evidencehub.accounts.models import SignInSession, TypedForm
from evidencehub.cli import worker
from evidencehub.projects.models import Project
from evidencehub.shared.clock import utc_now
from tests.factories import a_person, a_project, an_organisation
from tests.factories_review import a_case_in_review
from tests.support.clients import PASSWORD

OURS = {"Origin": "http://localhost"}
TEXT = "Two hundred words about why it helps.\nAnd a second line with “quotes” & <tags>."


@pytest.fixture
def member(session):
    return a_person(session, an_organisation(session))


@pytest.fixture
def project(session, member):
    project = a_project(session, member.memberships[0].organisation)
    session.commit()
    return project


def _hidden(page):
    import html

    form = page.split('<form method="post" action="/team')[1].split("</form>")[0]
    pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in pairs}


def _ended(session, client, person):
    """Somebody opens a page of answers, and their session ends while they type."""
    client.sign_in(person)
    session.execute(delete(SignInSession))
    session.commit()


def _typed(client, project, **more):
    values = {"summary": TEXT, "name": "Breakfast club", **more}
    return client.post(f"/team/projects/{project.id}/name", data=values, headers=OURS)


def test_a_form_sent_after_the_session_ended_is_there_again_after_signing_in(session, client, member, project):
    client.sign_in(member)
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', client.get(f"/team/projects/{project.id}/name").text)[1]
    session.execute(delete(SignInSession))
    session.commit()
    answer = _typed(client, project, seen=seen)
    assert answer.status_code == 303 and answer.location == "/sign-in?next=/typed"
    assert "We have kept what you typed" in client.get(answer.location).text
    given = {"email": member.email, "password": PASSWORD, "next": "/typed"}
    page = client.get(client.post("/sign-in", data=given).location).get_data(as_text=True)
    assert "Two hundred words about why it helps." in page
    fields = _hidden(page)
    assert fields["summary"] == TEXT
    assert client.post(f"/team/projects/{project.id}/name", data=fields, headers=OURS).status_code == 303
    session.rollback()
    assert session.get_one(Project, project.id).summary == " ".join(TEXT.split())  # that answer is one line
    assert session.scalars(select(TypedForm)).all() == []  # sent, and so no longer kept
    assert "nothing that waits" in client.get("/typed").text


def test_what_is_not_valid_stays_kept(session, client, member, project):
    _ended(session, client, member)
    _typed(client, project, name="")
    client.sign_in(member)
    fields = _hidden(client.get("/typed").text)
    assert client.post(f"/team/projects/{project.id}/name", data=fields, headers=OURS).status_code == 422
    assert TEXT.split("\n", maxsplit=1)[0] in client.get("/typed").text


def test_what_a_reviewer_graded_is_there_again(session, client):
    case = a_case_in_review(session)
    session.commit()
    reviewer, assignment = case.reviewers[0], case.assignments[0]
    _ended(session, client, reviewer)
    values = {"q0-answer": "partly", "q0-reason": "It says so on page three."}
    answer = client.post(f"/reviews/{assignment.id}/grade/1", data=values, headers=OURS)
    assert answer.location == "/sign-in?next=/typed"
    client.sign_in(reviewer)
    assert "It says so on page three." in client.get("/typed").text


def test_a_form_that_was_opened_before_signing_in_again_is_kept_too(app, session, client, member, project):
    _ended(session, client, member)
    client.sign_in(member)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = _typed(client, project, csrf_token="of the session before")
    assert (answer.status_code, answer.location) == (303, "/typed")
    assert TEXT.split("\n", maxsplit=1)[0] in client.get("/typed").text


def test_another_site_has_nothing_kept_in_somebodys_name(app, session, client, member, project):
    _ended(session, client, member)
    for headers in ({}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = client.post(f"/team/projects/{project.id}/name", data={"summary": TEXT}, headers=headers)
        assert answer.status_code == 303 and "typed" not in answer.location
    client.sign_in(member)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post(f"/team/projects/{project.id}/name", data={"summary": TEXT, "csrf_token": "forged"})
    assert answer.status_code == 400
    assert session.scalars(select(TypedForm)).all() == []


def test_another_person_on_the_same_browser_does_not_see_it(session, client, member, project):
    other = a_person(session, member.memberships[0].organisation)
    session.commit()
    _ended(session, client, member)
    _typed(client, project)
    client.sign_in(other)
    assert "Two hundred words" not in client.get("/typed").text
    client.post("/sign-out")
    client.sign_in(member)
    assert "Two hundred words" in client.get("/typed").text


@pytest.mark.parametrize("still_there", [True, False])
def test_a_page_left_open_is_kept_for_who_had_it_not_for_who_signed_in_since(
    app, session, client, member, project, still_there
):
    other = a_person(session, member.memberships[0].organisation)
    session.commit()
    app.config["WTF_CSRF_ENABLED"] = True
    address = f"/team/projects/{project.id}/name"

    def token(page):
        return re.search(r'name="csrf_token"[^>]*value="([^"]*)"', client.get(page).text)[1]

    def sign_in(person):
        given = {"email": person.email, "password": PASSWORD, "csrf_token": token("/sign-in")}
        assert client.post("/sign-in", data=given).status_code == 303

    sign_in(member)
    left_open = token(address)
    client.post("/sign-out", data={"csrf_token": token("/account")})
    sign_in(other)
    if not still_there:
        client.post("/sign-out", data={"csrf_token": token("/account")})
    assert _typed(client, project, csrf_token=left_open).status_code == 303
    if not still_there:
        sign_in(other)
    assert "Two hundred words" not in client.get("/typed").text
    client.post("/sign-out", data={"csrf_token": token("/account")})
    sign_in(member)
    assert "Two hundred words" in client.get("/typed").text


def test_the_same_person_on_another_browser_does_not_see_it_either(app, session, client, member, project):
    _ended(session, client, member)
    _typed(client, project)
    elsewhere = app.test_client()
    elsewhere.sign_in(member)
    assert "Two hundred words" not in elsewhere.get("/typed").text
    row = session.scalars(select(TypedForm)).one()
    assert elsewhere.post(f"/typed/{row.id}/discard").status_code == 404
    session.rollback()
    assert session.scalars(select(TypedForm)).all() != []


@pytest.mark.parametrize(("minutes", "kept"), [(58, 1), (61, 0)])
def test_what_nobody_comes_back_for_is_gone_after_the_hour(app, session, client, member, project, minutes, kept):
    _ended(session, client, member)
    _typed(client, project)
    session.execute(update(TypedForm).values(created_at=utc_now() - timedelta(minutes=minutes)))
    session.commit()
    for run in worker.lanes(app):
        run()
    session.rollback()
    assert len(session.scalars(select(TypedForm)).all()) == kept


def test_below_a_path_it_is_sent_below_it_too(make_app, settings, session, member, project):
    client = make_app(dataclasses.replace(settings, base_url="http://localhost/evidence")).test_client()
    address, given = f"/evidence/team/projects/{project.id}/name", {"email": member.email, "password": PASSWORD}
    client.post("/evidence/sign-in", data=given)
    session.execute(delete(SignInSession))
    session.commit()
    client.post(address, data={"summary": TEXT}, headers=OURS)
    client.post("/evidence/sign-in", data=given)
    assert f'action="{address}"' in client.get("/evidence/typed").text


def test_the_database_holds_nothing_that_can_be_read(session, client, member, project):
    _ended(session, client, member)
    _typed(client, project)
    row = session.scalars(select(TypedForm)).one()
    kept = " ".join(str(getattr(row, column.name)) for column in TypedForm.__table__.columns)
    assert "words" not in kept and member.email not in kept and str(member.id) not in kept
    assert str(project.id) not in kept


def test_it_is_thrown_away_when_asked_and_after_an_hour(session, client, member, project):
    _ended(session, client, member)
    _typed(client, project)
    _typed(client, project, summary="Another text.")
    client.sign_in(member)
    page = client.get("/typed").text
    assert page.index("Another text.") < page.index("Two hundred words")
    first = re.search(r"/typed/([0-9a-f-]+)/discard", page)[1]
    client.post(f"/typed/{first}/discard")
    assert "Another text." not in client.get("/typed").text
    session.execute(update(TypedForm).values(created_at=utc_now() - timedelta(hours=1, seconds=1)))
    session.commit()
    assert "nothing that waits" in client.get("/typed").text


def test_passwords_and_empty_forms_are_never_kept(app, session, client, member, project):
    _ended(session, client, member)
    client.post("/account/password", data={"present": "a secret", "password": "another secret"}, headers=OURS)
    client.post(f"/team/projects/{project.id}/name", data={"summary": "  ", "seen": "x"}, headers=OURS)
    app.config["WTF_CSRF_ENABLED"] = True
    client.post("/sign-in", data={"email": member.email, "password": "a secret"}, headers=OURS)
    assert session.scalars(select(TypedForm)).all() == []


def test_a_browser_that_never_signed_in_fills_nothing(app, session, project):
    stranger = app.test_client()
    answer = _typed(stranger, project)
    assert answer.status_code == 303 and session.scalars(select(TypedForm)).all() == []


def test_there_is_an_end_to_what_is_kept(session, client, member, project, monkeypatch):
    monkeypatch.setattr(typed, "MOST_OF_ONE", 2)
    _ended(session, client, member)
    for number in range(4):
        _typed(client, project, summary=f"Text {number}")
    assert len(session.scalars(select(TypedForm)).all()) == 2
    _typed(client, project, summary="x" * typed.LONGEST)
    session.rollback()
    assert len(session.scalars(select(TypedForm)).all()) == 2
