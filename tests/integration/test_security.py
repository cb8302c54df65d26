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
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
        policy = headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= {*policy}
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin" or path == "/sign-in"


def test_an_answer_from_before_the_application_cannot_be_framed_either(client):
    answer = client.get("/", headers={"Host": "not a name"})
    assert answer.status_code == 400 and "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("base_url", "said"),
    [
        ("https://hub.example.org", "max-age=31536000; includeSubDomains"),
        ("https://www.example.org/evidence", "max-age=31536000"),
        ("http://localhost", None),
    ],
)
def test_browsers_keep_to_tls_for_a_year_and_below_a_name_that_is_the_hubs_own(settings, make_app, base_url, said):
    """Below a path the name is somebody else's, who may have services without TLS below it."""
    client = make_app(dataclasses.replace(settings, base_url=base_url)).test_client()
    for path in ("/sign-in", "/nowhere", "/static/hub.css"):
        with client.get(path) as answer:
            assert answer.headers.get("Strict-Transport-Security") == said


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"), ("/static/hub.css", "text/css; charset=utf-8"),
        ("/static/hub.js", "text/javascript; charset=utf-8"), ("/robots.txt", "text/plain; charset=utf-8"),
        ("/api/v1/standards", "application/json"), ("/api/v1/nothing", "application/problem+json"),
    ],
)  # fmt: skip
def test_text_says_in_which_characters_it_is_written(client, path, kind):
    """JSON is UTF-8 by its own standard and has no such parameter."""
    with client.get(path) as answer:
        assert answer.headers["Content-Type"] == kind


def test_what_a_server_may_give_away_by_itself_it_does_not(client):
    assert client.open("/sign-in", method="TRACE").status_code == 405
    for folder in ("/static/", "/static", "/static/vendor/", "/.git/config", "/static/../app.py"):
        assert client.get(folder).status_code == 404


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(app, client, session):
    person = a_person(session)
    session.commit()
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/sign-in", data={"email": person.email, "password": "whatever it is"})
    assert answer.status_code == 400 and "This form is too old" in answer.text
    told = answer.text.split("<main")[1].split("</main")[0]
    assert "cookies" in told, "a browser that keeps none comes here each time"


@pytest.mark.parametrize("address", ["/shortlist", "/vocabularies/outcomes", "/sign-in", "/my-people"])
def test_only_a_page_that_shows_a_form_to_send_keeps_a_cookie(app, client, address):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.get(address)
    assert ("csrf_token" in answer.text) == ("Set-Cookie" in answer.headers) == (address in {"/sign-in", "/my-people"})


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


def test_everywhere_one_can_sign_out_and_then_the_browser_forgets_what_it_kept(client, session):
    person = a_person(session)
    session.commit()
    client.sign_in(person)
    for path in ("/", "/search", "/account", "/team", "/nowhere"):
        assert 'action="/sign-out"' in client.get(path).text
    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'


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
