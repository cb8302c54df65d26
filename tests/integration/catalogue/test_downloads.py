"""Lists of results as files: all of the list, by the columns that the dictionary explains, safe to open."""

import csv
import io
import json
import re
from dataclasses import fields
from uuid import uuid4

import pytest
import rispy
from sqlalchemy import select

from evidencehub.catalogue.downloads import dictionary, gathering, result_columns
from evidencehub.catalogue.downloads.result_columns import RESULTS
from evidencehub.catalogue.downloads.study_columns import STUDIES
from evidencehub.catalogue.pages import download_views
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.frozen.strictly import written
from evidencehub.projects.models import Project
from evidencehub.projects.references.shape import Reference
from evidencehub.projects.states import SubmissionState
from tests.factories import a_project, a_result, an_evaluation
from tests.integration.catalogue.test_pages import WORSE, a_decided_project, an_imported_project
from tests.support.queries import counted_queries
from tests.support.records import a_submission, decided, mark_changed, met_up_to


def rows(client, address):
    answer = client.get(address)
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def hub(session, run_due):
    """A graded project, a harmful one, one that is being graded, and one from elsewhere."""
    a_decided_project(session, rank=2, name="Walk to school")
    a_decided_project(session, rank=3, effects="not-met", result=WORSE, name="Boot camp")
    waiting = a_project(session, name="Waiting club")
    a_result(session, an_evaluation(session, waiting, title="A study that is read"))
    a_submission(session, waiting)
    mark_changed(session, waiting.id)
    an_imported_project(session, name="From afar")
    session.commit()
    run_due()


@pytest.mark.parametrize("asked", ["", "?sort=newest", "?direction=worse", "?q=walk+school", "?tier=graded-3&q=camp"])
def test_a_file_holds_what_the_list_shows_in_its_order(client, hub, asked):
    listed = re.findall(r'hub-card__title">\s*<a class="govuk-link" href="([^"]+)"', client.get(f"/search{asked}").text)
    held = [row["approach_address"] for row in rows(client, f"/search/studies.csv{asked}")]
    assert listed and list(dict.fromkeys(held)) == [f"http://localhost{address}" for address in listed]


def test_all_pages_of_a_list_are_in_the_file(session, client, run_due):
    for _ in range(25):
        a_decided_project(session)
    session.commit()
    run_due()
    assert len(rows(client, "/search/studies.csv")) == 25
    assert [row["place"] for row in rows(client, "/search/studies.csv?page=2")] == [str(n) for n in range(1, 26)]


def test_a_long_list_costs_no_query_more_than_its_batches(session, client, run_due, monkeypatch):
    for _ in range(6):
        a_decided_project(session)
    session.commit()
    run_due()
    asked = {}
    for size in (6, 3, 2):
        monkeypatch.setattr(gathering, "BATCH", size)
        with counted_queries(session) as queries:
            assert len(rows(client, "/search/results.csv")) == 6
        asked[size] = len(queries)
    assert asked[2] - asked[3] == asked[3] - asked[6] > 0


def test_results_say_where_they_come_from_and_which_are_no_evidence_of_their_own(client, hub):
    found = rows(client, "/search/results.csv")
    afar = [row for row in found if row["approach"] == "From afar"]
    assert {row["graded_here"] for row in afar} == {row["how_sure"].casefold() for row in afar} == {"not graded here"}
    assert {(row["source"], row["source_as_of"]) for row in afar} == {("the What Works Clearinghouse", "2020-04")}
    assert [row["is_part_of_the_group"] for row in afar] == ["no", "yes"]
    assert afar[0]["direction"] == "flagged" and afar[0]["flag"]
    (walk,) = [row for row in found if row["approach"] == "Walk to school"]
    assert (walk["how_sure"], walk["direction"], walk["effect"], walk["ci_low"]) == (
        "Standard 2 of 5", "better", "3.0", "1.0",
    )  # fmt: skip
    (camp,) = [row for row in found if row["approach"] == "Boot camp"]
    assert camp["direction"] == "worse" and camp["effect"] == "-3.0"  # a number below 0 is no formula
    assert {row["terms"] for row in found} == {"http://localhost/about/terms"}


def test_a_study_has_the_step_of_the_surest_of_its_results(client, hub):
    steps = {row["approach"]: row["how_sure"] for row in rows(client, "/search/studies.csv")}
    assert steps["Walk to school"] == "Standard 2 of 5" and steps["Boot camp"] == "Standard 3 of 5"


