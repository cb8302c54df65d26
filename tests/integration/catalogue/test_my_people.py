"""Describing one's people: kept in the browser alone, said on cards and pages, easy to change, never anybody else's."""

import pytest
from lxml import html
from werkzeug.test import Client

from evidencehub.catalogue.fit.ages import OLDEST
from evidencehub.catalogue.fit.people import LONGEST_PLACE, MyPeople, countries, groups, kept, read
from evidencehub.catalogue.pages import my_people_views
from evidencehub.standards.files.vocabulary import load_vocabulary
from tests.integration.catalogue.test_pages import a_decided_project, an_imported_project

DESCRIBED = {
    "age_from": "8",
    "age_to": "13",
    "settings": "school",
    "country": "england",
    "price": "300",
    "offered": "y",
}


@pytest.fixture
def hub(session, run_due):
    a_decided_project(
        session, slug="walk", name="Walk to school", cost_per_person_gbp=340, still_offered=False,
        age_from=12, age_to=14,
    )  # fmt: skip
    an_imported_project(session, slug="afar", name="From afar")
    session.commit()
    run_due()


def said(page):
    return " ".join(html.fromstring(page).text_content().split())


def card(client, name, address="/search"):
    (found,) = [
        " ".join(each.text_content().split())
        for each in html.fromstring(client.get(address).text).xpath("//*[@class='hub-card']")
        if name in each.text_content()
    ]
    return found


def test_cards_and_pages_say_what_fits_and_what_nobody_knows(client, hub):
    assert "Fits your people" not in client.get("/search").text
    answer = client.post("/my-people", data={**DESCRIBED, "next": "/search?q=walk"})
    assert answer.status_code == 303 and answer.location == "/search?q=walk"
    walk = card(client, "Walk to school")
    assert "Fits your people: age partly, setting yes, price no, still offered no; cannot tell: place" in walk
    assert "cannot tell: place, price, still offered" in card(client, "From afar", "/outcomes/school-attendance")
    page = said(client.get("/projects/walk").text)
    assert "Partly. Ages studied: 12 to 15. Nobody has studied this with under-12s." in page
    assert "No. It can no longer be had, its team says." in page and "more than the £300 that you can pay" in page
    assert "Your people: ages 8 to 13, school or college, in England, up to £300 a person and still offered." in said(
        client.get("/search").text
    )


def test_they_can_be_changed_and_forgotten(client, hub):
    client.post("/my-people", data=DESCRIBED)
    form = html.fromstring(client.get("/my-people?next=/search").text)
    assert form.xpath("//input[@id='age_from']/@value") == ["8"]
    assert form.xpath("//input[@name='settings'][@checked]/@value") == ["school"]
    client.post("/my-people", data={**DESCRIBED, "age_from": "12"})
    assert "age yes" in card(client, "Walk to school")
    answer = client.post("/my-people", data={"forget": "1", "next": "/search", "age_from": "nonsense"})
    assert answer.status_code == 303 and client.get_cookie("evidencehub-people") is None
    assert "Fits your people" not in client.get("/search").text
    assert "Describe your people" in client.get("/projects/walk").text


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Say at least one thing"),
        ({"age_from": "14", "age_to": "11"}, "The oldest must be as old as the youngest"),
        ({"age_from": "101"}, "must be 100 or less"),
        ({"hours": "a few"}, "Hours a week that you can give"),
        ({"country": "atlantis"}, "Not a valid choice"),
    ],
)
def test_what_makes_no_sense_is_told_and_not_kept(client, sent, told):
    answer = client.post("/my-people", data=sent)
    assert answer.status_code == 422 and told in answer.text
    assert client.get_cookie("evidencehub-people") is None


def test_one_age_is_enough(client, hub):
    client.post("/my-people", data={"age_to": "12"})
    assert "Your people: age 12." in said(client.get("/search").text)


def test_a_way_back_never_leads_elsewhere(client):
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert client.post("/my-people", data={**DESCRIBED, "next": elsewhere}).location == "/search"


def test_a_page_with_somebodys_people_is_given_to_nobody_else(app, client, hub):
    client.post("/my-people", data=DESCRIBED)
    cookie = client.get_cookie("evidencehub-people").value
    outside = Client(app, use_cookies=False)
    for address in ("/search", "/projects/walk", "/outcomes/school-attendance"):
        plain = outside.get(address)
        assert plain.headers["Cache-Control"] == "no-cache"
        for spelled in (f"evidencehub-people={cookie}", f"a=b; evidencehub-people ={cookie}"):
            own = outside.get(address, headers={"Cookie": spelled})
            if "people=" in spelled:
                assert "partly" in own.text.casefold()
            if "partly" in own.text.casefold():
                assert own.headers["Cache-Control"] == "no-store" and "Cookie" in own.headers["Vary"]
                assert "ETag" not in own.headers
        again = outside.get(address)
        assert again.data == plain.data and "Change or forget" not in again.text
        other = outside.get(address, headers={"Cookie": "evidencehub-people=from%3D13%26to%3D13"})
        assert "Change or forget" not in other.text  # not as the hub writes it: nobody is described
        young = outside.get(address, headers={"Cookie": "evidencehub-people=from=13&to=13"})
        assert "age 13" in young.text and "ages 8 to 13" not in young.text


def test_the_hub_keeps_nothing_of_it(session, client, hub):
    from evidencehub.shared.db import Base

    before = {table: session.execute(table.select()).all() for table in Base.metadata.sorted_tables}
    client.post("/my-people", data={**DESCRIBED, "place": "Zanzibar"})
    client.get("/search")
    session.rollback()
    assert {table: session.execute(table.select()).all() for table in Base.metadata.sorted_tables} == before


def test_the_page_of_cookies_says_what_is_kept_and_for_how_long(client):
    told = said(client.get("/about/cookies").text)
    assert "“evidencehub-people”" in told and f"after {my_people_views.KEPT_DAYS} days" in told


def test_all_that_can_be_said_is_read_again():
    people = MyPeople(
        ages=(OLDEST, OLDEST), groups=tuple(groups()), settings=tuple(load_vocabulary("settings").by_slug),
        country=max(countries(), key=len), place="\U00010348" * LONGEST_PLACE, hours=123.45, price=999_999,
        offered=True,
    )  # fmt: skip
    assert read(kept(people)) == people
