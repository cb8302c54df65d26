"""A second step when signing in: codes of an app, recovery codes, and who must have it."""

import dataclasses
import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from evidencehub.accounts import devices, second_step
from evidencehub.accounts.models import Authenticator, Person, RecoveryCode
from evidencehub.shared.clock import utc_now
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person, an_editor
from tests.support.clients import PASSWORD

PAGE = "/account/second-step"
KEY = "for tests only, long enough to sign with"


@pytest.fixture
def person(session):
    person = a_person(session)
    session.commit()
    return person


def code_at(secret, steps=1):
    """The code of the next half minute, which is right already: it is set up with this one, and none works twice."""
    return pyotp.TOTP(secret).at(utc_now(), counter_offset=steps)


def turn_on(client):
    """Set it up as a browser would; returns the secret that the app keeps, and the recovery codes."""
    page = client.get(PAGE).text
    sealed = re.search(r'name="secret"[^>]* value="([^"]+)"', page)[1]
    secret = second_step.opened(KEY, sealed)
    assert " ".join(re.findall("....", secret)) in page and "<svg" in page
    assert re.search(rf'href="otpauth://totp/[^"]*secret={secret}', page), "the app may be on the same phone"
    sent = {"secret": sealed, "present": PASSWORD, "code": code_at(secret, 0)}
    shown = client.post(PAGE, data=sent)
    assert shown.status_code == 200, shown.text
    return secret, re.findall(r"<code>([^<]+)</code>", shown.text)


def password(client, person):
    return client.post("/sign-in", data={"email": person.email, "password": PASSWORD})


def enter(client, code):
    return client.post("/sign-in/code", data={"code": code})


def is_signed_in(client):
    return client.get("/account").status_code == 200


def test_the_password_alone_lets_nobody_in_any_more(app, client, session, person):
    client.sign_in(person)
    secret, _ = turn_on(client)
    elsewhere = app.test_client()
    assert password(elsewhere, person).location == "/sign-in/code"
    assert not is_signed_in(elsewhere)
    assert enter(elsewhere, "000000").status_code == 422 and not is_signed_in(elsewhere)
    assert enter(elsewhere, code_at(secret)).location == "/start" and is_signed_in(elsewhere)
    session.rollback()
    assert secret not in session.scalar(select(Authenticator.sealed_secret))


def test_a_code_works_once(app, client, person):
    client.sign_in(person)
    secret, _ = turn_on(client)
    code = code_at(secret)
    first, second = app.test_client(), app.test_client()
    for each in (first, second):
        password(each, person)
    assert enter(first, code).status_code == 303
    assert enter(second, code).status_code == 422 and not is_signed_in(second)


def test_nobody_comes_to_the_code_without_the_password_or_guesses_it(app, client, person):
    client.sign_in(person)
    secret, _ = turn_on(client)
    stranger = app.test_client()
    assert stranger.get("/sign-in/code").location == "/sign-in"
    assert enter(stranger, code_at(secret)).location == "/sign-in"
    password(stranger, person)
    for _ in range(6):
        enter(stranger, "000000")
    assert "too many tries" in enter(stranger, code_at(secret)).text


def test_what_was_half_done_ends_with_time_and_with_a_new_password(app, client, session, person):
    client.sign_in(person)
    secret, _ = turn_on(client)
    late, before = app.test_client(), app.test_client()
    for each in (late, before):
        password(each, person)
    with late.session_transaction() as held:
        held["halfway"] = [*held["halfway"][:2], held["halfway"][2] - 601]
    assert enter(late, code_at(secret)).location == "/sign-in"
    client.post("/account/password", data={"present": PASSWORD, "password": "another long one"})
    assert enter(before, code_at(secret)).location == "/sign-in"


def test_a_recovery_code_stands_for_the_app_once_and_its_owner_is_told(app, client, session, person):
    client.sign_in(person)
    _, codes = turn_on(client)
    assert len(set(codes)) == 10
    first, second = app.test_client(), app.test_client()
    for each in (first, second):
        password(each, person)
    assert enter(first, codes[0].upper().replace("-", " ")).status_code == 303
    assert enter(second, codes[0]).status_code == 422
    session.rollback()
    kept = set(session.scalars(select(RecoveryCode.code_hash)))
    assert len(kept) == 9 and not kept & set(codes)
    assert "9 of them are left" in session.scalar(select(Mail.body).where(Mail.about == "person.second-step-used"))


