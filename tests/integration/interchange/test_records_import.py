"""A file of records in the hub: found, once, corrected, moved to another approach, and what cannot be used is told."""

import json

import pytest
from sqlalchemy import func, select

from evidencehub.catalogue.index import indexing
from evidencehub.cli import evidencehub
from evidencehub.projects.frozen.keeping import frozen_evaluation
from evidencehub.projects.models import Evaluation, OldSlug, OutcomeResult, Project
from evidencehub.projects.wording import direction_of
from evidencehub.search.contract import Query
from evidencehub.shared.audit import AuditEntry

CLUBS = {
    "external_id": "17", "title": "A test of breakfast clubs", "summary": "Forty schools.",
    "text": "Porridge was served.",
    "authors": "Ada Example; Ben Example", "year": "2024", "outcomes": ["bunking off", "happiness at lunch"],
    "populations": ["primary school"], "design": "RCT", "doi": "10.1000/17",
    "results": [
        {"outcome": "truancy", "measure": "Half days missed", "effect": 0.8, "metric": "or", "p": 0.01, "n": 1200},
        {"outcome": "happiness at lunch"},
    ],
}  # fmt: skip


def _with(**result):
    return {"external_id": "9", "title": "Odd", "results": [{"outcome": "truancy", **result}]}


@pytest.fixture
def take(app, settings, tmp_path, monkeypatch, capsys):
    """Run the real command on these records and return what it printed, on both streams."""
    for name, value in {
        "HOME": settings.home, "DATABASE_URL": settings.database_url, "SEARCH_URL": settings.search_url, "DEMO": "0"
    }.items():  # fmt: skip
        monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))

    def taken(*records, options=()):
        path = tmp_path / "some.jsonl"
        path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in records))
        evidencehub.main(["import", "records", str(path), *options], standalone_mode=False)
        printed = capsys.readouterr()
        return printed.out + printed.err

    return taken


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def found(settings, words):
    return [hit.external_id for hit in indexing.engine_of(settings).search(Query(words)).hits]


def test_a_record_is_found_by_its_words_and_its_outcomes_and_twice_changes_nothing(session, settings, take):
    said = take(CLUBS, options=("--source", "campbell-library", "--as-of", "2026-05"))
    assert "New: 1 project, 1 evaluation, 2 outcome results." in said
    assert "kept as words: happiness at lunch (1)" in said
    for words in ("porridge", "truancy", "happiness lunch"):
        assert found(settings, words) == ["17"], words
    held = session.scalars(select(Evaluation)).one()
    assert (held.design, held.year, held.populations, held.source) == (
        "rct",
        2024,
        ["children-5-11"],
        "campbell-library",
    )
    assert held.source_url == "https://doi.org/10.1000/17"
    assert held.project.name == held.title and held.project.source_as_of == "2026-05"
    assert "Nothing has changed." in take(CLUBS, options=("--source", "campbell-library", "--as-of", "2026-05"))
    assert (count(session, Project), count(session, Evaluation), count(session, OutcomeResult)) == (1, 1, 2)
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "records.imported")).all()
    assert [entry.subject_id for entry in entries] == ["campbell-library"]


def test_a_ratio_is_kept_as_its_log_and_gets_no_arrow(session, take):
    take(CLUBS)
    ratio, silent = session.scalars(select(OutcomeResult).order_by(OutcomeResult.position))
    assert (round(ratio.effect, 4), ratio.effect_metric) == (-0.2231, "or")
    assert (ratio.outcome_slug, ratio.source_values["effect"], ratio.source_values["direction"]) == (
        "truancy", "0.8", "undecided"
    )  # fmt: skip
    assert (silent.effect, silent.source_values["direction"]) == (None, "not-given")


