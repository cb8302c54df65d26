"""The commands over syntheses, called as a person would."""

import json
from math import exp, log

import pytest
from click.testing import CliRunner

from evidencehub.cli import evidencehub
from evidencehub.projects.models import OutcomeResult
from tests.factories import NOW, a_project, a_result, an_evaluation


@pytest.fixture
def console(settings, app, monkeypatch):
    for name, value in {
        "HOME": settings.home, "DATABASE_URL": settings.database_url, "SEARCH_URL": settings.search_url, "DEMO": "0"
    }.items():  # fmt: skip
        monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))
    return lambda *words: CliRunner().invoke(evidencehub, ["synthesis", *words])


@pytest.fixture
def trials(session):
    project = a_project(session, name="Prison visits", source="records", external_id="1", published_at=NOW)
    for number in range(3):
        study = an_evaluation(
            session, project, design="rct", source="records", external_id=f"s{number}", title=f"Trial {number}",
            participants=100 + number,
        )  # fmt: skip
        a_result(
            session, study, outcome_area="violence-and-offending", outcome="Reoffending", outcome_slug="reoffending",
            higher_is="worse", effect=log(1.7), effect_metric="or", ci_low=log(1.2), ci_high=log(2.4),
            source_values={"clusters": "none"},
        )  # fmt: skip
    session.commit()
    return project


def test_all_is_worked_out_at_once_and_twice_changes_nothing(console, trials):
    assert "1 approaches read: 2 new versions" in console("recompute").output
    again = json.loads(console("recompute", "reoffending", "--json").stdout)
    assert again == {"projects": 1, "new": 0, "ended": 0, "unchanged": 2}


def test_what_holds_is_shown_with_its_figures(console, trials, session):
    console("recompute")
    (row,) = json.loads(console("show", "reoffending", "--json").stdout)
    assert (row["approach"], row["direction"], row["studies"]) == ("Prison visits", "worse", 3)
    assert exp(-row["estimate"]) == pytest.approx(1.7) and row["published"] is False
    told = console("show", "reoffending").output
    assert "more re-offended among those who took part. That is worse." in told and "1 for Reoffending." in told
    assert json.loads(console("show", "reoffending", "--demo", "--json").stdout) == []
    assert session.query(OutcomeResult).count() == 3


def test_an_outcome_that_is_not_on_file_is_told(console, app):
    found = console("show", "happiness-at-lunch")
    assert found.exit_code == 2 and "there is no outcome" in found.output