def test_turning_it_on_asks_for_the_password_and_a_code_that_the_app_makes(client, session, person):
    client.sign_in(person)
    sealed = re.search(r'name="secret"[^>]* value="([^"]+)"', client.get(PAGE).text)[1]
    secret = second_step.opened(KEY, sealed)
    for present, code in (("not this one", code_at(secret)), (PASSWORD, "000000")):
        refused = client.post(PAGE, data={"secret": sealed, "present": present, "code": code})
        again = re.search(r'name="secret"[^>]* value="([^"]+)"', refused.text)[1]
        assert refused.status_code == 422 and second_step.opened(KEY, again) == secret, "the same picture stays"
    session.rollback()
    assert session.scalar(select(Authenticator)) is None


@pytest.mark.parametrize("typed", ["é", "٣٤٥٦٧٨", "123\u00a0456"])
def test_a_code_in_other_signs_is_not_right_and_no_error_of_the_hub(app, client, person, typed):
    client.sign_in(person)
    sealed = re.search(r'name="secret"[^>]* value="([^"]+)"', client.get(PAGE).text)[1]
    assert client.post(PAGE, data={"secret": sealed, "present": PASSWORD, "code": typed}).status_code == 422
    turn_on(client)
    elsewhere = app.test_client()
    password(elsewhere, person)
    assert enter(elsewhere, typed).status_code == 422
    assert client.post(PAGE, data={"present": PASSWORD, "code": typed, "act": "off"}).status_code == 422


def test_it_is_turned_off_and_codes_are_made_anew_with_password_and_code(client, session, person):
    client.sign_in(person)
    secret, codes = turn_on(client)
    assert client.post(PAGE, data={"present": PASSWORD, "code": "000000", "act": "off"}).status_code == 422
    made = client.post(PAGE, data={"present": PASSWORD, "code": code_at(secret), "act": "codes"})
    new = re.findall(r"<code>([^<]+)</code>", made.text)
    assert len(new) == 10 and not set(new) & set(codes)
    assert client.post(PAGE, data={"present": PASSWORD, "code": new[0], "act": "off"}).location == "/account"
    client.post("/sign-out")
    assert password(client, person).location == "/start"


def test_nobody_guesses_codes_on_the_page_that_changes_the_second_step(client, person):
    client.sign_in(person)
    secret, _ = turn_on(client)
    wrong = {"present": PASSWORD, "code": "000000", "act": "off"}
    answers = [client.post(PAGE, data=wrong).text for _ in range(7)]
    assert second_step.WRONG in answers[5] and "too many tries" in answers[6]
    assert "too many tries" in client.post(PAGE, data={**wrong, "code": code_at(secret)}).text


def test_no_browser_is_spared_with_codes_however_many_know_the_account(app, client, person):
    """One for each link to choose a password, for whoever reads the person's mails."""
    client.sign_in(person)
    secret, _ = turn_on(client)
    known = [app.test_client() for _ in range(2)]
    for each in known:
        password(each, person)
        value = devices.written(KEY, devices.read(KEY, None).with_account(KEY, person.email))
        each.set_cookie("evidencehub-device", value)
    for _ in range(6):
        enter(known[0], "000000")
    assert "too many tries" in enter(known[1], code_at(secret)).text


def test_a_new_password_from_a_link_leaves_the_second_step_in_place(app, client, session, person, run_due):
    client.sign_in(person)
    secret, _ = turn_on(client)
    browser = app.test_client()
    browser.post("/forgotten-password", data={"email": person.email})
    run_due()
    session.rollback()
    link = session.scalar(select(Mail.body).where(Mail.subject == "Choose a new password"))
    browser.post(link.split("http://localhost")[1].split()[0], data={"password": "three odd words"})
    sent = {"email": person.email, "password": "three odd words"}
    assert browser.post("/sign-in", data=sent).location == "/sign-in/code" and not is_signed_in(browser)
    assert enter(browser, code_at(secret)).location == "/start"


