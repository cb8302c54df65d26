"""A hub without the demonstration: a code printed in the terminal makes the first admin, once."""

from sqlalchemy import select

from evidencehub.accounts.models import Person
from evidencehub.cli import greeting
from tests.factories import a_person
from tests.support.clients import PASSWORD

FORM = {"name": "First Admin", "email": "admin@example.org", "password": "three odd words"}


def test_the_code_in_the_terminal_makes_the_first_admin_and_then_the_page_is_gone(app, client, session):
    printed = greeting.text(app, make_code=lambda: "a1b2c3d4")
    assert "/set-up" in printed and "a1b2c3d4" in printed
    wrong = client.post("/set-up", data={**FORM, "token": "guess"})
    assert wrong.status_code == 422 and "The set-up code is not right" in wrong.text
    made = client.post("/set-up", data={**FORM, "token": " a1b2c3d4 "})
    assert made.location == "/admin/people"
    person = session.scalar(select(Person))
    assert person.is_admin and person.confirmed_at is not None
    assert client.get("/set-up").status_code == 404
    assert "a1b2c3d4" not in greeting.text(app, make_code=lambda: "other")


def test_the_first_page_of_a_hub_without_people_leads_to_setting_it_up(app, client):
    greeting.text(app, make_code=lambda: "a1b2c3d4")
    assert client.get("/").location == "/set-up"


def test_there_is_no_such_page_where_somebody_is_admin_already(client, session, settings):
    (settings.home / "set-up-code").write_text("a1b2c3d4")
    a_person(session, is_admin=True)
    session.commit()
    assert client.get("/set-up").status_code == 404
    assert client.get("/").status_code == 200


def test_an_admin_gives_roles_and_the_last_admin_cannot_be_taken_away(client, session):
    admin, other = a_person(session, is_admin=True), a_person(session)
    session.commit()
    client.sign_in(admin)
    client.post(f"/admin/people/{other.id}", data={"roles": ["is_reviewer", "is_editor"]})
    session.rollback()
    other = session.get(Person, other.id)
    assert other.is_reviewer and other.is_editor and not other.is_admin
    refused = client.post(f"/admin/people/{admin.id}", data={"csrf_token": ""})
    assert refused.status_code == 422 and "without an admin" in refused.text


def test_an_account_that_is_switched_off_is_signed_out_at_once_and_comes_back(app, client, session):
    admin, other = a_person(session, is_admin=True), a_person(session)
    session.commit()
    theirs = app.test_client()
    theirs.sign_in(other)
    client.sign_in(admin)
    address = f"/admin/people/{other.id}"
    session.rollback()
    client.post(f"{address}/switch-off")
    assert theirs.get("/account").location.startswith("/sign-in")
    refused = theirs.post("/sign-in", data={"email": other.email, "password": PASSWORD})
    assert refused.status_code == 422 and "switched off" in client.get("/admin/people").text
    session.rollback()
    client.post(f"{address}/switch-on")
    theirs.sign_in(other)


def test_the_last_admin_whose_account_works_is_not_switched_off(client, session):
    admin, off = a_person(session, is_admin=True), a_person(session, is_admin=True, is_active=False)
    session.commit()
    client.sign_in(admin)
    for path in (f"/admin/people/{admin.id}/switch-off", f"/admin/people/{admin.id}"):
        answer = client.post(path, data={"csrf_token": ""})
        assert answer.status_code == 422 and "without an admin" in answer.text
    assert off.is_admin and client.get("/account").status_code == 200