def test_of_what_is_being_graded_a_file_gives_the_title_alone(client, hub):
    (row,) = [row for row in rows(client, "/search/studies.csv") if row["approach"] == "Waiting club"]
    told = {name for name, value in row.items() if value}
    assert row["graded_here"] == "being graded here" and row["how_sure"] == "Being graded"
    assert not told & {"study_address", "authors", "design", "participants", "methods", "year", "outcome_areas"}
    assert "Waiting club" not in {row["approach"] for row in rows(client, "/search/results.csv")}


def test_invented_examples_are_in_files_only_while_there_is_nothing_else(session, client, run_due):
    a_decided_project(session, demo=True, name="Made Up")
    session.commit()
    run_due()
    (row,) = rows(client, "/search/studies.csv")
    assert row["approach"] == "Made Up" and row["invented"] == "yes"
    an_imported_project(session, name="From afar")
    session.commit()
    run_due()
    assert {row["approach"] for row in rows(client, "/search/studies.csv")} == {"From afar"}
    assert not rows(client, "/search/studies.csv?source=invented")


@pytest.mark.parametrize("name", ["=cmd()", " =1+1", "+1", "@SUM(A1)", "-2+3", "\t=1", "＝1+1"])
def test_no_text_becomes_a_formula(session, client, run_due, name):
    a_decided_project(session, name=name)
    session.commit()
    run_due()
    (row,) = rows(client, "/search/studies.csv")
    assert row["approach"] == f"'{name}"


def test_few_people_are_not_counted_out(session, client, run_due):
    a_decided_project(session, result={"n_t": 3, "n_c": 42, "events_t": 4, "events_c": 0})
    session.commit()
    run_due()
    (row,) = rows(client, "/search/results.csv")
    assert (row["n_took_part"], row["n_others"]) == ("fewer than 5", ""), "45 in all"
    assert (row["with_it_took_part"], row["with_it_others"]) == ("fewer than 5", "")
    assert row["effect"] == "3.0"


def test_the_file_is_named_by_question_and_day(client, hub):
    said = client.get("/search/results.csv?q=Wálk%22+to/school&direction=better").headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="evidencehub-walk-to-school-better-\d{4}-\d\d-\d\d-results\.csv"', said)
    assert "evidencehub-all-" in client.get("/search/studies.json").headers["Content-Disposition"]


def test_json_has_studies_with_their_results_under_the_names_of_the_columns(client, hub):
    held = json.loads(client.get("/search/studies.json?q=camp").text)
    assert held["list"] == "http://localhost/search?q=camp" and held["approaches"] == len(held["studies"]) == 1
    (study,) = held["studies"]
    assert study["participants"] == 84 and study["authors"] == ["A. Author"] and study["invented"] is False
    assert study["results"][0]["effect"] == -3.0 and "approach" not in study["results"][0]
    assert json.loads(client.get("/search/studies.json?q=zebra").text)["studies"] == []


def test_ris_is_read_back_by_another_reader(session, client, run_due):
    project = a_project(session, name="Walk to school")
    an_evaluation(
        session, project, title="A study\nin two lines", authors=["Mensah, A.", "Ünal, Ö."],
        summary="First.\n\nSecond.", outcome_areas=["school-attendance", "attainment"],
    )  # fmt: skip
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 2))
    an_imported_project(session, name="From afar")
    session.commit()
    run_due()
    answer = client.get("/search/references.ris")
    ours, afar = sorted(rispy.loads(answer.data.decode()), key=lambda each: len(each["authors"]), reverse=True)
    assert ours["title"] == "A study in two lines" and ours["abstract"] == "First. Second."
    assert ours["authors"] == ["Mensah, A.", "Ünal, Ö."] and ours["year"] == "2025" and len(ours["keywords"]) == 3
    assert ours["urls"][0].startswith("http://localhost/evaluations/")
    assert (ours["type_of_reference"], afar["type_of_reference"]) == ("GEN", "GEN")  # of neither is said what it is
    assert "not graded here" in " ".join(afar["notes"]) and afar["accession_number"] == "17-1"


def test_a_list_that_is_too_long_is_asked_to_be_narrowed(client, hub, monkeypatch):
    monkeypatch.setattr(gathering, "MOST_APPROACHES", 3)
    answer = client.get("/search/studies.csv")
    assert answer.status_code == 422 and "Narrow it" in answer.text
    assert client.get("/search/studies.csv?q=camp").status_code == 200


def test_only_so_many_files_are_made_at_once(client, hub):
    for _ in range(download_views.AT_ONCE):
        assert download_views._making.acquire(blocking=False)
    try:
        busy = client.get("/search/studies.csv")
        assert busy.status_code == 503 and "Try again in a minute" in busy.text
    finally:
        for _ in range(download_views.AT_ONCE):
            download_views._making.release()
    assert client.get("/search/studies.csv").status_code == 200


