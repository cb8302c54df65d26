"""While somebody works on the hub every page says so; with "read only" nothing is taken in, and nobody loses words."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from evidencehub.cli import evidencehub
from evidencehub.feedback.requests.models import EvidenceRequest
from evidencehub.preservation.site.asking import Reader
from evidencehub.shared import maintenance
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.errors import Invalid
from evidencehub.shared.maintenance import moment_of
from tests.factories import a_person, a_project, an_organisation
from tests.support.processes import environment

SAYS = "We are moving to another machine."
WORDS = "We need to know what keeps young people of twelve in their school for longer."


@pytest.fixture
def admin(app, session):
    person = a_person(session, is_admin=True)
    session.commit()
    browser = app.test_client()
    browser.sign_in(person)
    return browser


def _begin(admin, **more):
    answer = admin.post("/admin/maintenance", data={"message": "We are moving to another machine", **more})
    assert answer.status_code == 303, answer.text


def _number_of(session, table):
    session.rollback()
    return len(session.scalars(select(table)).all())


def test_every_page_says_so_from_then_on_and_no_longer_when_it_is_over(admin, client, session):
    client.get("/standards")
    assert SAYS not in client.get("/standards").text
    _begin(admin)
    for address in ("/standards", "/standards", "/", "/no-such-page"):
        page = client.get(address).text
        assert SAYS in page and "Nothing can be sent" not in page
    assert SAYS in admin.get("/admin/people").text
    assert client.post("/register", data={}).status_code == 422
    assert admin.post("/admin/maintenance/end").status_code == 303
    assert SAYS not in client.get("/standards").text and SAYS not in admin.get("/admin/maintenance").text
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_type == "hub")).all()
    assert sorted(acts) == ["maintenance.begun", "maintenance.ended"]


def test_a_copy_of_the_pages_does_not_say_so(app, admin):
    _begin(admin)
    with Reader(app.wsgi_app, "http://localhost").ask("/standards") as answer:
        assert answer.status == 200 and SAYS.encode() not in answer.body


def test_nothing_is_taken_in_and_what_was_typed_is_shown(app, admin, client, session):
    member = a_person(session, organisation := an_organisation(session))
    project = a_project(session, organisation)
    session.commit()
    team = app.test_client()
    team.sign_in(member)
    _begin(admin, read_only="y", until="23:59")
    before = _number_of(session, EvidenceRequest)
    app.config["WTF_CSRF_ENABLED"] = True
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)', client.get("/evidence-requests/new").text)[1]
    answer = client.post("/evidence-requests/new", data={"question": WORDS, "csrf_token": token})
    app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) >= 60
    assert SAYS in answer.text and "What you sent was not saved" in answer.text and WORDS in answer.text
    answer = team.post(f"/team/projects/{project.id}/summary", data={"summary": WORDS})
    assert answer.status_code == 503 and WORDS in answer.text
    page = admin.get("/admin/maintenance")
    assert page.status_code == 200 and "23:59" in page.text and "checked" in page.text and "End it now" in page.text
    assert _number_of(session, EvidenceRequest) == before
    assert "You can read everything" in client.get("/standards").text
    assert client.get("/evidence-requests/new").status_code == 200
    answer = client.post("/sign-in", data={"email": member.email, "password": "correct horse battery"})
    assert answer.status_code == 303
    data = {"name": "Somebody", "email": "new@example.org", "password": "correct horse battery"}
    answer = app.test_client().post("/register", data=data)
    assert answer.status_code == 503 and "correct horse" not in answer.text
    answer = client.post("/api/v1/team/projects", json={"name": "One"})
    assert answer.status_code == 503 and answer.mimetype == "application/problem+json"
    assert int(answer.headers["Retry-After"]) >= 60 and SAYS in answer.json["detail"]
    assert client.post("/oai", data={"verb": "Identify"}).status_code == 200
    assert admin.post("/admin/maintenance/end").status_code == 303
    assert client.post("/register", data={}).status_code == 422


def test_a_form_of_another_site_does_not_get_its_words_shown(app, admin, client):
    """Its token is wrong, and that is said first: nobody puts words on a page of the hub."""
    _begin(admin, read_only="y")
    app.config["WTF_CSRF_ENABLED"] = True
    for address in ("/evidence-requests/new", "/no-such-page", "/notices/stop/signed"):
        answer = client.post(address, data={"question": WORDS})
        assert answer.status_code in (400, 404, 503) and WORDS not in answer.text


def test_what_cannot_be_said_is_told_beside_its_field_and_kept(admin, session):
    for sent, told in (
        ({"message": "", "until": ""}, "Enter what readers should know"),
        ({"message": "Back soon", "until": "when we are done"}, "Enter a time, such as 14:00"),
        ({"message": "Back soon", "until": "2020-01-01 14:00"}, "Enter a time that is not over yet"),
        ({"message": "Back soon", "until": "2026-02-31 14:00"}, "Enter a time, such as 14:00"),
        ({"message": "x" * 301, "until": ""}, "must be 300 characters or fewer"),
    ):
        answer = admin.post("/admin/maintenance", data=sent)
        assert answer.status_code == 422 and answer.text.count(told) >= 2, told
        assert all(value in answer.text for value in sent.values())
    assert _number_of(session, maintenance.Maintenance) == 0


def test_said_twice_the_later_words_stand(admin, client):
    _begin(admin)
    _begin(admin, message="It takes longer!", read_only="y")
    page = client.get("/standards").text
    assert "It takes longer! " in page.replace("\n", " ") and SAYS not in page
    assert admin.post("/admin/maintenance/end").status_code == 303
    assert admin.post("/admin/maintenance/end").status_code == 303


def test_the_command_does_the_same(settings, client, monkeypatch):
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)

    def run(*words):
        return CliRunner().invoke(evidencehub, ["maintenance", *words], catch_exceptions=False)

    assert "Nothing is said" in run("status").output and "There was no message" in run("off").output
    assert "nothing is taken in" in run("on", "--message", SAYS, "--until", "23:59", "--read-only").output
    assert SAYS in client.get("/standards").text and client.post("/register", data={}).status_code == 503
    assert SAYS in run("status").output and "Nothing is taken in." in run("status").output
    assert "gone" in run("off").output
    assert client.post("/register", data={}).status_code == 422
    assert isinstance(CliRunner().invoke(evidencehub, ["maintenance", "on", "--message", " "]).exception, Invalid)


def test_a_time_is_the_next_one_on_the_clocks_of_the_hub():
    now = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)  # 13:30 in London
    assert moment_of("14:00", now) == datetime(2026, 7, 1, 13, 0, tzinfo=UTC)
    assert moment_of("13:15", now) == datetime(2026, 7, 2, 12, 15, tzinfo=UTC)
    assert moment_of("2026-12-01 9.05", now) == datetime(2026, 12, 1, 9, 5, tzinfo=UTC)
    assert moment_of(" ", now) is None
    assert maintenance.told(now + timedelta(hours=1), now) == "14:30"
    assert maintenance.told(now + timedelta(days=1), now) == "13:30 on 2 July"
