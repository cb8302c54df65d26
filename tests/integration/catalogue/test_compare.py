"""Approaches beside each other: the same marks as on their cards, four at most, and every way to choose them."""

import re

import pytest
from lxml import html

from tests.factories import a_project
from tests.integration.catalogue.test_pages import WORSE, a_decided_project, an_imported_project
from tests.support.queries import counted_queries


@pytest.fixture
def three(session, run_due):
    """Slugs of one that helped, one that harmed, and one from elsewhere."""
    projects = [
        a_decided_project(session, name="Breakfast club", cost_per_person_gbp=340, cost_year=2024),
        a_decided_project(session, name="Night walk", rank=3, effects="not-met", result=WORSE),
        an_imported_project(session, name="Reading post"),
    ]
    session.commit()
    run_due()
    return [each.slug for each in projects]


def rows(client, *slugs):
    """What each row of the table says, by its heading."""
    page = html.fromstring(client.get("/compare", query_string=[("with", slug) for slug in slugs]).text)
    return {
        " ".join(row.xpath("./th")[0].text_content().split()): [
            " ".join(cell.text_content().split()) for cell in row.xpath("./td")
        ]
        for row in page.xpath("//tbody/tr")
    }


def said(client, address):
    return " ".join(html.fromstring(client.get(address).text).xpath("//main")[0].text_content().split())


def test_marks_stand_beside_each_other_harm_as_openly_as_help(client, three):
    found = rows(client, *three)
    better, worse, elsewhere = found["School attendance"]
    assert better.startswith("Better 3 percentage points higher") and "Standard 2" in better
    assert worse.startswith("Worse") and "Standard 3" in worse
    assert "Not graded here" in elsewhere
    assert found["What it costs"][0].endswith("About £340 a person (2024)")
    assert found["What it costs"][2] == "Cost not reported"
    assert [len(cells) for cells in found.values()] == [3] * len(found)


def test_their_order_is_that_of_the_address_and_each_stands_once(client, three):
    first, second, _ = three
    page = client.get(f"/compare?with={second}&with={first}&with={second}").text
    heads = [" ".join(each.text_content().split()) for each in html.fromstring(page).xpath("//thead//th")]
    assert heads == ["Night walk", "Breakfast club"]


def test_a_fifth_is_left_out_and_named(session, client, three, run_due):
    others = [a_decided_project(session, name=name) for name in ("Fourth", "Fifth")]
    session.commit()
    run_due()
    address = "/compare?" + "&".join(f"with={slug}" for slug in [*three, *(each.slug for each in others)])
    assert "Only 4 fit beside each other. Left out: Fifth." in said(client, address)
    assert "Add another approach" not in said(client, address)


def test_what_is_not_public_is_not_told_from_what_is_not_there(session, client, three):
    hidden = a_project(session, name="Secret draft")
    session.commit()
    drafts, nowhere = (said(client, f"/compare?with={three[0]}&with={slug}") for slug in (hidden.slug, "nowhere"))
    assert drafts == nowhere
    assert "1 approach is not public, or no longer here." in drafts
    assert "Secret draft" not in drafts


def test_another_is_added_by_name_and_taken_out_again(client, three):
    answer = client.get(f"/compare?with={three[0]}&add=night+walk")
    assert answer.status_code == 303
    page = html.fromstring(client.get(answer.location).text)
    assert len(page.xpath("//thead//th")) == 2
    (without, _) = page.xpath("//a[starts-with(normalize-space(.), 'Take out')]/@href")
    assert html.fromstring(client.get(without).text).xpath("//thead//th")[0].text_content().split() == ["Night", "walk"]


def test_a_name_that_nothing_has_is_said_and_kept_in_the_field(client, three):
    page = client.get(f"/compare?with={three[0]}&add=zzyzx").text
    assert "We found no other approach for “zzyzx”" in page
    assert html.fromstring(page).xpath("//input[@name='add']/@value") == ["zzyzx"]
    assert "We found no other approach" in client.get(f"/compare?with={three[1]}&add=night+walk").text


def test_nothing_chosen_says_how_to_choose(client):
    assert "Nothing is chosen yet." in client.get("/compare").text


def test_cards_in_lists_have_a_box_that_leads_here(client, three):
    for address in ("/search", "/outcomes/school-attendance"):
        page = html.fromstring(client.get(address).text)
        (form,) = page.xpath("//form[@id='compare']")
        boxes = page.xpath("//input[@type='checkbox'][@form='compare']")
        assert form.get("action") == "/compare"
        assert {box.get("value") for box in boxes} == set(three)
        assert {box.get("name") for box in boxes} == {"with"}
        assert all(re.match(r"Compare \S", " ".join(label.text_content().split())) for label in page.xpath(
            "//label[starts-with(@for, 'with-')]"
        ))  # fmt: skip


def test_four_cost_few_questions_to_the_database(client, three):
    address = "/compare?" + "&".join(f"with={slug}" for slug in three)
    client.get(address)
    with counted_queries() as queries:
        client.get(f"{address}&again=1")
    assert len(queries) <= 8
