"""Passkeys as the second step: added, used once for each question, of this hub alone, and removed."""

import dataclasses
import html
import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from evidencehub.accounts import passkeys
from evidencehub.accounts.models import Passkey, RecoveryCode
from tests.factories import NOW, a_passkey, a_person, an_editor
from tests.support.authenticators import SoftwareAuthenticator
from tests.support.clients import PASSWORD

PAGE = "/account/passkeys"


@pytest.fixture
def person(session):
    person = a_person(session)
    session.commit()
    return person


@pytest.fixture
def phone():
    return SoftwareAuthenticator()


def options_in(page):
    return json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page.text)[1]))


def add(client, phone, present=PASSWORD):
    asked = options_in(client.get(PAGE))
    return client.post(PAGE, data={"credential": phone.create(asked), "present": present})


def halfway(app, person):
    client = app.test_client()
    assert client.post("/sign-in", data={"email": person.email, "password": PASSWORD}).location == "/sign-in/code"
    return client


def use(client, answer):
    return client.post("/sign-in/passkey", data={"credential": answer})


def is_signed_in(client):
    return client.get("/account").status_code == 200


@pytest.mark.parametrize("counts", [True, False])
def test_whoever_has_added_a_passkey_signs_in_with_it_after_the_password(app, client, person, counts):
    phone = SoftwareAuthenticator(counts=counts)
    client.sign_in(person)
    shown = add(client, phone)
    assert len(re.findall(r"<code>", shown.text)) == 10
    for _ in range(2):
        elsewhere = halfway(app, person)
        asked = options_in(elsewhere.get("/sign-in/code"))
        assert not is_signed_in(elsewhere)
        assert use(elsewhere, phone.get(asked)).location == "/start" and is_signed_in(elsewhere)


def test_a_recovery_code_stands_for_a_passkey_too(app, client, person, phone):
    client.sign_in(person)
    code = re.search(r"<code>([^<]+)</code>", add(client, phone).text)[1]
    elsewhere = halfway(app, person)
    assert elsewhere.post("/sign-in/code", data={"code": code}).status_code == 303


def test_what_a_browser_answered_works_once(app, client, person):
    phone = SoftwareAuthenticator(counts=False)
    client.sign_in(person)
    add(client, phone)
    elsewhere = halfway(app, person)
    asked = options_in(elsewhere.get("/sign-in/code"))
    thief = app.test_client()
    thief.set_cookie("evidencehub", elsewhere.get_cookie("evidencehub").value)
    answer = phone.get(asked)
    assert use(elsewhere, answer).status_code == 303
    assert use(thief, answer).status_code == 422 and not is_signed_in(thief)


def test_an_answer_to_another_question_or_from_another_page_is_wrong(app, client, person, phone):
    client.sign_in(person)
    add(client, phone)
    elsewhere = halfway(app, person)
    old = options_in(elsewhere.get("/sign-in/code"))
    new = options_in(elsewhere.get("/sign-in/code"))
    assert use(elsewhere, phone.get(old)).status_code == 422
    new = options_in(elsewhere.get("/sign-in/code"))
    phone.origin = "http://localhost.example.org"
    assert use(elsewhere, phone.get(new)).status_code == 422
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize("nonsense", ["", "{}", "[]", "[" * 3000, '{"id": 1}', "\0"])
def test_nonsense_in_place_of_an_answer_is_wrong_and_no_error(app, client, person, phone, nonsense):
    client.sign_in(person)
    add(client, phone)
    elsewhere = halfway(app, person)
    elsewhere.get("/sign-in/code")
    answer = use(elsewhere, nonsense)
    assert answer.status_code == 422 and passkeys.WRONG in answer.text
    client.get(PAGE)
    refused = client.post(PAGE, data={"credential": nonsense, "present": PASSWORD})
    assert refused.status_code == 422 and passkeys.WRONG in refused.text


