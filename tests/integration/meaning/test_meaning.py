"""Search by meaning, with the real model, the real index and the real worker: it orders, and decides nothing else."""

import json
import sqlite3
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from werkzeug.test import Client

from evidencehub.catalogue.index import embedding, indexing, searching
from evidencehub.catalogue.index.by_meaning import WithMeaning
from evidencehub.catalogue.index.called import is_called
from evidencehub.cli import evidencehub, main
from evidencehub.interchange.demonstration import removing
from evidencehub.meaning import model
from evidencehub.meaning.asking import Reader
from evidencehub.meaning.holding import held
from evidencehub.meaning.vectors import digest_of, text_of
from evidencehub.search.contract import Document, Hit, Query, Row
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.files import FileStore
from tests.factories import NOW, a_project, a_result, an_evaluation
from tests.support.records import mark_changed

QUESTION = "stop smoking"
# The first has these words as well as the last, which is what somebody means who asks so.
APPROACHES = {
    "Herring hall": "Herring hang all night. Smoking must not stop.",
    "Reading aloud": "Readers stop at each comma of a long tale about the smoking chimneys of another time.",
    "Fresh start": "Nicotine patches and a call each week, for teenagers who want to stop smoking.",
}


@pytest.fixture
def settings(settings):
    return replace(settings, meaning=True)


@pytest.fixture
def holder(settings):
    with held(settings.home, model.source(None)):
        yield


@pytest.fixture
def approaches(session, run_due):
    """The three approaches, as public records from elsewhere, and what the worker makes of them."""
    made = {}
    for number, (name, summary) in enumerate(APPROACHES.items()):
        project = a_project(session, name=name, summary=summary, need="", activities="", who_for="", place="",
                            published_at=NOW, source="test", external_id=str(number))  # fmt: skip
        evaluation = an_evaluation(session, project, title=f"A study of {name}", summary=summary, methods="",
                                   source="test", external_id=f"{number}-1")  # fmt: skip
        a_result(
            session, evaluation, source="test", external_id=f"{number}-1-1", outcome_area="reading", outcome="Reading"
        )
        mark_changed(session, project.id)
        made[name] = project
    session.commit()
    run_due()
    session.rollback()
    return made


@pytest.fixture
def answer_of(app, settings):
    def ask(text=QUESTION, **more):
        request = searching.parse({"q": text, **more}.get, lambda _name: [])
        with app.app_context():
            return searching.run(indexing.engine_of(settings), request)

    return ask


def vectors(settings):
    """The digest of the text of each record that has a vector."""
    return indexing.engine_of(settings).vectors.held(model.source(None).key)


def titles(answer):
    return [hit.title.removeprefix("A study of ") for hit in answer.hits]


def test_the_worker_makes_vectors_after_the_index_and_what_is_meant_goes_first(holder, approaches, answer_of, settings):
    assert set(vectors(settings)) == {str(each.evaluations[0].id) for each in approaches.values()}
    by_words, both = answer_of(by="words"), answer_of()
    assert titles(by_words)[0] == "Herring hall" and not by_words.by_meaning
    assert titles(both)[0] == "Fresh start" and both.by_meaning


@pytest.mark.parametrize("more", [{}, {"sort": "surest"}, {"sort": "newest"}, {"sort": "cheapest"}])
def test_totals_facets_and_what_matches_are_the_same_and_so_are_other_orders(holder, approaches, answer_of, more):
    both, by_words = answer_of(**more), answer_of(**more, by="words")
    assert (both.total, both.facets, both.told) == (by_words.total, by_words.facets, by_words.told)
    assert sorted(both.hits, key=lambda hit: hit.id) == sorted(by_words.hits, key=lambda hit: hit.id)
    if more:
        assert both == by_words


def test_words_in_quotation_marks_are_ordered_by_words(holder, approaches, answer_of):
    for text in ('"stop smoking"', '"smoking" stop'):
        assert answer_of(text) == answer_of(text, by="words")


def test_an_approach_that_is_called_by_its_name_stays_first(settings, holder):
    engine = indexing.engine_of(settings)
    calls = {"Herring hall": "Herring hall"}
    named = WithMeaning(
        engine.words, engine.vectors, Reader(settings.home), lambda text, hit: calls.get(hit.title) == text
    )
    found = [Document(name, name, "", name, text, (Row(),)) for name, text in APPROACHES.items()]
    named.rebuild(found)
    key, made = model.source(None).key, model.Model(model.source(None))
    digests = {each.id: digest_of(each) for each in found}
    named.vectors.put(key, {each.id: (digest_of(each), made.vector(text_of(each))) for each in found}, lambda: digests)
    query = Query(QUESTION, by_meaning=True)
    assert next(hit.id for hit in named.words.search(query).hits) == "Herring hall"
    assert next(hit.id for hit in named.search(query).hits) == "Fresh start"
    calls["Herring hall"] = QUESTION
    assert next(hit.id for hit in named.search(query).hits) == "Herring hall"


