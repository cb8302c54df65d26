"""Registering, confirming, signing in and out, and new passwords."""

import re

from sqlalchemy import select

from evidencehub.accounts import passwords
from evidencehub.accounts.models import Person, SignInAttempt
from evidencehub.shared.mail import Mail
from tests.factories import a_person
from tests.support.clients import PASSWORD

NEW = {"name": "Amara Blake", "email": "amara@example.org", "password": "three odd words"}


def link_in(mail: Mail) -> str:
    return re.search(r"http://localhost(/\S+)", mail.body)[1]


def test_somebody_who_registers_confirms_by_a_button_and_can_then_sign_in(client, session):
    assert client.post("/register", data=NEW).location == "/check-your-email"
    link = link_in(session.scalar(select(Mail)))
    assert "Press the button" in client.get(link).text
    session.rollback()
    assert session.scalar(select(Person)).confirmed_at is None, (
        "opening the link, as a mail scanner does, confirms nothing"
    )
    client.post("/sign-in", data=NEW)
    refused = client.get("/organisations/new")
    assert refused.status_code == 403 and "open the link that we sent you" in refused.text
    client.post("/sign-out")
    assert client.post(link).location == "/sign-in"
    assert "You can sign in now" in client.get("/sign-in").text
    assert client.post("/sign-in", data=NEW).location == "/start"


def test_the_browser_that_registered_is_signed_in_when_it_confirms(client, session):
    client.post("/register", data=NEW)
    link = link_in(session.scalar(select(Mail)))
    assert client.post(link).location == "/start"
    page = client.get("/team").text
    assert "confirmed, and you are signed in" in page and "Add your organisation" in page
    client.post("/sign-out")
    assert client.post(link).location == "/sign-in", "a link signs nobody in twice"


def test_another_browser_signs_in_itself(app, client, session):
    client.post("/register", data=NEW)
    other = app.test_client()
    assert other.post(link_in(session.scalar(select(Mail)))).location == "/sign-in"
    assert other.get("/team").status_code == 303


def test_nobody_is_led_into_an_account_that_a_stranger_made_with_their_address(app, client, session):
    """The stranger knows its password: whoever owns the address would write into what another can open."""
    app.test_client().post("/register", data={**NEW, "password": "a stranger chose this"})
    link = link_in(session.scalar(select(Mail)))
    client.post("/register", data=NEW)
    assert client.post(link).location == "/sign-in"
    assert client.get("/team").status_code == 303


def test_whoever_confirms_while_signed_in_is_not_told_to_sign_in(client, session):
    client.post("/register", data=NEW)
    client.post("/sign-in", data=NEW)
    client.post(link_in(session.scalar(select(Mail))))
    page = client.get("/team").text
    assert "Your email address is confirmed." in page and "sign in now" not in page


def test_registering_a_known_address_looks_the_same_and_tells_only_its_owner(client, session):
    known = a_person(session, email=NEW["email"])
    session.commit()
    first = client.post("/register", data=NEW)
    other = client.post("/register", data={**NEW, "email": "new@example.org"})
    assert (first.status_code, first.location) == (other.status_code, other.location)
    mails = {mail.to: mail.subject for mail in session.scalars(select(Mail))}
    assert mails[known.email] == "You already have an account"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, session):
    person = a_person(session)
    session.commit()
    wrong = client.post("/sign-in", data={"email": person.email, "password": "not this one"})
    unknown = client.post("/sign-in", data={"email": "nobody@example.org", "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 422
    assert "The email address or the password is not right" in wrong.text
    assert wrong.text.replace(person.email, "") == unknown.text.replace("nobody@example.org", "")


def test_after_six_failures_even_the_right_password_waits_a_quarter_of_an_hour(client, session):
    person = a_person(session)
    session.commit()
    for _ in range(6):
        client.post("/sign-in", data={"email": person.email, "password": "not this one"})
    answer = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 422 and "too many tries" in answer.text
    hashes = {attempt.subject_hash for attempt in session.scalars(select(SignInAttempt))}
    assert len(hashes) == 1 and person.email not in hashes


def test_a_new_password_ends_every_session_and_its_link_works_once(app, client, session, run_due):
    person = a_person(session)
    session.commit()
    elsewhere = app.test_client()
    elsewhere.sign_in(person)
    client.post("/forgotten-password", data={"email": person.email})
    run_due()
    link = link_in(session.scalar(select(Mail)))
    assert client.post(link, data={"password": "another long one"}).location == "/sign-in"
    assert elsewhere.get("/account").location.startswith("/sign-in")
    dead = client.get(link).text
    assert "too old or has been used" in dead and "I have forgotten my password" in dead
    client.sign_in(person, "another long one")


def test_asking_for_a_new_password_tells_nobody_whether_the_address_is_known(client, session, run_due):
    person = a_person(session)
    session.commit()
    answers = [
        client.post("/forgotten-password", data={"email": email}) for email in (person.email, "nobody@example.org")
    ]
    assert answers[0].location == answers[1].location
    run_due()
    assert [mail.to for mail in session.scalars(select(Mail))] == [person.email]


def test_weak_passwords_are_refused_with_the_reason_on_the_field(client):
    for password, reason in [
        ("elevenchars", "at least 12"),
        ("aaaaaaaaaaaa", "too easy"),
        ("amara@example.org", "must not be"),
    ]:
        answer = client.post("/register", data={**NEW, "password": password})
        assert answer.status_code == 422 and reason in answer.text and 'href="#password"' in answer.text


def test_a_password_from_before_the_rules_still_signs_in(client, session):
    person = a_person(session, password_hash=passwords.hash_password("password1"))
    session.commit()
    client.sign_in(person, "password1")


def test_a_password_is_compared_as_it_was_typed_to_its_last_character(client, session):
    longest = "three odd words " + "x" * 183 + " "
    person = a_person(session, password_hash=passwords.hash_password(longest))
    session.commit()
    assert len(longest) == 200
    for other in (longest + "x", longest.strip(), longest.upper()):
        assert client.post("/sign-in", data={"email": person.email, "password": other}).status_code == 422
    client.sign_in(person, longest)


def test_passwords_are_masked_and_a_browser_may_fill_them(client):
    for page, fill in (("/sign-in", "current-password"), ("/register", "new-password")):
        (field,) = re.findall(r'<input[^>]*name="password"[^>]*>', client.get(page).text)
        assert 'type="password"' in field and f'autocomplete="{fill}"' in field and "maxlength" not in field


def test_passwords_are_kept_by_argon2id_with_the_memory_and_time_that_its_standard_asks():
    assert passwords.hash_password("three odd words").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_name_of_the_hub_is_no_password(client):
    answer = client.post("/register", data={**NEW, "password": "EvidenceHub 2026"})
    assert answer.status_code == 422 and "the name of this hub" in answer.text


def test_signing_in_never_leads_to_another_site(client, session):
    person = a_person(session)
    session.commit()
    for target in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post("/sign-in", data={"email": person.email, "password": PASSWORD, "next": target})
        assert answer.location == "/start"
        client.post("/sign-out")


def test_signing_out_ends_the_session(client, session):
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    client.post("/sign-out")
    assert client.get("/account").location.startswith("/sign-in")
