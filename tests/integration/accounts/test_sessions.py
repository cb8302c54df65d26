"""Who is signed in stands in the database: what ends there has ended, whoever holds the cookie."""

import dataclasses
import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from evidencehub.accounts.models import Person, SignInSession
from evidencehub.shared import db as database
from evidencehub.shared.clock import utc_now
from evidencehub.shared.mail import Mail
from tests.factories import a_person
from tests.support.clients import PASSWORD

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def person(session):
    person = a_person(session)
    session.commit()
    return person


def is_signed_in(client):
    return client.get("/account").status_code == 200


def copy_of(client, app):
    thief = app.test_client()
    thief.set_cookie("evidencehub", client.get_cookie("evidencehub").value)
    return thief


def rows(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(SignInSession))


def test_a_copied_cookie_is_dead_when_its_owner_signs_out(app, client, session, person):
    client.sign_in(person)
    thief = copy_of(client, app)
    assert is_signed_in(thief)
    client.post("/sign-out")
    assert not is_signed_in(thief) and rows(session) == 0


def test_readers_and_people_who_fail_to_sign_in_have_no_row(client, session, person):
    for page in ("/", "/sign-in", "/search"):
        client.get(page)
    client.post("/sign-in", data={"email": person.email, "password": "not this one"})
    assert rows(session) == 0


def test_signing_in_again_is_another_session_and_the_row_holds_no_token(app, client, session, person):
    client.sign_in(person)
    with client.session_transaction() as held:
        first = held["_user_id"]
    client.post("/sign-out")
    client.sign_in(person)
    with client.session_transaction() as held:
        assert held["_user_id"] != first
    assert session.scalar(select(SignInSession.token_hash)) not in {first, held["_user_id"]}


@pytest.mark.parametrize(
    ("column", "age", "lasts"),
    [
        ("last_seen_at", timedelta(hours=7), True),
        ("last_seen_at", timedelta(hours=9), False),
        ("created_at", timedelta(days=6), True),
        ("created_at", timedelta(days=8), False),
    ],
)
def test_a_session_ends_without_use_and_at_its_limit(client, session, person, column, age, lasts):
    client.sign_in(person)
    session.execute(update(SignInSession).values({column: utc_now() - age}))
    session.commit()
    assert is_signed_in(client) is lasts


def test_how_long_a_session_lasts_is_a_setting(make_app, settings, session, person):
    client = make_app(dataclasses.replace(settings, session_idle_hours=1)).test_client()
    client.sign_in(person)
    session.execute(update(SignInSession).values(last_seen_at=utc_now() - timedelta(minutes=61)))
    session.commit()
    assert not is_signed_in(client)


def test_sessions_that_are_over_go_when_somebody_signs_in(app, client, session, person):
    client.sign_in(person)
    session.execute(update(SignInSession).values(created_at=utc_now() - timedelta(days=8)))
    session.commit()
    app.test_client().sign_in(person)
    assert rows(session) == 1


def seen_at(session):
    session.rollback()
    return session.scalar(select(SignInSession.last_seen_at))


def test_use_is_noted_once_in_five_minutes(client, session, person):
    client.sign_in(person)
    first = seen_at(session)
    client.get("/account")
    assert seen_at(session) == first
    session.execute(update(SignInSession).values(last_seen_at=first - timedelta(minutes=6)))
    session.commit()
    client.get("/account")
    assert seen_at(session) > first


def test_a_page_waits_for_no_writer_to_note_its_use(client, session, person, database_url):
    """A minute long: had the page asked for the lock as others do, it would have waited thirty seconds for it."""
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows")
    client.sign_in(person)
    old = seen_at(session) - timedelta(minutes=6)
    session.execute(update(SignInSession).values(last_seen_at=old))
    session.commit()
    writer = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        started = utc_now()
        assert is_signed_in(client)
        assert utc_now() - started < timedelta(seconds=20)
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    assert seen_at(session) == old
    assert is_signed_in(client) and seen_at(session) > old


def test_who_cannot_write_for_long_is_told_that_the_hub_is_busy_after_one_wait(
    client, session, person, database_url, monkeypatch
):
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows")
    client.sign_in(person)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    session.get_bind().dispose()  # what is connected already waits for thirty seconds
    writer = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        answer = client.post("/sign-out")
        assert answer.status_code == 503 and "The hub is busy" in answer.text
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    assert is_signed_in(client)