def test_nobody_signs_in_with_somebody_elses_passkey_or_without_the_password(app, client, session, person, phone):
    other = a_person(session)
    session.commit()
    theirs = SoftwareAuthenticator()
    second = app.test_client()
    second.sign_in(other)
    add(second, theirs)
    client.sign_in(person)
    add(client, phone)
    elsewhere = halfway(app, person)
    asked = options_in(elsewhere.get("/sign-in/code"))
    asked["publicKey"]["allowCredentials"].append({"id": "", "type": "public-key"})
    theirs.id, theirs_id = phone.id, theirs.id
    assert use(elsewhere, theirs.get(asked)).status_code == 422, "the right name, and another key"
    assert theirs_id != phone.id
    assert use(app.test_client(), phone.get(asked)).location == "/sign-in"


def test_a_key_that_counts_backwards_was_copied(app, client, person, phone):
    client.sign_in(person)
    add(client, phone)
    phone.counter = 40
    first = halfway(app, person)
    assert use(first, phone.get(options_in(first.get("/sign-in/code")))).status_code == 303
    phone.counter = 10
    second = halfway(app, person)
    assert use(second, phone.get(options_in(second.get("/sign-in/code")))).status_code == 422


def test_a_question_is_answered_within_ten_minutes(session, settings, person, phone):
    asked, state = passkeys.ask_for_new(settings, person, now=NOW)
    passkeys.add(session, settings, person, state, phone.create(asked), name="A phone", now=NOW)
    session.commit()
    asked, state = passkeys.ask_for_one(settings, person, now=NOW)
    late, in_time = NOW + timedelta(minutes=11), NOW + timedelta(minutes=9)
    assert not passkeys.is_right(session, settings, person, state, phone.get(asked), now=late)
    assert passkeys.is_right(session, settings, person, state, phone.get(asked), now=in_time)


def test_adding_one_needs_the_present_password(client, session, person, phone):
    client.sign_in(person)
    assert add(client, phone, present="not this one").status_code == 422
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Passkey)) == 0


def test_with_the_last_second_step_the_recovery_codes_go_and_the_password_is_enough(client, session, person, phone):
    client.sign_in(person)
    add(client, phone)
    remove = f"{PAGE}/{session.scalar(select(Passkey.id))}/remove"
    session.rollback()
    assert client.post(remove, data={"present": "not this one"}).status_code == 422
    assert client.post(remove, data={"present": PASSWORD}).location == PAGE
    assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 0
    client.post("/sign-out")
    client.sign_in(person)


def test_an_editor_who_has_to_have_one_keeps_the_last(make_app, settings, session, phone):
    editor = an_editor(session)
    session.commit()
    client = make_app(dataclasses.replace(settings, second_factor=True)).test_client()
    client.sign_in(editor)
    assert client.get("/cases").status_code == 403
    add(client, phone)
    assert client.get("/cases").status_code == 200, "a passkey is a second step"
    remove = f"{PAGE}/{session.scalar(select(Passkey.id))}/remove"
    session.rollback()
    refused = client.post(remove, data={"present": PASSWORD})
    assert refused.status_code == 422 and "need a second step" in refused.text


def test_nobody_removes_somebody_elses(client, session, person):
    other = a_person(session)
    theirs = a_passkey(session, other)
    session.commit()
    address = f"{PAGE}/{theirs.id}/remove"
    client.sign_in(person)
    assert client.get(address).status_code == client.post(address, data={"present": PASSWORD}).status_code == 404


@pytest.mark.parametrize(
    ("base_url", "possible"),
    [
        ("https://hub.example.org", True),
        ("https://hub.example.org/evidence", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://hub.example.org", False),
    ],
)
def test_passkeys_are_offered_where_browsers_make_them(settings, base_url, possible):
    assert passkeys.are_possible(dataclasses.replace(settings, base_url=base_url)) is possible


def test_where_they_are_not_possible_there_is_no_such_page(make_app, settings, session, person):
    client = make_app(dataclasses.replace(settings, base_url="http://127.0.0.1:8000")).test_client()
    client.sign_in(person)
    assert client.get(PAGE).status_code == 404 and "Passkeys" not in client.get("/account").text
