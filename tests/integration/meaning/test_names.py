"""What a question calls by its name stays first where meaning orders too, with the real importer, index and model."""

import json
from dataclasses import replace
from uuid import UUID

import pytest

from evidencehub.catalogue.index import indexing, searching
from evidencehub.catalogue.index.by_meaning import WithMeaning
from evidencehub.cli import evidencehub
from evidencehub.meaning import model
from evidencehub.meaning.asking import Reader
from evidencehub.meaning.holding import held
from evidencehub.projects.models import Project

# Words put the approach itself first, whose record is about something else; the model likes another better.
RECORDS = (
    ("Reading Recovery", "Contracts, invoices and tenders: the fourth year",
     "Reading Recovery is paid for by invoice. Lorries brought furniture; the roof of the depot was mended twice."),
    ("Catching up at home", "Children who had fallen behind in literacy catch up with books",
     "Reading and its recovery: readers who struggle make a recovery as reading is fun again, and the "
     "recovery lasts. Children learn to read with a grown-up who "
     "listens, helps them sound out hard words, and chooses books of the right level with them each evening."),
    ("Scared Straight", "Scared Straight: contracts, invoices and tenders",
     "Scared Straight is paid for by invoice. Lorries brought furniture; the roof of the depot was mended twice."),
    ("A day inside", "Teenagers visit a prison and meet those who are locked up there",
     "Visits to prison for juveniles in trouble: inmates are straight with scared teenagers. Scared, they hear "
     "what a sentence is like, straight from prisoners, and go straight. "
     "The visit was meant to keep young people from crime, and to make them aware of where it leads."),
)  # fmt: skip


@pytest.fixture
def settings(settings):
    return replace(settings, meaning=True)


@pytest.fixture
def engine(app, settings, session, tmp_path, monkeypatch, run_due):
    """The engine over these records, each with its vector, while the model is held."""
    for name in ("HOME", "DATABASE_URL", "SEARCH_URL"):
        monkeypatch.setenv(f"EVIDENCEHUB_{name}", str(getattr(settings, name.lower())))
    monkeypatch.setenv("EVIDENCEHUB_MEANING", "on")
    path = tmp_path / "records.jsonl"
    path.write_text(
        "\n".join(
            json.dumps({"external_id": str(number), "project": name, "title": title, "text": text})
            for number, (name, title, text) in enumerate(RECORDS)
        )
    )
    with held(settings.home, model.source(None)):
        evidencehub.main(["import", "records", str(path), "--source", "test"], standalone_mode=False)
        run_due()
        session.rollback()
        yield indexing.engine_of(settings)


@pytest.fixture
def first(app, settings, session, engine):
    """The name of the approach that stands first, and whether meaning had a part in the order."""

    def ask(text, engine=engine):
        with app.app_context():
            found = searching.run(engine, searching.parse({"q": text}.get, lambda _name: []))
            return session.get(Project, UUID(found.hits[0].project)).name, found.by_meaning

    return ask


@pytest.mark.parametrize(
    ("text", "name"),
    [("reading recovery", "Reading Recovery"), ("does Reading Recovery work?", "Reading Recovery"),
     ("scared straight", "Scared Straight"), ("Does Scared Straight work", "Scared Straight")],
)  # fmt: skip
def test_what_is_called_by_its_name_stays_first_where_the_model_would_have_another(engine, first, settings, text, name):
    pinning_nothing = WithMeaning(engine.words, engine.vectors, Reader(settings.home), lambda _text, _hit: False)
    others = first(text, pinning_nothing)
    assert others[1] and others[0] != name
    assert first(text) == (name, True)
