"""The hub under FLASK_DEBUG=1: a name that is not there is an error in a template of ours, never in a vendor's."""

import re

import pytest
from jinja2 import UndefinedError

from tests.factories import a_person, a_project, a_result, an_evaluation
from tests.factories_review import a_case_in_review, a_decided_case, a_frozen_case
from tests.support.crawling import crawl

LIMIT = 20  # pages for each person
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # templates know no database


@pytest.fixture
def settings(settings, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")  # before the application is made
    return settings


def test_public_pages_and_desks_open_in_debug_mode(app, session, run_due):
    assert app.debug
    cases = [a_decided_case(session), a_frozen_case(session), a_case_in_review(session)]
    imported = a_project(session, published_at=cases[0].submission.submitted_at, source="test", external_id="1")
    a_result(session, an_evaluation(session, imported))
    admin = a_person(session, is_admin=True)
    session.commit()
    run_due()
    settled, graded = cases[1:]
    open_to_all = (
        "/ /search?q=school /sign-in /register /forgotten-password /accreditations/2026-0001 /standards/crosswalk "
        "/outcomes/school-attendance /standards/project-oracle/2026-1/try /standards/project-oracle/2026-1/comments"
    )
    walks = [
        (None, open_to_all.split()),
        (cases[0].member, ["/team", f"/submissions/{cases[0].submission.id}/letter"]),
        (cases[0].editor, ["/cases", f"/cases/{cases[0].submission.id}"]),
        (settled.editor, [f"/cases/{settled.submission.id}", f"/cases/{settled.submission.id}/decide"]),
        (graded.reviewers[0], ["/reviews", f"/reviews/{graded.assignments[0].id}"]),
        (admin, ["/admin/people", "/admin/system", "/admin/standards", "/admin/comments"]),
    ]
    for person, starts in walks:
        client = app.test_client()
        if person:
            client.sign_in(person)
        app.config["WTF_CSRF_ENABLED"] = True  # as in use: forms have their token
        pages = crawl(client, *starts, limit=LIMIT)
        app.config["WTF_CSRF_ENABLED"] = False
        assert [start for start in starts if "<h1" not in pages[start] or "Page not found" in pages[start]] == []


def test_forms_with_errors_open_in_debug_mode(app, client, session):
    member = a_decided_case(session).member
    session.commit()
    client.sign_in(member)
    app.config["WTF_CSRF_ENABLED"] = True
    for address in ("/team/projects/new", "/register"):
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address).text)[1]
        assert "There is a problem" in client.post(address, data={"csrf_token": token}).text
        client.post("/sign-out", data={"csrf_token": token})


def test_starting_again_on_the_page_of_many_frameworks_leads_to_the_empty_page(client):
    answered = client.get("/standards/crosswalk?kind=rct").text
    assert re.search(r'href="([^"]*)">Start again', answered)[1] == "/standards/crosswalk"


def test_in_debug_mode_a_name_that_is_not_there_is_an_error_in_our_templates(app):
    with app.app_context(), pytest.raises(UndefinedError, match="missing_name"):
        app.jinja_env.from_string("{{ missing_name }}").render()
