"""Headers, forged forms, error pages, and the pages that are there only while trying out."""

import base64
import dataclasses
import hashlib
import re

import pytest

from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_person


def test_the_one_inline_script_is_allowed_by_its_hash_and_nothing_else_is(client):
    answer = client.get("/sign-in")
    policy = answer.headers["Content-Security-Policy"]
    scripts = re.findall(r"<script(?![^>]*src=)[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    assert len(scripts) == 1
    assert base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode() in policy
    assert "unsafe" not in policy


def test_every_answer_carries_the_headers_that_keep_browsers_safe(client):
    for path in ("/sign-in", "/nowhere", "/healthz"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(app, client, session):
    person = a_person(session)
    session.commit()
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/sign-in", data={"email": person.email, "password": "whatever it is"})
    assert answer.status_code == 400 and "This form is too old" in answer.text
    told = answer.text.split("<main")[1].split("</main")[0]
    assert "cookies" in told, "a browser that keeps none comes here each time"


def test_cookies_are_for_this_site_only_and_secure_behind_tls(settings, make_app, client, session):
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    cookie = client.get_cookie("evidencehub")
    assert cookie.http_only and cookie.same_site == "Lax"
    assert make_app(dataclasses.replace(settings, base_url="https://x.example")).config["SESSION_COOKIE_SECURE"]


def test_pages_of_somebody_signed_in_are_not_kept_by_the_browser(client, session):
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    assert client.get("/register").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/nowhere", "/accreditations/none-such", "/projects/none-such", "/about/none-such"])
def test_a_page_that_is_not_there_says_so_and_offers_ways_on(client, path):
    answer = client.get(path)
    assert answer.status_code == 404 and "search what works" in answer.text


def test_mails_can_be_read_in_the_browser_only_on_ones_own_machine(settings, make_app, client, session):
    mail = Mail(to="a@example.org", subject="Hello", body="Secret link", about="test", created_at=NOW)
    session.add(mail)
    session.commit()
    assert "Secret link" in client.get(f"/mails/{mail.id}").text
    public = make_app(dataclasses.replace(settings, development=False)).test_client()
    assert public.get("/mails").status_code == public.get(f"/mails/{mail.id}").status_code == 404


def test_every_page_in_the_footer_is_there_and_names_who_runs_the_hub(client):
    for name in ("accessibility", "privacy", "terms", "contact", "cookies"):
        assert client.get(f"/about/{name}").status_code == 200
    assert "A Test City" in client.get("/about/contact").text
