"""Who signs in, fails to, or is refused stands in the log by id, without what was typed."""

import pyotp
import pytest
from structlog.testing import capture_logs

from evidencehub.accounts import second_step
from evidencehub.accreditation import certificate_views
from evidencehub.shared.clock import utc_now
from tests.factories import a_person
from tests.support.clients import PASSWORD

KEY = "for tests only, long enough to sign with"
WRONG = "not this one, qX7vLr2m"


@pytest.fixture
def person(session):
    person = a_person(session)
    session.commit()
    return person


def said(logs):
    return [{name: value for name, value in line.items() if name not in ("log_level", "reason")} for line in logs]


def test_signing_in_and_out_is_logged_and_so_is_failing(client, person):
    known, email = str(person.id), person.email
    with capture_logs() as logs:
        client.post("/sign-in", data={"email": email, "password": WRONG})
        client.post("/sign-in", data={"email": "nobody@example.org", "password": WRONG})
        client.sign_in(person)
        client.post("/account/password", data={"present": WRONG, "password": "three odd words"})
        client.post("/sign-out")
    assert said(logs) == [
        {"event": "sign_in_failed", "person": known, "why": "password"},
        {"event": "sign_in_failed", "person": "unknown", "why": "password"},
        {"event": "signed_in", "person": known, "by": "accounts.sign_in"},
        {"event": "sign_in_failed", "person": known, "why": "present password"},
        {"event": "signed_out", "person": known},
    ]
    assert not [word for word in (email, "nobody@", WRONG, PASSWORD) if word in str(logs)]


def test_a_wrong_code_and_too_many_tries_are_logged(client, session, person):
    known, secret = str(person.id), second_step.new_secret()
    now = utc_now()
    second_step.turn_on(session, person, secret, pyotp.TOTP(secret).at(now), secret_key=KEY, now=now)
    session.commit()
    with capture_logs() as logs:
        client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
        for _ in range(7):
            client.post("/sign-in/code", data={"code": "000000"})
    assert said(logs) == [
        *[{"event": "sign_in_failed", "person": known, "why": "code"}] * 6,
        {"event": "tries_used_up", "act": "second-step"},
    ]


def test_being_refused_and_a_form_without_its_token_are_logged(app, client, person):
    client.sign_in(person)
    refused = {"event": "not_permitted", "person": str(person.id), "method": "GET"}
    with capture_logs() as logs:
        client.get("/cases")
        client.get("/admin/people")
        client.get("/account")
    assert said(logs) == [
        {**refused, "permission": "cases-list", "route": "/cases"},
        {**refused, "permission": "people-manage", "route": "/admin/people"},
    ]
    app.config["WTF_CSRF_ENABLED"] = True
    with capture_logs() as logs:
        client.post("/account/password", data={"present": PASSWORD})
    assert said(logs) == [{"event": "form_refused", "route": "/account/password", "method": "POST"}]


def test_a_limit_that_was_reached_is_logged(client, monkeypatch):
    monkeypatch.setattr(certificate_views, "A_MINUTE", 0)
    with capture_logs() as logs:
        assert client.get("/accreditations/2026-9999/certificate.pdf").status_code == 429
    route = "/accreditations/<number>/certificate.pdf"
    assert said(logs) == [{"event": "too_many_requests", "route": route, "method": "GET"}]
