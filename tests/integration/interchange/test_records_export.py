"""Records given back as a file: the same as came in, whatever the database, less what the hub may not give any more."""

import json
import shutil

import pytest
from sqlalchemy import func, select, update

from evidencehub.cli import evidencehub
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.redaction.words import LEFT_ALONE
from evidencehub.shared import everywhere
from evidencehub.shared.clock import utc_now
from evidencehub.shared.errors import HubError
from evidencehub.shared.passages import Passage

CLUBS = {
    "external_id": "17", "title": "A test of breakfast clubs", "summary": "Forty schools.",
    "text": "Porridge\nwas served.",
    "authors": ["Ada Example", "Bénédicte O’Example"], "year": 2024, "project": "Breakfast clubs",
    "outcomes": ["bunking off", "happiness at lunch"], "populations": ["primary school"], "design": "RCT",
    "settings": ["school", "on the moon"], "place": "Leeds", "url": "https://example.org/17", "doi": "10.1000/17",
    "as_of": "2026-05",
    "results": [
        {
            "outcome": "truancy", "measure": "Half days missed", "effect": "0.80", "metric": "or", "p": 0.01, "n": 1200,
            "ci_low": 0.6, "ci_high": 0.95, "better": "lower", "clusters": "corrected", "primary": True,
            "subgroup": False, "followup_months": 6, "page of the report": 12,
        },
        {"outcome": "happiness at lunch", "events_t": 3, "n_t": 20, "events_c": 7, "n_c": 21},
    ],
}  # fmt: skip
SECOND = {
    "external_id": "18", "title": "Half a character", "project": "breakfast  clubs", "as_of": "2026-05",
    "results": [{"outcome": "truancy", "seen by": ["Odd \ud83d half", "Whole \U0001f600"]}],
}  # fmt: skip
ALONE = {"external_id": "9", "title": "Alone", "authors": ["One; two"]}


@pytest.fixture
def run(app, settings, tmp_path, monkeypatch, capsys):
    """Run a command in this test's hub, or in another that lives in ``home``, and return what it printed."""

    def ran(*words, home=None):
        for name, value in {
            "HOME": home or settings.home, "SEARCH_URL": "" if home else settings.search_url, "DEMO": "0",
            "DATABASE_URL": f"sqlite:///{home}/hub.sqlite3" if home else settings.database_url,
        }.items():  # fmt: skip
            monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))
        evidencehub.main([*map(str, words)], standalone_mode=False)
        printed = capsys.readouterr()
        return printed.out + printed.err

    return ran


@pytest.fixture
def take(run, tmp_path):
    def taken(*records, options=()):
        path = tmp_path / "some.jsonl"
        path.write_text("\n".join(map(json.dumps, records)))
        return run("import", "records", path, *options)

    return taken


def test_what_came_in_goes_out_again_and_comes_in_anywhere_else_the_same(run, take, tmp_path, sqlite_template):
    first, second, empty = tmp_path / "first.jsonl", tmp_path / "second.jsonl", tmp_path / "empty"
    take(CLUBS, SECOND, ALONE, options=("--source", "campbell-library"))
    said = run("export", "records", first, "--source", "campbell-library")
    assert "Wrote 3 records of “campbell-library”" in said and "100%" in said
    assert "1 record has a number of fewer than five people" in said
    assert [json.loads(line) for line in first.read_bytes().splitlines()] == [
        CLUBS,
        {**SECOND, "results": [{"outcome": "truancy", "seen by": ["Odd ? half", "Whole \U0001f600"]}]},
        ALONE,
    ]
    empty.mkdir()
    shutil.copy(sqlite_template, empty / "hub.sqlite3")
    assert "Read 3 records; 0 lines refused." in run("import", "records", first, home=empty)
    run("export", "records", second, home=empty)
    assert second.read_bytes() == first.read_bytes()
    assert "Nothing has changed." in run("import", "records", first, home=empty)
    assert not list(tmp_path.glob(".*")), "no part of a file stays"


def test_the_order_of_lines_and_the_day_of_the_file_do_not_get_lost(run, take, tmp_path):
    take(ALONE, {**SECOND, "as_of": ""}, {**CLUBS, "as_of": ""}, options=("--as-of", "2026-04-01"))
    run("export", "records", tmp_path / "a.jsonl")
    given = [json.loads(line) for line in (tmp_path / "a.jsonl").read_bytes().splitlines()]
    assert [each["external_id"] for each in given] == ["18", "17", "9"], "18 names the approach"
    assert {each["as_of"] for each in given} == {"2026-04-01"}
    take(*given)
    run("export", "records", tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()


def test_what_was_taken_down_or_removed_does_not_come_back(run, take, tmp_path, session):
    take(CLUBS, ALONE)
    session.execute(update(Project).where(Project.name == "Alone").values(taken_down_at=utc_now()))
    everywhere.take_out(session.connection(), Passage("Porridge"), but_not=LEFT_ALONE)
    session.commit()
    said = run("export", "records", tmp_path / "a.jsonl")
    assert "Left out, because taken down: 1 record." in said
    given = (tmp_path / "a.jsonl").read_text()
    assert "Alone" not in given and "Porridge" not in given and "was served." in given


def test_a_file_that_cannot_be_made_leaves_what_was_there(run, take, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("mine")
    take(ALONE, options=("--source", "campbell-library"))
    with pytest.raises(HubError, match=r"no records of “records” here.*campbell-library \(1\)"):
        run("export", "records", path)
    assert path.read_text() == "mine"
    with pytest.raises(HubError, match="cannot be written: No such file or directory"):
        run("export", "records", tmp_path / "none" / "a.jsonl", "--source", "campbell-library")


def test_records_of_an_earlier_release_are_told(run, take, tmp_path, session):
    take(CLUBS, ALONE)
    session.execute(update(Evaluation).where(Evaluation.external_id == "9").values(reported={}))
    session.commit()
    with pytest.raises(HubError, match="1 record of this source came in with an earlier release"):
        run("export", "records", tmp_path / "a.jsonl")
    assert len((tmp_path / "a.jsonl").read_bytes().splitlines()) == 1


def test_a_dry_run_of_the_import_writes_nothing(take, session):
    said = take(CLUBS, options=("--dry-run",))
    assert "New: 1 project, 1 evaluation, 2 outcome results." in said and "nothing was written" in said
    assert session.scalar(select(func.count()).select_from(Evaluation)) == 0