@pytest.mark.parametrize(
    ("text", "is_so"),
    [("herring hall", True), ("Does HERRING HALLS work?", True), ("what is herring", True), ("hall of herrings", False),
     ("smoking", False), ("the", False)],
)  # fmt: skip
def test_a_question_calls_an_approach_by_its_whole_name_or_by_how_it_begins(app, approaches, text, is_so):
    project = approaches["Herring hall"]
    with app.app_context():
        assert is_called(text, Hit("1", "1", str(project.id), "A study", 1.0)) is is_so


@pytest.mark.parametrize("text", ["READ180", "read-180", "does READ 180 work", "what is read180 about"])
def test_a_name_with_a_number_is_called_however_the_two_are_joined(app, session, run_due, text):
    project = a_project(session, name="READ 180", published_at=NOW, source="test", external_id="180")
    mark_changed(session, project.id)
    session.commit()
    run_due()
    with app.app_context():
        assert is_called(text, Hit("1", "1", str(project.id), "A study", 1.0))


def test_what_is_not_public_any_more_has_no_vector(holder, session, approaches, run_due, settings):
    project = approaches["Fresh start"]
    key = str(project.evaluations[0].id)
    assert key in vectors(settings)
    project.published_at = None
    project.source = None
    mark_changed(session, project.id)
    session.commit()
    run_due()
    assert key not in vectors(settings) and len(vectors(settings)) == 2
    floats = indexing.engine_of(settings).vectors.path.read_bytes()
    assert key.encode() not in floats


def test_a_changed_text_is_made_anew_and_no_other(holder, session, approaches, run_due, settings):
    before = vectors(settings)
    project = approaches["Herring hall"]
    project.summary = project.evaluations[0].summary = "Salmon."
    mark_changed(session, project.id)
    session.commit()
    run_due()
    after, changed = vectors(settings), str(project.evaluations[0].id)
    assert after.keys() == before.keys() and {key for key in after if after[key] != before[key]} == {changed}


def test_switched_off_it_makes_nothing_and_still_drops_the_vector_of_a_text_that_changed(
    holder, session, approaches, make_app, settings, run_due
):
    off = replace(settings, meaning=False)
    project = approaches["Herring hall"]
    project.summary = "Salmon."
    mark_changed(session, project.id)
    session.commit()
    from evidencehub.cli import worker

    worker.run_due(make_app(off))
    session.rollback()
    assert str(project.evaluations[0].id) not in vectors(settings) and len(vectors(settings)) == 2
    assert not session.scalars(select(DueRow).where(DueRow.kind == embedding.KIND)).all()


def test_a_rebuild_leaves_no_orphan_and_has_what_is_missing_made(holder, session, approaches, run_due, settings):
    engine = indexing.engine_of(settings)
    with sqlite3.connect(engine.vectors.path) as rows:
        rows.execute(
            "UPDATE vector SET id = 'nobody' WHERE id = ?", (str(approaches["Herring hall"].evaluations[0].id),)
        )
    rows.close()
    assert "nobody" in vectors(settings)
    indexing.rebuild(session, engine)
    assert "nobody" not in vectors(settings) and len(vectors(settings)) == 2
    run_due()
    assert len(vectors(settings)) == 3


def test_the_demonstration_goes_with_its_vectors(holder, session, app, approaches, run_due, settings):
    for project in approaches.values():
        project.demo = True
    session.commit()
    with app.app_context(), db.sessionmaker() as writing:
        removing.remove(writing, home=settings.home, store=FileStore(settings.files_url), now=NOW)
        writing.commit()
    run_due()
    assert not vectors(settings) and len(approaches) == 3


def test_a_record_that_stops_being_public_while_its_vector_is_made_gets_none(holder, session, approaches, settings):
    store = indexing.engine_of(settings).vectors
    key = model.source(None).key
    store.keep_only({})
    (digest, other), vector = (b"a" * 16, b"b" * 16), model.Model(model.source(None)).vector("a text")
    made = {"still": (digest, vector), "changed": (digest, vector), "gone": (digest, vector)}
    assert store.put(key, made, lambda: {"still": digest, "changed": other}) == 1
    assert set(store.held(key)) == {"still"}