def test_who_made_an_account_with_anothers_address_does_not_keep_them_out_of_it(app, client, session, run_due):
    """Registered by a stranger, who never got the mail that confirms it."""
    person = a_person(session, confirmed_at=None)
    session.commit()
    client.sign_in(person)
    turn_on(client)
    owner = app.test_client()
    owner.post("/forgotten-password", data={"email": person.email})
    run_due()
    session.rollback()
    link = session.scalar(select(Mail.body).where(Mail.subject == "Choose a new password"))
    owner.post(link.split("http://localhost")[1].split()[0], data={"password": "three odd words"})
    assert not is_signed_in(client)
    assert owner.post("/sign-in", data={"email": person.email, "password": "three odd words"}).location == "/start"
    assert is_signed_in(owner)


def test_an_admin_takes_it_away_from_somebody_who_lost_their_phone(app, client, session, person):
    theirs = app.test_client()
    theirs.sign_in(person)
    turn_on(theirs)
    session.rollback()
    admin = a_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    address = f"/admin/people/{person.id}"
    assert "Take the second step away" in client.get(address).text
    session.rollback()
    client.post(f"{address}/second-step-off")
    theirs.post("/sign-out")
    assert password(theirs, person).location == "/start"
    session.rollback()
    assert session.scalar(select(Mail.to).where(Mail.about == "person.second-step-off")) == person.email


# Who must have it


@pytest.fixture
def asking(make_app, settings):
    return make_app(dataclasses.replace(settings, second_factor=True))


@pytest.mark.parametrize(("role", "page"), [("is_editor", "/cases"), ("is_admin", "/admin/people")])
def test_editors_and_admins_work_as_such_only_with_a_second_step(asking, session, role, page):
    person = a_person(session, **{role: True})
    session.commit()
    client = asking.test_client()
    assert client.sign_in(person).location == "/start"
    assert client.get("/start").location == PAGE
    refused = client.get(page)
    assert refused.status_code == 403 and "turn it on in your account" in refused.text
    assert f'href="{PAGE}">Turn on a second step' in refused.text
    assert "need a second step" in client.get(PAGE).text
    secret, _ = turn_on(client)
    assert client.get(page).status_code == 200
    refused = client.post(PAGE, data={"present": PASSWORD, "code": code_at(secret), "act": "off"})
    assert "recovery codes" in refused.text, "it cannot be turned off: the press makes codes"
    session.rollback()
    assert session.scalar(select(Authenticator)) is not None


def test_teams_reviewers_and_the_people_of_the_demonstration_need_none(asking, session):
    for person, page in (
        (a_person(session, is_reviewer=True), "/reviews"),
        (an_editor(session, demo=True), "/cases"),
        (a_person(session), "/team"),
    ):
        session.commit()
        client = asking.test_client()
        client.sign_in(person)
        session.rollback()
        assert client.get(page).status_code == 200


def test_without_the_setting_nobody_needs_it(client, session):
    editor = an_editor(session)
    session.commit()
    client.sign_in(editor)
    assert client.get("/cases").status_code == 200


def test_the_first_admin_of_a_new_hub_sets_it_up_first(asking, settings):
    (settings.home / "set-up-code").write_text("a1b2c3d4")
    client = asking.test_client()
    sent = {"name": "First", "email": "first@example.org", "password": "three odd words", "token": "a1b2c3d4"}
    assert client.post("/set-up", data=sent).location == "/start"
    assert client.get("/start").location == PAGE
    assert "Next: set up your second step" in client.get(PAGE).text


def test_a_code_of_half_a_minute_ago_is_right_and_one_of_two_minutes_ago_is_not(session, person):
    secret = second_step.new_secret()
    app = pyotp.TOTP(secret)
    second_step.turn_on(session, person, secret, app.at(NOW), secret_key=KEY, now=NOW)
    session.commit()
    person = session.get(Person, person.id)
    later = NOW + timedelta(minutes=10)
    right = {"secret_key": KEY, "now": later}
    assert not second_step.is_right(session, person, app.at(later, counter_offset=-4), **right)
    assert second_step.is_right(session, person, app.at(later, counter_offset=-1), **right)
    assert not second_step.is_right(session, person, app.at(later, counter_offset=-1), **right)
    assert second_step.is_right(session, person, f"{app.at(later)[:3]} {app.at(later)[3:]}", **right)
