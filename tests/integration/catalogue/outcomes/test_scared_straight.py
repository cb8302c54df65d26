"""A programme that did harm, brought in by the real importer: every face says "more re-offended", and "worse".

Seven trials of visits to prison; Petrosino and others (2013) put them together as 1.68 times the odds, 1.20 to 2.36.
"""

import csv
import json
import re
from math import exp

import numpy as np
import pytest
from sqlalchemy import select

from evidencehub.catalogue.index import indexing, searching
from evidencehub.catalogue.outcomes import queries, versions
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.cli import evidencehub
from evidencehub.projects.models import OutcomeResult, Project
from evidencehub.statistics.synthesis.rare_events import Tables, mantel_haenszel
from tests.support.shown import without_layout


@pytest.fixture
def trials(sample_data):
    with (sample_data / "meta" / "scared_straight.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def bring(app, settings, session, tmp_path, monkeypatch, run_due):
    """Bring records in as an operator does."""

    def bring(records, *options):
        for name, value in {
            "HOME": settings.home, "DATABASE_URL": settings.database_url, "SEARCH_URL": settings.search_url, "DEMO": "0"
        }.items():  # fmt: skip
            monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(value))
        path = tmp_path / "trials.jsonl"
        path.write_text("\n".join(map(json.dumps, records)))
        evidencehub.main(["import", "records", str(path), *options], standalone_mode=False)
        run_due()
        session.rollback()

    return bring


@pytest.fixture
def brought_in(bring, trials):
    bring([_record(each) for each in trials], "--as-of", "2013-04")


def _record(trial):
    counts = {"events_t": "event.e", "n_t": "n.e", "events_c": "event.c", "n_c": "n.c"}
    return {
        "external_id": f"{trial['study']} {trial['year']}", "title": f"{trial['study']}, {trial['year']}",
        "year": trial["year"], "project": "Scared Straight", "design": "rct", "outcomes": ["reoffending"],
        "results": [{
            "outcome": "reoffending", "measure": "Offended again", "better": "lower", "clusters": "none",
            "comparison": "No intervention", **{key: int(trial[column]) for key, column in counts.items()},
        }],
    }  # fmt: skip


def text(page):
    return " ".join(re.sub(r"<[^>]+>", " ", without_layout(page.text)).split())


def test_more_of_what_is_worse_is_worse_on_the_card_the_page_the_search_and_the_map(
    brought_in, client, session, settings, app
):
    for address in ("/search?q=scared+straight", "/search?direction=worse&outcome=reoffending"):
        card = text(client.get(address)).partition("Scared Straight")[2]
        assert "Reoffending (more re-offended; 7 studies: 2 worse, 5 not clear) : worse" in card
    for direction in ("better", "no-difference"):
        assert "Scared Straight" not in text(client.get(f"/search?direction={direction}"))
    page = text(client.get("/projects/scared-straight"))
    assert "7 studies of 58 to 227 people found worse results for reoffending (more re-offended)." in page
    assert "better results" not in page
    study = session.scalars(select(OutcomeResult)).first().evaluation_id
    assert "Here lower is better" in text(client.get(f"/evaluations/{study}"))
    square = text(client.get("/gap-map?outcome=offending&rows=approaches"))
    assert (
        "worse" in square.partition("Scared Straight")[2]
        and "better" not in square.partition("Scared Straight")[2][:200]
    )
    with app.app_context():
        found = searching.find(indexing.engine_of(settings), "", {"direction": ["worse"]}, limit=9, collapse="project")
    assert [hit.title for hit in found.hits] and found.total == 1


def test_what_is_put_together_says_so_too(brought_in, session, trials):
    (made,) = queries.current(session, ["reoffending"], demo=False)
    assert made.direction == "worse" and made.headline.startswith(
        "Across 7 studies with 794 people, more re-offended among those who took part. That is worse. Of every 100 "
        "people in the comparison groups of these studies 27 re-offended; of those who took part about 39"
    )
    mean = versions.pooled_of(made).mean
    assert [round(exp(-each), 2) for each in (mean.estimate, mean.high, mean.low)] == [1.71, 1.01, 2.90]
    arrays = ([int(each[column]) for each in trials] for column in ("event.e", "n.e", "event.c", "n.c"))
    published = mantel_haenszel(Tables(*(np.array(each, dtype=float) for each in arrays)))
    ends = [round(exp(each), 2) for each in (published.estimate, published.ci_low, published.ci_high)]
    assert ends == pytest.approx([1.68, 1.20, 2.36], abs=0.01), "the published way of putting them together"


def test_a_file_that_does_not_say_which_way_is_better_gets_neither_arrow_nor_synthesis(bring, trials, session, client):
    records = [_record(each) for each in trials]
    for record in records:
        del record["results"][0]["better"]
    bring(records)
    made = session.scalars(select(SynthesisVersion).filter_by(outcome="reoffending")).one()
    assert (made.studies, made.results, made.direction) == (0, 7, "")
    slug = session.scalars(select(Project.slug)).one()
    assert "more re-offended" not in text(client.get(f"/projects/{slug}"))


@pytest.mark.parametrize(
    ("measure", "better", "t", "headline", "mark"),
    [
        ("Pupils who dropped out", "lower", 40, "“Staying in school” came out worse for those who took part.", ""),
        ("Pupils who dropped out", "lower", 10, "“Staying in school” came out better for those who took part.", ""),
        ("Still enrolled", "higher", 40, "more stayed in school among those who took part. That is better.",
         "more stayed in school"),
        ("Still enrolled", "higher", 8, "fewer stayed in school among those who took part. That is worse.",
         "fewer stayed in school"),
    ],
)  # fmt: skip
def test_what_people_did_is_said_only_where_the_measure_counts_those_who_did(
    bring, session, client, measure, better, t, headline, mark
):
    records = [
        {
            "external_id": f"s{place}", "title": f"Trial {place}", "project": "Stay On", "design": "rct",
            "outcomes": ["staying-in-school"], "results": [{
                "outcome": "staying-in-school", "measure": measure, "better": better, "clusters": "none",
                "comparison": "No intervention", "events_t": t, "n_t": 100 + place, "events_c": 20, "n_c": 100 + place,
            }],
        }
        for place in range(3)
    ]  # fmt: skip
    bring(records)
    (made,) = queries.current(session, ["staying-in-school"], demo=False)
    assert headline in made.headline
    page = text(client.get("/projects/stay-on")) + text(client.get("/search?q=stay+on"))
    assert (f"({mark}" in page) if mark else ("stayed in school" not in page), page
