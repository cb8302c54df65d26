"""Pages kept for readers who are not signed in: the same bytes, dropped with the first change, never somebody's own."""

import gzip

import pytest
from flask import template_rendered
from sqlalchemy import select, text
from werkzeug.test import Client

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.states import AccreditationState
from evidencehub.projects import public
from evidencehub.shared import page_cache
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.factories_review import a_decided_case
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, met_up_to

NOT_KEPT = {
    "accounts.check_email": "has a form", "accounts.confirm": "has a token", "accounts.confirm_email": "has a token",
    "accounts.forgotten": "has a form", "accounts.new_password": "has a token", "accounts.register": "has a form",
    "accounts.restore_email": "has a token", "accounts.set_up": "has a form", "accounts.sign_in": "has a form",
    "accounts.back_from_orcid": "has a token", "accounts.sign_in_orcid": "is sent",
    "accounts.sign_in_code": "has a form", "accounts.sign_in_passkey": "is sent",
    "admin.healthz": "says how it is now", "admin.outbox": "mails, while trying out",
    "admin.outbox_mail": "mails, while trying out", "admin.readyz": "says how it is now",
    "catalogue.ask_report": "has a form", "catalogue.given_report": "has a token",
    "catalogue.given_report_file": "has a token",
    "catalogue.confirm_following": "has a token",
    "catalogue.document_file": "a file, asked about each time",
    "catalogue.plan_file_copy": "a file, asked about each time",
    "catalogue.follow": "has a form", "harvest.destiny": "is a file that is kept",
    "harvest.oai": "says the time of each answer",
    "catalogue.stop_following": "has a token",
    "catalogue.shortlist": "is one reader's own",
    "catalogue.shortlist_references": "is one reader's own",
    "catalogue.describe": "has a form", "catalogue.download": "a long file, made as it is sent",
    "catalogue.synthesis": "has a form for editors",
    "consultation.standard": "has a form", "consultation.vocabulary": "has a form",
    "feedback.new_request": "has a form",
    "feedback.report": "for whoever has its reference",
    "guide.crosswalk": "answers to one's own questions stand in the address", "guide.standard_current": "a redirect",
    "guide.standard_try": "answers to one's own questions stand in the address",
    "privacy.keep": "has a token",
    "review.say_no": "has a token", "review.confirm_findings": "has a token", "accreditation.reader": "has a token",
    "notices.stop": "has a token", "projects.check_statement": "for whoever has its address", "static": "a file",
}  # fmt: skip


@pytest.fixture
def outside(app):
    """A reader's plain client: no cookies are kept, and nothing is parsed."""
    return Client(app, use_cookies=False)


@pytest.fixture
def rendered(app):
    """Names of the templates that were rendered so far."""
    names = []
    with template_rendered.connected_to(lambda _app, template, **_: names.append(template.name), app):
        yield names


def a_shown_project(session, name="Breakfast club"):
    project = a_project(session, name=name, slug="shown")
    an_evaluation(session, project)
    submission = a_submission(session, project)
    decided(session, submission, met_up_to(submission, 1))
    session.commit()
    return project


def test_every_public_view_is_kept_or_is_listed_with_the_reason(app):
    views = {name: view for name, view in app.view_functions.items() if getattr(view, "is_public", False)}
    assert {name for name, view in views.items() if not hasattr(view, "is_same_for_everybody")} == set(NOT_KEPT)
    assert not [
        name for name, view in app.view_functions.items()
        if getattr(view, "is_same_for_everybody", False) and not getattr(view, "is_public", False)
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["/", "/projects/shown", "/search?q=breakfast", "/accreditations", "/standards"])
def test_a_page_is_rendered_once_and_read_with_one_query(session, outside, rendered, run_due, address):
    a_shown_project(session)
    run_due()
    first = outside.get(address)
    assert first.status_code == 200 and rendered
    rendered.clear()
    with counted_queries() as asked:
        again = outside.get(address)
    assert not rendered and len(asked) <= 1
    assert again.data == first.data
    assert again.headers.pop("X-Request-ID") != first.headers.pop("X-Request-ID")
    assert {*again.headers} == {*first.headers} and again.headers["Content-Security-Policy"]
    with_a_cookie = outside.get(address, headers={"Cookie": "evidencehub=nothing"})
    assert rendered and with_a_cookie.data == first.data


def test_another_address_is_another_page(session, outside, rendered, run_due):
    a_shown_project(session)
    run_due()
    outside.get("/search?q=breakfast")
    for address, headers in (
        ("/search?q=lunch", {}), ("/search?q=breakfast&page=2", {}), ("/search?q=breakfast", {"Host": "other.example"}),
    ):  # fmt: skip
        rendered.clear()
        outside.get(address, headers=headers)
        assert rendered, (address, headers)


def test_a_decision_is_visible_with_the_next_request(session, outside, run_due):
    project = a_project(session, slug="shown")
    an_evaluation(session, project)
    submission = a_submission(session, project)
    public.changed(session, project.id)
    session.commit()
    run_due()
    assert "Being graded" in outside.get("/projects/shown").text
    assert "Being graded" in outside.get("/search").text
    decision = decided(session, submission, met_up_to(submission, 1))
    session.commit()
    assert decision.tier and "Being graded" not in outside.get("/projects/shown").text
    run_due()
    assert "Being graded" not in outside.get("/search").text


