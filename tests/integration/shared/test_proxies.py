"""Who is believed about where a request comes from; and a hub that is being tried out is on no proxy's other side."""

import dataclasses

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from evidencehub.accounts.models import SignInAttempt
from evidencehub.shared.mail import Mail
from tests.factories import NOW

FORWARDED = [
    {"Forwarded": "for=192.0.2.1"},
    {"X-Forwarded-For": "192.0.2.1"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Host": "evidence.example.org"},
    {"X-Real-IP": "192.0.2.1"},
    {"Via": "1.1 proxy"},
]
PUBLIC = {"base_url": "https://evidence.example.org", "development": False}


@pytest.fixture
def hub(make_app, settings):
    """A client of a hub with other settings."""
    return lambda **changes: make_app(dataclasses.replace(settings, **changes)).test_client()


@pytest.mark.parametrize("headers", FORWARDED, ids=str)
def test_in_development_nothing_that_came_through_a_proxy_is_answered(client, headers):
    for page in ("/", "/mails", "/sign-in", "/healthz", "/static/hub.css", "/no-such-page"):
        with capture_logs() as logs:
            answer = client.get(page, headers=headers)
        assert answer.status_code == 403 and "EVIDENCEHUB_DEVELOPMENT=0 and EVIDENCEHUB_PROXIES=1" in answer.text
        assert [line["event"] for line in logs] == ["development_behind_a_proxy"]


def test_in_development_nothing_is_answered_in_the_protocol_that_only_proxies_speak(client):
    """nginx with ``proxy_pass`` and nothing else: no header, the name of this machine, from this machine."""
    answer = client.get("/mails", environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"})
    assert answer.status_code == 403 and "HTTP/1.0" in answer.text


@pytest.mark.parametrize(
    ("host", "address", "shown"),
    [
        ("localhost:8000", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("[::1]:8000", "::1", True),
        ("evidence.example.org", "127.0.0.1", False),  # a page that rebinds DNS, or a proxy that says nothing of itself
        ("localhost:8000", "192.0.2.1", False),  # from elsewhere, by a name that anybody can write into a request
        ("localhost:8000", "", False),
    ],
)
def test_in_development_mails_are_shown_to_this_machine_by_its_own_name_alone(hub, session, host, address, shown):
    session.add(Mail(to="a@example.org", subject="Hello", body="Secret", about="test", created_at=NOW))
    session.commit()
    answer = hub().get("/mails", headers={"Host": host}, environ_base={"REMOTE_ADDR": address})
    assert (answer.status_code == 200) is shown and ("a@example.org" in answer.text) is shown


def test_in_development_mails_are_not_shown_where_people_use_another_address(hub):
    assert hub().get("/mails").status_code == 200
    assert hub(base_url="https://evidence.example.org").get("/mails").status_code == 404


def _addresses_counted(session, client, headers):
    """How many addresses the throttle counted, after failed sign-ins with each of the headers."""
    for each in headers:
        client.post("/sign-in", data={"email": "a@example.org", "password": "wrong"}, headers=each)
    session.rollback()
    return session.scalar(select(func.count(SignInAttempt.address_hash.distinct())))


TWO_READERS = [{"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "198.51.100.2"}]


def test_without_a_trusted_proxy_forwarding_headers_are_ignored_and_that_is_told_once(hub, session):
    client = hub(**PUBLIC)
    with capture_logs() as logs:
        assert _addresses_counted(session, client, TWO_READERS) == 1
    told = [line for line in logs if line["event"] == "forwarding_header_ignored"]
    assert [line["setting"] for line in told] == ["EVIDENCEHUB_PROXIES"]


def test_behind_a_trusted_proxy_each_reader_is_counted_apart(hub, session):
    assert _addresses_counted(session, hub(**PUBLIC, proxies=1), TWO_READERS) == 2


def test_what_stands_before_the_trusted_proxies_is_not_believed(hub, session):
    """One proxy adds to what the client sent; only what it added itself counts."""
    lies = [{"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.7"} for number in range(3)]
    assert _addresses_counted(session, hub(**PUBLIC, proxies=1), lies) == 1


def test_behind_two_proxies_the_last_but_one_is_the_reader(hub, session):
    through_two = [{"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.7"} for number in range(3)]
    assert _addresses_counted(session, hub(**PUBLIC, proxies=2), through_two) == 3


def test_a_form_is_taken_over_https_from_behind_a_proxy(make_app, settings):
    """Over https a form needs a Referer of the same site: scheme and host have to be those that the reader sees."""
    app = make_app(dataclasses.replace(settings, **PUBLIC, proxies=1))
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    seen = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evidence.example.org", "Host": "127.0.0.1:8000"}
    options = {"headers": seen, "base_url": "https://evidence.example.org"}
    page = client.get("/sign-in", **options)
    token = page.text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    data = {"csrf_token": token, "email": "a@example.org", "password": "wrong"}
    headers = seen | {"Referer": "https://evidence.example.org/sign-in"}
    answer = client.post("/sign-in", data=data, **options | {"headers": headers})
    assert answer.status_code == 422 and "The email address or the password is not right" in answer.text
    answer = client.post("/sign-in", data=data, **options | {"headers": headers | {"Referer": "https://evil.example/"}})
    assert answer.status_code == 400


BELOW = {"base_url": "https://example.org/evidence", "development": False}


@pytest.mark.parametrize("asked", ["/evidence/", "/evidence", "/"])
def test_a_hub_below_a_path_links_below_it(hub, asked):
    page = hub(**BELOW).get(asked)
    assert page.status_code == 200
    links = [part.split('"')[0] for part in page.text.split('href="')[1:]]
    inner = [link for link in links if link.startswith("/")]
    assert inner and [link for link in inner if not link.startswith("/evidence/")] == []
    assert 'rel="canonical" href="https://example.org/evidence/"' in page.text


def test_a_hub_below_a_path_sends_and_leads_below_it(hub):
    client = hub(**BELOW)
    assert client.get("/evidence/account").location == "/evidence/sign-in?next=/evidence/account"
    page = client.get("/evidence/sign-in?next=/evidence/account").text
    assert 'value="/evidence/account"' in page


def test_a_mail_of_a_hub_below_a_path_holds_an_address_below_it(hub, session):
    data = {"name": "A Person", "email": "a@example.org", "password": "four odd words here"}
    assert hub(**BELOW).post("/evidence/register", data=data).status_code == 303
    session.rollback()
    assert "https://example.org/evidence/confirm/" in session.scalar(select(Mail)).body
