"""The gap map: what it counts is what its searches list, in words, as a file and as a real table."""

import csv
import io
import re

import pytest
from lxml import html

from evidencehub.catalogue.index import counts, gap_map
from evidencehub.catalogue.index.indexing import engine_of
from evidencehub.catalogue.index.searching import Request
from tests.factories import a_project, a_result, an_evaluation
from tests.integration.catalogue.test_pages import WORSE, a_decided_project, an_imported_project
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, mark_changed, met_up_to

NOTHING = "–no study"  # a dash for the eye, words for the ear
NOT_SAID = "Not said"


@pytest.fixture
def hub(session, run_due):
    """Two graded projects, one of them harmful, one that is being graded, and one from elsewhere."""
    a_decided_project(session, rank=2)
    a_decided_project(session, rank=3, effects="not-met", result=WORSE)
    waiting = a_project(session, populations=["adults"])
    a_result(session, an_evaluation(session, waiting))
    a_submission(session, waiting)
    mark_changed(session, waiting.id)
    an_imported_project(session)
    session.commit()
    run_due()


def squares(client, address):
    """Cells of the page by row and column, as they are read aloud."""
    page = html.fromstring(client.get(address).text)
    table = page.xpath("//table")[0]
    heads = [" ".join(each.text_content().split()) for each in table.xpath(".//thead//th")]
    return {
        (" ".join(row.xpath("./th")[0].text_content().split()), head): " ".join(cell.text_content().split())
        for row in table.xpath(".//tbody/tr")
        for head, cell in zip(heads[1:], row.xpath("./td"), strict=True)
    }


def said(client, address):
    return " ".join(html.fromstring(client.get(address).text).xpath("//main")[0].text_content().split())


def file(client, address):
    answer = client.get(address)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_a_square_says_how_many_how_sure_and_which_way(client, hub):
    found = squares(client, "/gap-map")
    square = found[("Young people aged 12 to 15", "School attendance")]
    assert "3 studies" in square and "Surest: Standard 3" in square and "1 better, 1 worse, 1 no arrow" in square
    assert found[("Young people aged 12 to 15", "Housing")] == NOTHING
    # The record from elsewhere would tell of ages, and of nothing else.
    assert found[("Girls and women", "Housing")] == NOT_SAID
    assert "many records from elsewhere tell how old people were, and not who they were" in said(client, "/gap-map")


def test_the_file_tells_what_nobody_studied_from_what_nobody_said(client, hub):
    held = {(row["row"], row["column"]): (row["studies"], row["whom_is_said"]) for row in file(client, "/gap-map.csv")}
    assert held[("Girls and women", "Housing")] == ("0", "not said")
    assert held[("Young people aged 12 to 15", "Housing")] == ("0", "yes")
    assert held[("Young people aged 12 to 15", "School attendance")] == ("3", "yes")


def test_a_study_of_two_outcomes_in_an_area_speaks_once_in_its_square(session, client, run_due):
    project = a_decided_project(session, rank=2)
    a_result(session, project.evaluations[0], outcome_slug="lateness", outcome="Lateness", **WORSE)
    mark_changed(session, project.id)
    session.commit()
    run_due()
    (square,) = [row for row in file(client, "/gap-map.csv") if row["studies"] != "0"][:1]
    directions = ("better", "worse", "better_and_worse", "not_clear", "little_or_no_difference", "without_an_arrow")
    assert square["studies"] == "1" and sum(int(square[each]) for each in directions) == 1


@pytest.mark.parametrize(
    "address", ["/gap-map.csv", "/gap-map.csv?outcome=school-attendance", "/gap-map.csv?tier=graded-3"]
)
def test_each_square_counts_what_its_search_lists(client, hub, address):
    held = [row for row in file(client, address) if int(row["approaches"])]
    assert held
    for row in held:
        page = client.get(row["address"].removeprefix("http://localhost")).text
        listed = re.search(r"hub-results__count\">\s*(\d+) approach", page)
        assert listed and listed[1] == row["approaches"], row


def test_the_file_holds_the_squares_of_the_page_and_the_empty_ones(client, hub):
    page, rows = squares(client, "/gap-map"), file(client, "/gap-map.csv")
    assert {(row["row"], row["column"]) for row in rows} == set(page)
    for row in rows:
        if int(row["studies"]):
            assert f"{row['studies']} stud" in page[(row["row"], row["column"])]
    attendance = next(row for row in rows if row["row"].endswith("12 to 15") and row["column"] == "School attendance")
    assert (attendance["better"], attendance["worse"], attendance["how_sure"]) == ("1", "1", "Standard 3")