def test_a_file_that_says_which_way_is_better_and_how_sure_it_is_gets_an_arrow(session, take):
    take(_with(effect=0.5, metric="or", ci_low=0.3, ci_high=0.8, better="lower", primary=True, followup_months=6))
    (held,) = session.scalars(select(OutcomeResult))
    assert [round(each, 4) for each in (held.effect, held.ci_low, held.ci_high)] == [-0.6931, -1.204, -0.2231]
    assert (held.higher_is, held.is_primary, held.followup_months) == ("worse", True, 6.0)
    assert direction_of(frozen_evaluation(held.evaluation).results[0]) == "better"
    assert "Nothing has changed." in take(
        _with(effect=0.5, metric="or", ci_low=0.3, ci_high=0.8, better="lower", primary=True, followup_months=6)
    )


def test_numbers_of_people_are_kept_and_what_follows_from_them_is_worked_out(session, take):
    take(_with(events_t=19, n_t=46, events_c=4, n_c=35, better="lower"))
    (held,) = session.scalars(select(OutcomeResult))
    assert (held.events_t, held.n_c, held.n_total, held.gives) == (19, 35.0, 81, "counts")
    assert round(held.effect, 1) == 29.9 and held.effect_metric == "pp" and "effect" in held.worked_out
    assert direction_of(frozen_evaluation(held.evaluation).results[0]) == "worse"


def test_pages_of_a_record_can_be_read(session, client, take):
    take(CLUBS)
    evaluation = session.scalars(select(Evaluation)).one()
    page = client.get(f"/projects/{evaluation.project.slug}").text
    assert "not graded here" in page and "Forty schools." in page
    assert "Porridge was served." in client.get(f"/evaluations/{evaluation.id}").text


def test_records_that_name_one_approach_stand_under_it_and_one_that_moves_leaves_its_address(session, settings, take):
    second = {"external_id": "18", "title": "Another test", "project": "Breakfast Clubs"}
    take(CLUBS, second)
    assert count(session, Project) == 2
    old = session.scalar(select(Project.slug).where(Project.name == CLUBS["title"]))
    take({**CLUBS, "project": "breakfast  clubs"}, second)
    session.rollback()
    project = session.scalars(select(Project)).one()
    assert len(project.evaluations) == 2
    assert session.get(OldSlug, old).project_id == project.id
    assert sorted(found(settings, "test")) == ["17", "18"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2: line: it is not JSON"),
        ("[1]", "line 2: line: it is not one JSON object"),
        ({"title": "No id"}, "line 2: external_id: Missing"),
        ({"external_id": "", "title": "No id"}, "line 2: external_id:"),
        ({"external_id": "9", "title": "A year", "year": "soon"}, "line 2: year: not a number from 1,500 to 2,200"),
        ({"external_id": "17", "title": "Twice"}, "line 2: external_id: 17 stands on line 1 already"),
        ({"external_id": "9", "title": "Odd", "results": [{"outcome": "a", "effect": -1, "metric": "or"}]}, "above 0"),
        ({"external_id": "9", "title": "Odd\u0000"}, "line 2: title:"),
        (_with(odd={"deep": ["\u0000"]}), "line 2: results: a character that no text can hold (U+0000)"),
        (_with(odd=float("nan")), "line 2: line: it is not JSON"),
        ({"external_id": "9", "title": "Odd", "as_of": "May"}, "line 2: as_of: write it as 2025-08-25"),
        (_with(better="up"), "better is one of higher, lower, not 'up'"),
        (_with(clusters="yes"), "clusters is one of none, corrected"),
        (_with(primary="yes"), "line 2: results 1, primary: not true or false"),
        (_with(primary=1), "not true or false"),
        (_with(effect=2, metric="or", ci_low=0, ci_high=3), "a ratio is above 0, not 0"),
        (_with(effect=2, metric="g", ci_low=1), "ci_low and ci_high go together"),
        (_with(effect=4, metric="g", ci_low=1, ci_high=3), "the interval 1 to 3 does not hold its effect"),
        (_with(events_t=9, n_t=8), "events_t is 9, of 8"),
        (_with(events_c=9), "events_c is 9, of an n that is not given"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_the_rest_goes_in(session, take, line, told):
    said = take(CLUBS, line)
    assert told in said and "Read 1 record; 1 line refused." in said
    assert count(session, Evaluation) == 1


def test_keys_that_mean_nothing_here_are_named(take):
    assert "left out: colour (1)" in take({**CLUBS, "colour": "red"})
