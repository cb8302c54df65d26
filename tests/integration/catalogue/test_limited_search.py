"""While the search cluster does not answer, names and short descriptions are found, and everybody is told so."""

import time
from dataclasses import replace

import pytest

from evidencehub.search.opensearch import client as clients
from evidencehub.shared import due
from tests.factories import NOW, a_project, a_result, an_evaluation

AWAY = "opensearch://127.0.0.1:9/hub"


@pytest.fixture
def away(make_app, settings, monkeypatch):
    """A web process of a hub whose cluster is away."""
    monkeypatch.setattr(clients, "AGAIN_SECONDS", ())
    return make_app(replace(settings, search_url=AWAY)).test_client()


def published(session, run_due, **more):
    project = a_project(session, published_at=NOW, source="test", external_id=more["name"], **more)
    a_result(session, an_evaluation(session, project))
    session.commit()
    due.add(session, "index", project.id, {"project_id": str(project.id)})
    session.commit()
    run_due()
    return project


def test_what_has_the_words_in_its_name_or_description_is_found_and_the_page_says_what_is_missing(
    session, run_due, away
):
    published(session, run_due, name="Breakfast club", summary="Meals before school.")
    published(session, run_due, name="Night walk", summary="A walk.")
    page = away.get("/search?q=the+BREAKFAST+meals&tier=graded-3")
    assert page.status_code == 200
    assert "Search is limited now" in page.text and "they do nothing for now" in page.text
    assert "Breakfast club" in page.text and "Night walk" not in page.text
    assert 'name="tier" value="graded-3"' in page.text
    assert "No name or short description has these words" in away.get("/search?q=breakfast+walk").text
    assert "Type a word to look for" in away.get("/search").text
    assert "No name or short description has these words" in away.get("/search?q=100%25").text


def test_programs_are_told_too(session, run_due, away, client):
    project = published(session, run_due, name="Breakfast club")
    found = away.get("/api/v1/search?q=breakfast").json
    assert found["limited"] is True and found["facets"] == {} and found["next"] is None
    assert [(hit["id"], hit["kind"]) for hit in found["hits"]] == [(str(project.id), "project")]
    assert client.get("/api/v1/search?q=breakfast").json["limited"] is False


def test_a_project_that_waits_to_be_renewed_is_not_found_by_what_its_card_still_says(session, run_due, away):
    project = published(session, run_due, name="Breakfast club")
    due.add(session, "index", project.id, {"project_id": str(project.id)})
    session.commit()
    assert "Breakfast club" not in away.get("/search?q=breakfast").text


def test_no_reader_waits_for_a_cluster_that_did_not_answer_a_moment_ago_and_no_page_of_it_is_kept(
    session, run_due, away, monkeypatch
):
    published(session, run_due, name="Breakfast club")
    monkeypatch.setattr(clients, "REST_SECONDS", 60.0)
    away.get("/search?q=breakfast")
    started = time.monotonic()
    again = away.get("/search?q=breakfast")
    assert time.monotonic() - started < 1 and "Search is limited now" in again.text


def test_pages_that_need_all_counts_say_that_search_does_not_answer_and_readiness_names_it(away):
    home = away.get("/outcomes")
    assert home.status_code == 503 and "Search is not working just now" in home.text
    assert away.get("/readyz").json["problems"]["index"] == "its cluster does not answer"


def test_changes_wait_and_no_row_is_to_blame(session, make_app, settings, monkeypatch):
    from evidencehub.cli import worker as working

    monkeypatch.setattr(clients, "AGAIN_SECONDS", ())
    app = make_app(replace(settings, search_url=AWAY))
    project = a_project(session, published_at=NOW, source="test", external_id="1")
    session.commit()
    due.add(session, "index", project.id, {"project_id": str(project.id)})
    session.commit()
    working.run_due(app)
    session.rollback()
    (row,) = session.query(due.DueRow).filter_by(kind="index")
    assert row.attempts == 0