def test_one_sees_where_one_is_signed_in_and_ends_it_there(app, client, session, person):
    elsewhere = app.test_client()
    elsewhere.post("/sign-in", data={"email": person.email, "password": PASSWORD}, headers={"User-Agent": FIREFOX})
    client.sign_in(person)
    page = client.get("/account").text
    assert "Firefox on Windows" in page and "This browser" in page
    ids = {row.browser: row.id for row in session.scalars(select(SignInSession))}
    client.post(f"/account/sessions/{ids['Firefox on Windows']}/end")
    assert not is_signed_in(elsewhere) and is_signed_in(client)


def test_nobody_ends_a_session_of_somebody_else(app, client, session, person):
    other = a_person(session)
    session.commit()
    elsewhere = app.test_client()
    elsewhere.sign_in(other)
    theirs = session.scalar(select(SignInSession.id))
    client.sign_in(person)
    client.post(f"/account/sessions/{theirs}/end")
    client.post("/account/sessions/end-others")
    assert is_signed_in(elsewhere)


def test_all_other_sessions_end_at_one_press(app, client, person):
    others = [app.test_client() for _ in range(2)]
    for each in (*others, client):
        each.sign_in(person)
    client.post("/account/sessions/end-others")
    assert [is_signed_in(each) for each in (*others, client)] == [False, False, True]


def test_whoever_is_switched_off_is_signed_out(client, session, person):
    client.sign_in(person)
    person.is_active = False
    session.commit()
    assert not is_signed_in(client)


# The password


def change(client, present=PASSWORD, new="another long one"):
    return client.post("/account/password", data={"present": present, "password": new})


def test_a_new_password_needs_the_present_one_and_ends_all_other_sessions(app, client, session, person):
    elsewhere = app.test_client()
    elsewhere.sign_in(person)
    client.sign_in(person)
    thief = copy_of(client, app)
    wrong = change(client, present="not this one")
    assert wrong.status_code == 422 and 'href="#present"' in wrong.text
    assert "differs from the current one" in change(client, new=PASSWORD).text
    assert is_signed_in(elsewhere)
    assert change(client).location == "/account"
    assert is_signed_in(client) and not is_signed_in(elsewhere) and not is_signed_in(thief)
    assert [mail.subject for mail in session.scalars(select(Mail))] == ["Your password is changed"]
    client.post("/sign-out")
    client.sign_in(person, "another long one")


def test_a_new_password_proves_no_address(client, session):
    stranger = a_person(session, confirmed_at=None)
    session.commit()
    client.sign_in(stranger)
    assert change(client).location == "/account"
    session.rollback()
    assert session.get_one(Person, stranger.id).confirmed_at is None


def test_nobody_guesses_the_present_password_in_a_session_that_was_left_open(client, person):
    client.sign_in(person)
    answers = [change(client, present="not this one").text for _ in range(7)]
    assert "is not right" in answers[5] and "too many tries" in answers[6]
    assert "too many tries" in change(client).text


# The email address


def ask(client, email="new@example.org", present=PASSWORD):
    return client.post("/account/email", data={"email": email, "present": present})


def link_to(session, address, subject):
    session.rollback()
    body = session.scalar(select(Mail.body).where(Mail.to == address, Mail.subject == subject))
    return body.split("http://localhost")[1].split()[0]


def email_of(session, person):
    session.rollback()
    return session.get(Person, person.id).email


def test_a_new_address_counts_when_it_is_confirmed_and_the_old_one_is_told(app, client, session, person):
    old = person.email
    client.sign_in(person)
    assert ask(client, present="not this one").status_code == 422
    assert ask(client).location == "/check-your-email"
    link = link_to(session, "new@example.org", "Confirm your new email address")
    assert "new@example.org" in app.test_client().get(link).text and email_of(session, person) == old
    client.post(link)
    assert email_of(session, person) == "new@example.org"
    told = session.scalar(select(Mail.body).where(Mail.to == old))
    assert "no longer counts" in told and "new@example.org" not in told
    assert "too old or has been used" in client.post(link).text


