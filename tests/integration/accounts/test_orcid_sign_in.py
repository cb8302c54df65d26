"""Connecting an ORCID iD to an account and signing in with it, at a provider that is asked over HTTP."""

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import requests
from joserfc.jwk import RSAKey
from sqlalchemy import func, select

from evidencehub.accounts import second_step
from evidencehub.accounts.models import Person, SignInSession
from evidencehub.accounts.orcid_sign_in.models import OrcidLink
from evidencehub.accounts.tokens import reset_tokens
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import utc_now
from evidencehub.shared.mail import Mail
from evidencehub.shared.settings import BadSetting, OrcidClient, Secret, load_settings
from tests.factories import a_person, an_editor
from tests.support.clients import PASSWORD
from tests.support.orcid_provider import ADA, CLIENT, GRACE, SECRET, Provider

BACK = "http://localhost/sign-in/orcid/back"


@pytest.fixture
def orcid(app):
    with Provider().running(BACK) as provider:
        client = OrcidClient(CLIENT, Secret(SECRET), provider.issuer)
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], orcid_client=client)
        yield provider


@pytest.fixture
def person(session):
    made = a_person(session, email="ada@example.org")
    session.commit()
    return made


def at_orcid(sent):
    """What somebody does there: say yes, and be sent back. Returns where to, without the host."""
    assert sent.status_code == 303, sent.text
    answer = requests.get(sent.location, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
    return f"{back.path}?{back.query}"


def ask_to_connect(client, password=PASSWORD):
    return client.post("/account/orcid/connect", data={"present": password})


def connect(client):
    return client.get(at_orcid(ask_to_connect(client)))


def sign_in(client, **data):
    return client.get(at_orcid(client.post("/sign-in/orcid", data=data)))


def links(session):
    session.rollback()
    return {link.orcid: link.person_id for link in session.scalars(select(OrcidLink))}


def test_whoever_connects_an_id_signs_in_with_it_afterwards_and_is_told(app, client, session, orcid, person):
    client.sign_in(person)
    assert "Connect your ORCID iD" in client.get("/account/orcid").text
    assert "not right" in ask_to_connect(client, "wrong password").text and not orcid.asked
    page = client.get("/account/orcid/connect")
    assert f"form-action 'self' {orcid.issuer};" in page.headers["Content-Security-Policy"]
    sent = ask_to_connect(client)
    asked = parse_qs(urlsplit(sent.location).query)
    assert asked["scope"] == ["openid"] and asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"][0] and asked["state"][0] and asked["redirect_uri"] == [BACK]
    assert client.get(at_orcid(sent)).location == "/account/orcid"
    assert links(session) == {ADA: person.id}
    assert "ORCID says that it is yours" in client.get("/account").text
    session.expire_all()
    assert session.get(Person, person.id).orcid == ADA
    browser = app.test_client()
    assert "Sign in with ORCID" in browser.get("/sign-in").text
    assert sign_in(browser, next="/account").location == "/account"
    assert person.email in browser.get("/account").text
    session.rollback()
    assert session.scalar(select(Mail).where(Mail.about == "person.orcid-connected")).to == person.email
    actions = list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("person.orcid"))))
    assert actions == ["person.orcid-connected"]
    typed = browser.post("/account/orcid", data={"orcid": GRACE})
    assert typed.status_code == 422 and "Disconnect it to type another" in typed.text
    again = connect(browser)
    assert again.location == "/account/orcid" and links(session) == {ADA: person.id}, "twice changes nothing"


def test_no_account_is_made_or_taken_over(app, client, session, orcid, person):
    """Whatever address or name ORCID may say: an account is found by its connected iD alone."""
    person.orcid = ADA  # typed, and nobody was asked whether it is theirs
    session.commit()
    orcid.twist = {"email": person.email, "email_verified": True, "name": person.name}
    people = session.scalar(select(func.count()).select_from(Person))
    answer = sign_in(client)
    assert answer.status_code == 422 and "There is no account here that can be used" in answer.text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Person)) == people
    assert not session.scalar(select(SignInSession.id)) and not links(session)
    client.sign_in(person)
    connect(client)
    session.rollback()
    other = a_person(session)
    session.commit()
    browser = app.test_client()
    browser.sign_in(other)
    taken = connect(browser)
    assert taken.status_code == 422 and "connected to another account here" in taken.text
    assert links(session) == {ADA: person.id}
    orcid.who = GRACE
    second = connect(client)
    assert second.status_code == 422 and "connected to another ORCID iD" in second.text


def test_rules_for_passwords_hold(app, client, session, orcid, person):
    client.sign_in(person)
    connect(client)
    session.rollback()
    editor = an_editor(session)
    session.commit()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], second_factor=True)
    browser = app.test_client()
    browser.sign_in(editor)
    orcid.who = GRACE
    connect(browser)
    fresh = app.test_client()
    assert sign_in(fresh).location == "/start"
    assert fresh.get("/start").location == "/account/second-step", "an editor still owes the second step"
    orcid.who = ADA
    session.rollback()
    person.is_active = False
    session.commit()
    assert "no account here that can be used" in sign_in(app.test_client()).text
    session.rollback()
    person.is_active = True
    session.commit()
    secret, now = second_step.new_secret(), utc_now()
    code, key = pyotp.TOTP(secret).at(now), app.config["SETTINGS"].secret_key
    second_step.turn_on(session, person, secret, code, secret_key=key, now=now)
    session.commit()
    halfway = app.test_client()
    answer = sign_in(halfway, next="/account")
    assert answer.location.startswith("/sign-in/code") and halfway.get("/account").status_code == 303