def test_addresses_in_the_file_are_the_hubs_own_whatever_host_was_asked(client, hub):
    text = client.get("/gap-map.csv", headers={"Host": "elsewhere.example"}).text
    assert "elsewhere.example" not in text and "http://localhost/search?" in text


def test_what_is_being_graded_is_no_study_yet_and_gives_nothing_away(client, hub):
    assert "1 approach matches; 0 stand on this map." in said(client, "/gap-map?tier=not-graded")
    # Beside a record from elsewhere, which would not tell of some.
    assert set(squares(client, "/gap-map?tier=not-graded").values()) == {NOTHING, NOT_SAID}


def test_a_plan_is_told_apart(session, client, run_due):
    project = a_project(session, populations=["adults"])
    an_evaluation(session, project, design="theory-and-plan")
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 1))
    session.commit()
    run_due()
    (square,) = {square for square in squares(client, "/gap-map").values() if square != NOTHING}
    assert square == "No study yet: Young people aged 12 to 15, School attendance 1 plan"


def test_approaches_in_rows_lead_to_their_pages(client, hub):
    page = html.fromstring(client.get("/gap-map?rows=approaches").text)
    links = page.xpath("//tbody/tr/th/a/@href")
    assert len(links) == len(set(links)) >= 3
    for link in links:
        assert client.get(link).status_code == 200


def test_an_outcome_is_opened_into_its_parts_and_one_without_parts_stands_alone(session, client, hub, run_due):
    opened = squares(client, "/gap-map?outcome=school-attendance")
    assert {"Attendance", "Taking part in school"} < {column for _, column in opened}
    assert {column for _, column in squares(client, "/gap-map?outcome=attendance")} >= {"Lateness", "Skipping school"}
    assert "Nobody has sent us a study of this yet" in client.get("/gap-map?outcome=lateness").text
    a_decided_project(session, result={"outcome_slug": "lateness"})
    session.commit()
    run_due()
    alone = squares(client, "/gap-map?outcome=lateness")
    assert {column for _, column in alone} == {"Lateness"}
    assert "1 study" in alone[("Young people aged 12 to 15", "Lateness")]


def test_both_totals_are_said(client, hub):
    assert "4 approaches match; 3 stand on this map. The others do not say for whom" in said(client, "/gap-map")


def test_no_name_becomes_a_formula_in_the_file(session, client, run_due):
    a_decided_project(session, name="=cmd()")
    session.commit()
    run_due()
    names = {row["row"] for row in file(client, "/gap-map.csv?rows=approaches")}
    assert names == {"'=cmd()"}


def test_nonsense_gives_the_whole_map_and_a_page_too_far_says_so(client, hub):
    assert squares(client, "/gap-map?rows=colours&outcome=nothing&tier=x") == squares(client, "/gap-map")
    assert "fewer pages than that" in client.get("/gap-map?rows=approaches&page=99").text
    assert "Nothing matches" in client.get("/gap-map?q=zebra").text


def test_an_empty_hub_has_an_empty_map(client):
    assert "Nobody has sent us a study of this yet" in client.get("/gap-map").text


def test_people_in_rows_are_counted_without_asking_for_any_record(app, session, client, hub):
    client.get("/gap-map")
    with counted_queries(session) as queries:
        engine = engine_of(app.config["SETTINGS"])
        found = gap_map.gap_map(engine, Request(), counts.scope(engine), rows=gap_map.PEOPLE)
    assert found.placed and not queries


def test_a_search_leads_to_the_map_of_what_it_found(client, hub):
    page = html.fromstring(client.get("/search?q=attendance&tier=graded-3&sort=newest&page=1").text)
    (link,) = page.xpath("//main//a[contains(., 'on a map')]/@href")
    assert link == "/gap-map?q=attendance&tier=graded-3"
    assert "match" in said(client, link)


def test_words_are_read_on_the_map_as_in_its_searches(session, client, run_due):
    a_decided_project(session, name="Youngsters club")
    session.commit()
    run_due()
    for asked, total in (("kids", 1), ("kids&as-typed=1", 0)):
        held = [row for row in file(client, f"/gap-map.csv?q={asked}") if int(row["approaches"])]
        assert len(held) == total
        listed = client.get(f"/search?q={asked}").text
        assert ("1 approach for" in listed) == bool(total)
    (square,) = [row for row in file(client, "/gap-map.csv?q=kids") if int(row["approaches"])]
    assert "1 approach for" in client.get(square["address"].removeprefix("http://localhost")).text