def test_the_page_says_that_meaning_was_used_and_lets_people_leave_it(holder, approaches, client):
    page = " ".join(client.get("/search?q=stop+smoking").text.split())
    assert (
        "Ordered also by meaning." in page and 'href="/search?q=stop+smoking&amp;by=words">Order by words only<' in page
    )
    plain = " ".join(client.get("/search?q=stop+smoking&by=words").text.split())
    assert "Ordered by words only." in plain and "also by meaning" not in plain
    assert '<input type="hidden" name="by" value="words">' in plain
    assert 'href="/search?q=stop+smoking">Order by meaning too<' in plain
    for address in ("/search", "/search?q=stop+smoking&sort=newest", "/search?q=%22stop+smoking%22"):
        assert "meaning" not in client.get(address).text.split("</header>")[1].split("hub-filters")[0]


def test_a_page_made_while_nobody_held_the_model_is_not_kept(app, approaches_without_model, settings, run_due):
    reader = Client(app, use_cookies=False)
    address = "/search?q=stop+smoking"
    alone = reader.get(address)
    assert "also by meaning" not in alone.text and "ETag" not in alone.headers
    assert "ETag" in reader.get(f"{address}&by=words").headers
    with held(settings.home, model.source(None)):
        run_due()
        engine = indexing.engine_of(settings)
        engine._reader._pause_until = 0.0  # the two seconds after a question without an answer are over
        found = reader.get(address)
        assert "Ordered also by meaning." in found.text and "ETag" in found.headers
    assert reader.get(address).data == found.data


@pytest.fixture
def approaches_without_model(approaches, session, settings):
    """Indexed while nobody held the model: their vectors wait."""
    assert not vectors(settings)
    assert len(session.scalars(select(DueRow).where(DueRow.kind == embedding.KIND)).all()) == 3
    return approaches


def test_without_a_vector_the_order_is_that_of_words_and_is_not_called_otherwise(
    approaches_without_model, settings, answer_of
):
    with held(settings.home, model.source(None)):
        assert not answer_of().by_meaning and titles(answer_of()) == titles(answer_of(by="words"))


def test_the_commands_hold_the_model_themselves_and_go_on_where_they_stopped(
    app, session, approaches_without_model, settings, monkeypatch
):
    monkeypatch.setenv("EVIDENCEHUB_HOME", str(settings.home))
    monkeypatch.setenv("EVIDENCEHUB_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EVIDENCEHUB_MEANING", "on")
    run = lambda *arguments: CliRunner().invoke(evidencehub, arguments)  # noqa: E731
    assert "on, 0 of 3 records embedded" in run("index", "status").output
    assert "Embedded 3 records; on, 3 of 3 records embedded." in run("index", "embed").output
    assert "Embedded 0 records" in run("index", "embed").output
    with sqlite3.connect(settings.home / "meaning.sqlite3") as rows:
        rows.execute("DELETE FROM vector WHERE rowid = (SELECT min(rowid) FROM vector)")
    rows.close()
    assert "Embedded 1 records" in run("index", "embed").output
    assert json.loads(run("index", "status", "--json").output)["meaning"]["embedded"] == 3
    found = run("search", QUESTION, "--collapse", "project").output
    assert "Ordered also by meaning." in found and "Fresh start" in found.splitlines()[0]


def test_without_the_package_the_commands_say_so_and_search_goes_on(
    app, approaches_without_model, settings, monkeypatch, answer_of
):
    monkeypatch.setenv("EVIDENCEHUB_HOME", str(settings.home))
    monkeypatch.setenv("EVIDENCEHUB_DATABASE_URL", settings.database_url)
    monkeypatch.setattr(model, "RUNTIME", "onnxruntime_that_nobody_installed")
    model.source.cache_clear()
    try:
        off = CliRunner().invoke(evidencehub, ["index", "status"])
        assert off.output.splitlines()[-1].split() == ["meaning", "off"]
        monkeypatch.setenv("EVIDENCEHUB_MEANING", "on")
        status = CliRunner().invoke(evidencehub, ["index", "status"])
        assert "on, but searches are ordered by words only" in status.output
        assert "pip install 'evidencehub[meaning]'" in status.output
        with pytest.raises(SystemExit) as stopped:
            main(["index", "embed"])
        assert stopped.value.code
        indexing._engine.cache_clear()
        assert titles(answer_of()) == titles(answer_of(by="words"))
        assert "ETag" in Client(app, use_cookies=False).get("/search?q=stop+smoking").headers  # nobody is waited for
    finally:
        model.source.cache_clear()
        indexing._engine.cache_clear()
