"""What is tried is counted by account and address: nobody keeps a known account out from elsewhere."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from evidencehub.accounts import attempts
from evidencehub.accounts.devices import read, written
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person
from tests.support.clients import PASSWORD

KEY = "for tests only, long enough to sign with"


@pytest.fixture
def person(session):
    person = a_person(session)
    session.commit()
    return person


def sign_in(client, email, password="not this one", address="127.0.0.1"):
    data = {"email": email, "password": password}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address})


def test_failing_from_elsewhere_keeps_nobody_out(app, client, person):
    stranger = app.test_client()
    answers = [sign_in(stranger, person.email, address="198.51.100.7") for _ in range(8)]
    assert "too many tries" in answers[7].text
    assert "too many tries" in sign_in(stranger, person.email, PASSWORD, "198.51.100.7").text
    assert sign_in(client, person.email, PASSWORD).status_code == 303


def test_a_browser_that_signed_in_before_is_spared_what_others_try_from_its_own_address(app, client, person):
    client.sign_in(person)
    client.post("/sign-out")
    stranger = app.test_client()
    for _ in range(7):
        refused = sign_in(stranger, person.email)
    assert "too many tries" in refused.text
    assert sign_in(client, person.email, PASSWORD).status_code == 303


def test_a_browser_that_signed_in_before_has_a_count_of_its_own(client, person):
    client.sign_in(person)
    client.post("/sign-out")
    for _ in range(6):
        assert "is not right" in sign_in(client, person.email).text
    assert "too many tries" in sign_in(client, person.email, PASSWORD).text


def test_a_browser_is_known_for_the_accounts_that_signed_in_from_it_and_no_other(app, client, session, person):
    other = a_person(session)
    session.commit()
    client.sign_in(person)
    client.post("/sign-out")
    stranger = app.test_client()
    for _ in range(7):
        sign_in(stranger, other.email)
    assert "too many tries" in sign_in(client, other.email, PASSWORD).text


def test_the_cookie_of_a_browser_says_nothing_about_the_person_and_signs_nobody_in(app, client, person):
    client.sign_in(person)
    cookie = client.get_cookie("evidencehub-device")
    assert cookie.http_only and cookie.same_site == "Lax"
    device = read(KEY, cookie.value)
    for told in (person.email, person.name, person.id.hex, str(person.id)):
        assert told not in cookie.value and told not in str(device)
    thief = app.test_client()
    thief.set_cookie("evidencehub-device", cookie.value)
    assert thief.get("/account").location.startswith("/sign-in")


def test_a_forged_cookie_knows_no_account():
    device = read(KEY, None).with_account(KEY, "a@example.org")
    assert read(KEY, written(KEY, device)).knows(KEY, "A@example.org ")
    assert not read(KEY, written("another key, which is not the hub's", device)).knows(KEY, "a@example.org")
    assert not read(KEY, "nonsense").knows(KEY, "a@example.org")


def tries(session, subject, address, device="", at=NOW):
    return attempts.may_try(session, "x", secret_key=KEY, subject=subject, address=address, device=device, now=at)


def test_one_address_may_not_try_very_many_accounts(session):
    allowed = [tries(session, f"{number}@example.org", "198.51.100.7") for number in range(62)]
    assert allowed == [True] * 60 + [False] * 2
    assert tries(session, "1@example.org", "198.51.100.8")
    assert tries(session, "61@example.org", "198.51.100.7", device="known")
    assert tries(session, "61@example.org", "198.51.100.7", at=NOW + timedelta(minutes=16))


def test_very_many_addresses_may_not_try_one_account_and_its_own_browsers_still_can(session):
    allowed = [tries(session, "a@example.org", f"198.51.100.{number}") for number in range(102)]
    assert allowed == [True] * 100 + [False] * 2
    assert tries(session, "a@example.org", "198.51.100.7", device="known")


def test_the_addresses_that_one_customer_has_of_ipv6_are_one():
    assert attempts.network("2001:db8:1:2::1") == attempts.network("2001:db8:1:2:ffff::9")
    assert attempts.network("2001:db8:1:2::1") != attempts.network("2001:db8:1:3::1")
    assert attempts.network("::ffff:198.51.100.7") == attempts.network("198.51.100.7") == "198.51.100.7"
    assert attempts.network("unknown") == "unknown"


# Choosing a new password


def test_asking_for_a_new_password_does_the_same_for_a_known_and_an_unknown_address(app, client, person):
    with app.app_context():
        engine = db.engine
    said = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: said.append(statement))
    done = []
    for email in (person.email, "nobody@example.org"):
        client.post("/forgotten-password", data={"email": email})
        done.append([*said])
        said.clear()
    assert done[0] == done[1] and any("due_row" in statement for statement in done[0])


def ask(client, email, address):
    client.post("/forgotten-password", data={"email": email}, environ_base={"REMOTE_ADDR": address})


def test_asking_from_elsewhere_uses_up_nobodys_new_password(app, client, session, person, run_due):
    email = person.email
    for _ in range(9):
        ask(app.test_client(), email, "198.51.100.7")
    assert session.scalar(select(func.count()).select_from(DueRow)) == 6
    session.rollback()
    ask(client, email, "203.0.113.5")
    assert session.scalar(select(func.count()).select_from(DueRow)) == 7
    session.rollback()
    run_due()
    links = [mail.body.split("http://localhost")[1].split()[0] for mail in session.scalars(select(Mail))]
    assert len(links) == 6, "a mailbox is not flooded, whoever asks: the links that are there work"
    session.rollback()
    assert client.post(links[0], data={"password": "another long one"}).location == "/sign-in"


def test_a_known_browser_gets_its_link_also_when_strangers_had_many_sent(app, client, session, person, run_due):
    client.sign_in(person)
    client.post("/sign-out")
    for address in range(9):
        ask(app.test_client(), person.email, f"198.51.100.{address}")
    run_due()
    ask(client, person.email, "203.0.113.5")
    run_due()
    assert session.scalar(select(func.count()).select_from(Mail)) == 7


def test_who_chose_a_new_password_signs_in_though_strangers_go_on_failing(app, client, session, person, run_due):
    ask(client, person.email, "203.0.113.5")
    run_due()
    link = session.scalar(select(Mail.body)).split("http://localhost")[1].split()[0]
    for number in range(100):
        attempts.may_try(
            session, "sign-in", secret_key=KEY, subject=person.email, address=f"198.51.100.{number}", now=utc_now()
        )
    session.commit()
    assert "too many tries" in sign_in(client, person.email, PASSWORD, "203.0.113.5").text
    client.post(link, data={"password": "another long one"})
    assert sign_in(client, person.email, "another long one", "203.0.113.5").status_code == 303