def test_readers_who_go_away_make_room(client, hub):
    for _ in range(2 * download_views.AT_ONCE):
        begun = client.get("/search/studies.csv", buffered=False)
        assert next(begun.response)
        begun.close()
    for _ in range(2 * download_views.AT_ONCE):
        client.head("/search/studies.csv").close()
    assert client.get("/search/studies.csv").status_code == 200


def test_what_is_public_no_more_is_in_no_file_even_before_the_index_knows(session, client, hub):
    gone = session.scalar(select(Project).where(Project.name == "Walk to school"))
    gone.submissions[-1].state = SubmissionState.DRAFT
    session.commit()
    assert {row["approach"] for row in rows(client, "/search/studies.csv")} == {
        "Boot camp",
        "Waiting club",
        "From afar",
    }


def test_every_column_is_explained_and_closed_lists_are_closed(client, hub):
    explained = rows(client, "/search/columns.csv")
    page = client.get("/search/columns").text
    for name, columns in (("studies", STUDIES), ("results", RESULTS)):
        entries = [row for row in explained if row["file"] == name]
        assert [row["column"] for row in entries] == list(rows(client, f"/search/{name}.csv")[0])
        assert all(row["what_it_says"] and f"<code>{row['column']}</code>" in page for row in entries)
        for row in rows(client, f"/search/{name}.csv"):
            for column in columns:
                if column.values:
                    held = filter(None, row[column.name].split("; ") if column.kind == "list" else [row[column.name]])
                    assert set(held) <= set(column.meanings()), column.name
    assert dictionary.entries("results")[0].values == {}


# What a row leaves out, with the reason.
_OF_STUDIES = {
    "id": "in its address", "methods": "long: on the page", "limitations": "long: on the page",
    "source_note": "on the page", "documents_note": "on the page", "documents": "files",
    "reported": "its parts have columns", "source": "as a name", "external_id": "source_id",
    "source_url": "source_address", "place": "where",
    "results": "rows of their own", "literature": "often long: on the page",
}  # fmt: skip
_OF_RESULTS = {"confirmed": "between the team and the hub", "source_values": "its parts have columns"}


def test_no_field_of_a_study_or_a_result_is_forgotten(client, session, run_due):
    """A new field needs a column, or a reason here."""
    renamed = {**result_columns._COLUMN_OF, "measure_name": "measure", "comparison_note": "compared_with",
               "is_subgroup": "is_part_of_the_group", "is_superseded": "is_replaced", "is_primary": "is_main",
               "id": "result_id", "outcome_slug": "outcome_on_our_list"}  # fmt: skip
    results = {column.name for column in RESULTS}
    assert {f.name for f in fields(FrozenResult)} - _OF_RESULTS.keys() == {
        f.name for f in fields(FrozenResult) if renamed.get(f.name, f.name) in results
    }
    studies = {column.name for column in STUDIES}
    named = {"title": "study"}
    assert {f.name for f in fields(FrozenEvaluation) if named.get(f.name, f.name) not in studies} <= _OF_STUDIES.keys()


def test_what_was_published_about_a_study_is_in_the_file_by_its_address_else_by_its_title(session, client, run_due):
    project = a_project(session, name="Published of")
    papers = [{"doi": "10.1002/(SICI)1;2-3"}, {"pmid": "123"}, {"url": "https://a.example/b"}, {}]
    kept = [
        written(Reference(id=uuid4(), kind="article", title=f"Paper {number}", **paper))
        for number, paper in enumerate(papers)
    ]
    study = an_evaluation(session, project, publications=kept)
    a_result(session, study)
    sent = a_submission(session, project)
    decided(session, sent, met_up_to(sent, 2))
    mark_changed(session, project.id)
    session.commit()
    run_due()
    (row,) = rows(client, "/search/studies.csv")
    assert row["publications"].split("; ") == [
        "https://doi.org/10.1002/(SICI)1;2-3", "https://pubmed.ncbi.nlm.nih.gov/123/", "https://a.example/b", "Paper 3",
    ]  # fmt: skip


def test_lists_lead_to_their_files(client, hub):
    page = client.get("/search?q=walk&direction=better&page=1").text
    assert 'href="/search/studies.csv?q=walk&amp;direction=better"' in page
    area = client.get("/outcomes/school-attendance").text
    assert 'href="/search/references.ris?outcome=school-attendance&amp;sort=surest"' in area
    assert "Take the whole list" not in client.get("/search?q=zebra").text