def test_what_changes_while_a_page_is_rendered_is_in_the_next(app, session, outside):
    project = a_shown_project(session, "First name")

    def change(_app, **_):
        public.changed(session, project.id)
        session.commit()

    with template_rendered.connected_to(change, app):
        outside.get("/projects/shown")
    seen = []
    with template_rendered.connected_to(lambda _app, template, **_: seen.append(template.name), app):
        outside.get("/projects/shown")
    assert seen  # the page made before the change was not given again


def test_an_award_on_hold_is_on_hold_at_once(session, outside):
    a_decided_case(session)
    session.commit()
    award = session.scalars(select(Accreditation)).one()
    address = f"/accreditations/{award.number}"
    before = outside.get(address).data
    assert outside.get(address).data == before
    award.state = AccreditationState.WITHDRAWN
    session.commit()
    assert outside.get(address).data != before


def test_who_is_signed_in_gets_a_page_of_their_own_and_leaves_none(session, app, client, outside):
    a_shown_project(session)
    member = a_person(session, an_organisation(session), name="Zarathustra Q. Member")
    session.commit()
    client.sign_in(member)
    for _ in range(2):
        own = client.get("/projects/shown")
        assert member.name in own.text and own.headers["Cache-Control"] == "no-store"
        assert "ETag" not in own.headers
    for _ in range(2):
        assert member.name not in outside.get("/projects/shown").text
    client.get("/projects/shown")
    assert member.name in client.get("/projects/shown").text


@pytest.mark.parametrize("spelled", ["{} =", "{}\t=", " {}  = ", "a=b;{} ="])
def test_however_its_cookie_is_spelled_a_session_leaves_no_page(app, session, client, outside, spelled):
    a_shown_project(session)
    member = a_person(session, an_organisation(session), name="Zarathustra Q. Member")
    session.commit()
    client.sign_in(member)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = spelled.format(name) + client.get_cookie(name).value
    assert member.name in outside.get("/projects/shown", headers={"Cookie": cookie}).text
    assert member.name not in outside.get("/projects/shown").text


def test_a_word_for_one_reader_is_shown_to_no_other(app, session, client, outside):
    a_shown_project(session)
    name = app.config["SESSION_COOKIE_NAME"]
    with client.session_transaction() as held:
        held["_flashes"] = [("message", "You are signed out.")]
    cookie = f"{name} ={client.get_cookie(name).value}"
    assert "You are signed out." in outside.get("/projects/shown", headers={"Cookie": cookie}).text
    other = outside.get("/projects/shown")
    assert "You are signed out." not in other.text and "Set-Cookie" not in other.headers


def test_a_page_that_has_not_changed_is_not_sent_again(session, outside):
    a_shown_project(session)
    first = outside.get("/projects/shown")
    assert first.headers["Cache-Control"] == "no-cache" and "Accept-Encoding" in first.headers["Vary"]
    again = outside.get("/projects/shown", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert outside.get("/projects/shown", headers={"If-None-Match": '"another"'}).status_code == 200


def test_each_encoding_has_its_own_strong_tag(session, outside):
    a_shown_project(session)
    plain = outside.get("/projects/shown")
    for _ in range(2):
        packed = outside.get("/projects/shown", headers={"Accept-Encoding": "br, gzip"})
        assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.data) == plain.data
        assert packed.headers["ETag"] != plain.headers["ETag"] and not packed.headers["ETag"].startswith("W/")
    refused = outside.get("/projects/shown", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers and refused.data == plain.data


def test_head_says_what_get_would(session, outside):
    a_shown_project(session)
    cold = outside.head("/projects/shown")
    full = outside.get("/projects/shown")
    warm = outside.head("/projects/shown")
    assert cold.data == warm.data == b"" and cold.status_code == 200
    assert warm.headers["Content-Length"] == str(len(full.data)) and warm.headers["ETag"] == full.headers["ETag"]


def test_what_is_not_there_or_moved_is_not_kept(session, outside, rendered):
    assert outside.get("/projects/shown").status_code == 404
    rendered.clear()
    assert outside.get("/projects/shown").status_code == 404
    assert rendered


def test_where_the_number_cannot_be_read_pages_are_made_anew(session, outside, rendered):
    a_shown_project(session)
    outside.get("/projects/shown")
    session.execute(text("ALTER TABLE public_version RENAME TO elsewhere"))
    session.commit()
    rendered.clear()
    try:
        assert outside.get("/projects/shown").status_code == 200 and rendered
    finally:
        session.execute(text("ALTER TABLE elsewhere RENAME TO public_version"))
        session.commit()


def test_a_full_cache_drops_what_was_read_longest_ago(session, outside, rendered, run_due, monkeypatch):
    project = a_shown_project(session)
    run_due()
    size = len(outside.get("/search?q=1").data)
    monkeypatch.setattr(page_cache, "MAX_BYTES", 8 * size)  # room for four or five of the eight below
    public.changed(session, project.id)
    session.commit()
    for number in range(1, 9):
        outside.get(f"/search?q={number}")
    rendered.clear()
    outside.get("/search?q=8")
    assert not rendered
    outside.get("/search?q=1")
    assert rendered