def test_what_does_not_belong_to_what_was_asked_changes_nothing(client, session, orcid, person):
    client.sign_in(person)
    hour = 3600
    lies = [
        {"nonce": "another"}, {"aud": "APP-OTHER"}, {"aud": "APP-OTHER", "azp": CLIENT}, {"iss": "https://orcid.org"},
        {"exp": int(time.time()) - hour}, {"sub": "0000-0002-1825-0098"}, {"sub": "ada@example.org"}, {"sub": ""},
    ]  # fmt: skip
    for lie in lies:
        orcid.twist = lie
        answer = connect(client)
        assert answer.status_code == 422 and "does not fit what this browser asked for" in answer.text, lie
    orcid.twist, orcid.shown_key = {}, RSAKey.generate_key(2048, private=True)
    assert connect(client).status_code == 422, "signed by another key"
    orcid.shown_key = orcid.key
    back = at_orcid(ask_to_connect(client))
    for wrong in ("/sign-in/orcid/back", "/sign-in/orcid/back?code=x&state=y", back.replace("state=", "state=x")):
        assert client.get(wrong).status_code == 422, wrong
    assert not links(session)
    first = at_orcid(ask_to_connect(client))
    for _ in range(8):
        back = at_orcid(ask_to_connect(client))
    assert client.get(first).status_code == 422, "of several tabs the last is the one that counts"
    assert client.get(back).status_code == 303 and client.get(back).status_code == 422, "an answer counts once"


def test_a_provider_that_is_down_or_says_no_has_a_clear_page(client, session, orcid, person):
    orcid.is_down = True
    down = client.post("/sign-in/orcid", data={})
    assert down.status_code == 503 and "ORCID does not answer at the moment" in down.text
    orcid.is_down = False
    sent = client.post("/sign-in/orcid", data={})
    back = at_orcid(sent)
    orcid.is_down = True
    assert client.get(back).status_code == 503
    orcid.is_down, orcid.says_no = False, True
    denied = sign_in(client)
    assert denied.status_code == 200 and "You did not let ORCID tell us who you are" in denied.text
    assert not links(session) and not session.scalar(select(SignInSession.id))


def test_an_answer_connects_only_the_account_that_asked(app, client, session, orcid, person):
    client.sign_in(person)
    back = at_orcid(ask_to_connect(client))
    session.rollback()
    other = a_person(session)
    session.commit()
    stranger = app.test_client()
    stranger.sign_in(other)
    assert stranger.get(back).status_code == 422
    client.post("/sign-out")
    assert client.get(back).status_code == 422 and not links(session)


def test_it_is_disconnected_with_the_password_and_by_a_new_one_from_a_link(app, client, session, orcid, person):
    client.sign_in(person)
    connect(client)
    assert "not right" in client.post("/account/orcid/disconnect", data={"present": "wrong"}).text
    assert client.post("/account/orcid/disconnect", data={"present": PASSWORD}).status_code == 303
    assert not links(session) and client.get("/account/orcid/disconnect").status_code == 303
    assert session.scalar(select(func.count()).select_from(Mail).where(Mail.about == "person.orcid-disconnected")) == 1
    assert "no account here that can be used" in sign_in(app.test_client()).text
    connect(client)
    session.rollback()
    session.refresh(person)
    token = reset_tokens(app.config["SETTINGS"].secret_key).make(person)
    answer = app.test_client().post(f"/new-password/{token}", data={"password": "three words unlikely together"})
    assert answer.status_code == 303 and not links(session), "whoever had the account may have connected theirs"


def test_a_hub_that_is_not_known_to_orcid_offers_nothing(client, session, person, tmp_path):
    assert "ORCID" not in client.get("/sign-in").text
    assert client.post("/sign-in/orcid", data={}).status_code == 404
    assert client.get("/sign-in/orcid/back").status_code == 404
    client.sign_in(person)
    assert client.get("/account/orcid/connect").status_code == 404
    assert "Connect" not in client.get("/account/orcid").text
    home = {"EVIDENCEHUB_HOME": str(tmp_path)}
    with pytest.raises(BadSetting, match="together"):
        load_settings({**home, "EVIDENCEHUB_ORCID_CLIENT_ID": "APP"})
    both = {**home, "EVIDENCEHUB_ORCID_CLIENT_ID": "APP", "EVIDENCEHUB_ORCID_CLIENT_SECRET": "hidden"}
    settings = load_settings(both)
    assert settings.orcid_client.issuer == "https://orcid.org" and "hidden" not in repr(settings)
    with pytest.raises(BadSetting, match="ISSUER"):
        load_settings({**both, "EVIDENCEHUB_ORCID_ISSUER": "http://orcid.org"})
