"""Shortlists: in the browser of whoever has no account, with the account of whoever has one, and nobody else's."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import select

from evidencehub.catalogue.pages import shortlist_views
from evidencehub.catalogue.shortlists import services
from evidencehub.catalogue.shortlists.models import ShortlistEntry
from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from tests.factories import a_person, a_project
from tests.integration.catalogue.test_pages import a_decided_project
from tests.support.records import mark_changed


@pytest.fixture
def projects(session):
    made = [a_decided_project(session, slug=f"p{n}", name=f"Approach {n}") for n in range(3)]
    session.commit()
    return made


def listed(client, address="/shortlist"):
    page = html.fromstring(client.get(address).text)
    return [each.strip() for each in page.xpath("//*[contains(@class, 'hub-card__title')]/a/text()")]


def press(client, **sent):
    answer = client.post("/shortlist", data=sent)
    assert answer.status_code == 303 and answer.location == "/shortlist"


def test_looking_adds_nothing_and_a_press_does(client, projects):
    offered = client.get("/shortlist?with=p1&with=p0&with=nothing").text
    keys = html.fromstring(offered).xpath("//input[@name='add']/@value")
    assert keys == [projects[1].id.hex, projects[0].id.hex] and listed(client) == []
    press(client, add=keys)
    assert listed(client) == ["Approach 1", "Approach 0"]
    assert "It is on your shortlist already" in client.get("/shortlist?with=p1").text


def test_one_is_taken_off_or_all(client, session, projects):
    press(client, add=[each.id.hex for each in projects])
    press(client, remove=projects[1].id.hex)
    assert listed(client) == ["Approach 0", "Approach 2"]
    press(client, clear="1")
    assert listed(client) == [] and client.get_cookie("evidencehub-shortlist") is None
    assert "Nothing is on it yet" in client.get("/shortlist").text
    assert session.scalars(select(ShortlistEntry)).all() == []


def test_there_is_room_for_so_many(client, session, projects):
    others = [a_decided_project(session) for _ in range(services.MOST)]
    session.commit()
    press(client, add=[each.id.hex for each in others])
    assert len(listed(client)) == services.MOST
    assert "Take some off first" in client.get("/shortlist?with=p0").text
    press(client, add=[projects[0].id.hex])
    assert "Approach 0" not in listed(client) and len(listed(client)) == services.MOST


def test_with_an_account_it_is_kept_there_and_leaves_the_browser(app, session, client, projects):
    person = a_person(session)
    other = a_person(session)
    session.commit()
    press(client, add=[projects[0].id.hex])
    client.sign_in(person)
    assert listed(client) == ["Approach 0"]
    press(client, add=[projects[1].id.hex])
    assert client.get_cookie("evidencehub-shortlist") is None
    session.rollback()
    assert set(services.of_person(session, person.id)) == {projects[0].id, projects[1].id}
    elsewhere = app.test_client()
    elsewhere.sign_in(person)
    assert sorted(listed(elsewhere)) == ["Approach 0", "Approach 1"]
    stranger = app.test_client()
    stranger.sign_in(other)
    assert listed(stranger) == []
    press(client, remove=projects[0].id.hex)
    session.rollback()
    assert services.of_person(session, person.id) == (projects[1].id,)
    session.delete(session.get(type(person), person.id))
    session.commit()
    assert session.scalars(select(ShortlistEntry)).all() == []


def test_what_is_not_public_is_neither_added_nor_shown(session, client, projects):
    draft = a_project(session, name="A secret draft", slug="draft")
    person = a_person(session)
    session.commit()
    assert "secret" not in client.get("/shortlist?with=draft").text
    client.set_cookie("evidencehub-shortlist", services.kept([draft.id, uuid4(), projects[0].id]))
    page = client.get("/shortlist").text
    assert "secret" not in page and "2 approaches are no longer public" in " ".join(page.split())
    client.sign_in(person)
    press(client, add=[draft.id.hex, "nonsense", projects[1].id.hex])
    session.rollback()
    assert set(services.of_person(session, person.id)) == {projects[0].id, projects[1].id}


@pytest.mark.parametrize("signed_in", [True, False])
def test_what_is_not_public_for_a_while_comes_back(session, client, projects, signed_in):
    if signed_in:
        person = a_person(session)
        session.commit()
        client.sign_in(person)
    press(client, add=[projects[0].id.hex, projects[1].id.hex])
    (sent,) = session.scalars(select(Submission).where(Submission.project_id == projects[0].id))
    sent.state, before = SubmissionState.DRAFT, sent.state
    mark_changed(session, projects[0].id)
    session.commit()
    assert listed(client) == ["Approach 1"]
    press(client, add=[projects[2].id.hex])
    press(client, remove=projects[1].id.hex)
    assert listed(client) == ["Approach 2"]
    session.get(Submission, sent.id).state = before
    mark_changed(session, projects[0].id)
    session.commit()
    assert sorted(listed(client)) == ["Approach 0", "Approach 2"]


def test_lists_and_pages_lead_to_it_and_it_leads_on(client, session, projects, run_due):
    run_due()
    page = html.fromstring(client.get("/search").text)
    (button,) = page.xpath("//form[@id='compare']//button[contains(., 'shortlist')]")
    assert button.get("formaction") == "/shortlist"
    assert 'href="/shortlist?with=p0"' in client.get("/projects/p0").text
    press(client, add=[projects[0].id.hex])
    own = html.fromstring(client.get("/shortlist").text)
    (brief,) = own.xpath("//form[@id='compare']//button[contains(., 'Brief')]")
    assert brief.get("formaction") == "/compare/brief.pdf"


def test_the_page_of_cookies_says_what_is_kept_and_for_how_long(client):
    said = " ".join(client.get("/about/cookies").text.split())
    assert "“evidencehub-shortlist”" in said and f"goes after {shortlist_views.KEPT_DAYS} days" in said


@given(st.lists(st.uuids(), max_size=40))
def test_a_cookie_gives_back_what_was_kept(keys):
    cookie = services.kept(keys)
    assert len(cookie) <= 1000 and services.read(cookie) == tuple(dict.fromkeys(keys))[: services.MOST]


@given(st.text())
def test_no_cookie_raises(cookie):
    assert len(services.read(cookie)) <= services.MOST