def test_whoever_lost_their_address_puts_it_back_and_signs_everybody_out(app, client, session, person, run_due):
    old = person.email
    thief = app.test_client()
    thief.sign_in(person)
    ask(thief)
    thief.post(link_to(session, "new@example.org", "Confirm your new email address"))
    change(thief, new="a word of the thief")
    back = link_to(session, old, "Your email address is changed")
    assert old in client.get(back).text and email_of(session, person) == "new@example.org"
    client.post(back)
    assert email_of(session, person) == old and not is_signed_in(thief)
    run_due()
    assert client.post(link_to(session, old, "Choose a new password"), data={"password": "three odd words"})
    dead = client.post(back).text
    assert "too old or has been used" in dead and "for a new one" not in dead  # nobody can ask for another such link


def test_whoever_changes_the_address_twice_does_not_end_the_way_back(app, client, session, person):
    old = person.email
    thief = app.test_client()
    thief.sign_in(person)
    for second in ("second@example.org", "third@example.org"):
        ask(thief, second)
    ask(thief)
    links = [link_to(session, to, "Confirm your new email address") for to in ("new@example.org", "second@example.org")]
    thief.post(links[0])
    assert "less than 7 days ago" in ask(thief, "fourth@example.org").text
    assert thief.post(links[1]).status_code == 422 and email_of(session, person) == "new@example.org"
    client.post(link_to(session, old, "Your email address is changed"))
    assert email_of(session, person) == old
    thief.sign_in(session.get_one(Person, person.id))
    assert "less than 7 days ago" in ask(thief, "fourth@example.org").text


def test_nobody_has_an_account_send_mail_after_mail_to_strangers(client, session, person):
    client.sign_in(person)
    answers = [ask(client, address) for address in ("a@example.org", "b@example.org") * 4]
    assert [answer.status_code for answer in answers] == [303] * 6 + [422] * 2
    assert "too many tries" in answers[6].text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Mail).where(Mail.about == "person.email-asked")) == 6


def test_an_address_that_is_taken_looks_the_same_and_tells_only_its_owner(client, session, person):
    other = a_person(session)
    session.commit()
    client.sign_in(person)
    assert ask(client, other.email).location == ask(client).location
    link_to(session, "new@example.org", "Confirm your new email address")
    assert session.scalar(select(Mail.subject).where(Mail.to == other.email)) == "This address has an account already"


def test_a_new_password_ends_the_link_that_changes_the_address(client, session, person):
    client.sign_in(person)
    ask(client)
    link = link_to(session, "new@example.org", "Confirm your new email address")
    change(client)
    assert "too old or has been used" in client.post(link).text and email_of(session, person) != "new@example.org"


# Cookies and what browsers keep


@pytest.mark.parametrize(
    ("base_url", "name", "path"),
    [
        ("http://localhost", "evidencehub", "/"),
        ("https://hub.example.org", "__Host-evidencehub", "/"),
        ("https://hub.example.org/evidence", "__Secure-evidencehub", "/evidence"),
    ],
)
def test_cookies_are_named_so_that_nobody_else_sets_them(make_app, settings, session, person, base_url, name, path):
    client = make_app(dataclasses.replace(settings, base_url=base_url)).test_client()
    scheme = base_url.split(":")[0]
    data = {"email": person.email, "password": PASSWORD}
    answer = client.post("/sign-in", data=data, base_url=f"{scheme}://hub.example.org")
    set_to = {cookie.split("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert set(set_to) == {name, f"{name}-device"}
    for cookie in set_to.values():
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Domain" not in cookie
        assert f"Path={path}" in cookie.split("; ") and ("Secure" in cookie.split("; ")) is (scheme == "https")


def test_pages_with_a_link_of_a_mail_are_kept_nowhere_and_tell_no_other_page_their_address(client, session, person):
    client.sign_in(person)
    ask(client)
    link = link_to(session, "new@example.org", "Confirm your new email address")
    client.post("/sign-out")
    for page in (link, "/new-password/nonsense", "/confirm/nonsense", "/sign-in"):
        headers = client.get(page).headers
        assert headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "strict-origin"


def test_a_form_behind_such_a_link_can_be_sent_under_tls(make_app, settings, session, person):
    app = make_app(dataclasses.replace(settings, base_url="https://localhost"))
    app.config["WTF_CSRF_ENABLED"] = True
    client, page = app.test_client(), {"base_url": "https://localhost"}
    shown = client.get("/forgotten-password", **page).text
    token = shown.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "email": person.email}
    origin = {"Referer": "https://localhost/"}  # all that "strict-origin" lets a browser say
    assert client.post("/forgotten-password", data=sent, headers=origin, **page).status_code == 303
