"""Pages of public reports are searched; of others no word matches, counts, suggests, corrects or completes."""

import json

import pytest

from evidencehub.catalogue.index import indexing, searching
from evidencehub.catalogue.index.searching import Request
from evidencehub.projects.models import DocumentPage
from evidencehub.projects.public import changed
from evidencehub.shared.db import db
from evidencehub.shared.files import FileStore
from tests.factories import NOW
from tests.factories_disclosure import a_report, agree, confirm, publish, take_down
from tests.factories_review import a_case_in_review, a_decided_case

WORD = "zorblaxian"


@pytest.fixture
def files(app):
    return FileStore(app.config["SETTINGS"].files_url)


@pytest.fixture
def engine(app):
    return indexing.engine_of(app.config["SETTINGS"])


def a_report_with(session, files, run_due, text, page=2, **more):
    shown = a_report(session, files, **more)
    shown.document.pages[page - 1].text = text
    session.commit()
    run_due()
    return shown


def answered(app, engine, text="", **chosen):
    with app.test_request_context():
        found = searching.run(engine, Request(text, chosen))
        db.session.rollback()
        return found


def knows_nothing_of(app, client, engine, word):
    """Whatever a reader may ask gives the word away nowhere but where they typed it."""
    found = answered(app, engine, word)
    pages = [client.get(f"/search/suggestions?q={word[:5]}").text, client.get(f"/search?q={word[:-1]}").text]
    pages += [client.get(address).text for address in ("/", "/gap-map", "/outcomes", "/figures")]
    assert word not in "".join(pages).replace(f"value=&#34;{word}", "")
    return not found.total and not found.facets["tier"]


def test_a_word_of_a_report_is_found_only_while_it_is_public(app, client, session, files, engine, run_due):
    shown = a_report_with(session, files, run_due, f"They met in the {WORD} hall each week.")
    assert knows_nothing_of(app, client, engine, WORD)
    found = agree(session, shown)
    run_due()
    assert knows_nothing_of(app, client, engine, WORD)
    confirm(session, shown, found)
    run_due()
    page = client.get(f"/search?q={WORD}").text
    assert (
        f"{shown.page}#page-2" in page and "Page 2 of the report" in page and f'<mark class="hub-found">{WORD}' in page
    )
    answer = answered(app, engine, WORD)
    assert answer.total == 1 and answer.hits[0].page == f"{shown.document.evaluation_id}:{shown.document.id}:2"
    assert not answer.loosened
    take_down(session, shown, found)
    gone = client.get(f"/search?q={WORD}").text  # before the worker comes
    assert "of the report" not in gone and shown.document.project.name not in gone
    assert knows_nothing_of(app, client, engine, WORD)
    run_due()
    assert knows_nothing_of(app, client, engine, WORD)


def test_a_report_of_a_case_that_is_not_decided_is_not_found(app, client, session, files, engine, run_due):
    shown = a_report_with(session, files, run_due, f"A {WORD} hall.", made=a_case_in_review)
    publish(session, shown)
    run_due()
    assert knows_nothing_of(app, client, engine, WORD)


def test_pages_count_like_all_that_is_found(app, session, files, engine, run_due):
    shown = [a_report_with(session, files, run_due, f"{WORD} hall {n}.") for n in range(3)]
    for each in shown[:2]:
        publish(session, each)
    run_due()
    answer = answered(app, engine, WORD)
    assert answer.total == 2 and answer.facets["report"] == {"public": 2}
    assert answered(app, engine, WORD, report=("public",)).total == 2
    assert answered(app, engine, "", report=("public",)).total == 2
    assert answered(app, engine).facets["report"] == {"public": 2}
    assert answered(app, engine, WORD, outcome=("crime",)).total == 0


def test_a_word_that_stands_in_a_report_is_not_read_as_another(app, session, files, engine, run_due):
    """ "attandance" is a slip of the keyboard, until a report holds it."""
    shown = a_report_with(session, files, run_due, "Their attandance book, as it was called.")
    assert answered(app, engine, "attandance").told.respelt == (("attandance", "attendance"),)
    publish(session, shown)
    run_due()
    answer = answered(app, engine, "attandance")
    assert not answer.told.respelt and answer.total == 1 and answer.hits[0].page


def test_words_of_reports_correct_and_complete_nothing(app, client, session, files, engine, run_due):
    shown = a_report_with(session, files, run_due, f"A {WORD} hall.")
    publish(session, shown)
    run_due()
    assert answered(app, engine, "zorblaxiam").total == 0
    assert WORD not in client.get("/search/suggestions?q=zorbl").text


def test_a_record_s_own_words_count_more_than_a_page(app, session, files, engine, run_due):
    by_page = a_report_with(session, files, run_due, "Kites and kites and kites, all about kites.")
    by_title = a_report(session, files, project={"name": "Kites", "summary": "Kites in the park."})
    publish(session, by_page)
    run_due()
    hits = answered(app, engine, "kites").hits
    assert [hit.project for hit in hits] == [str(by_title.document.project.id), str(by_page.document.project.id)]


def test_of_a_long_report_only_the_best_page_counts(app, session, files, engine, run_due):
    long, short = (a_report_with(session, files, run_due, "Nothing.") for _ in range(2))
    session.add_all(
        DocumentPage(document_id=long.document.id, number=n, text="The kites flew high over the town and the sea.")
        for n in range(4, 304)
    )
    short.document.pages[1].text = "Kites. Kites. Kites."
    session.commit()
    for each in (long, short):
        publish(session, each)
    run_due()
    hits = answered(app, engine, "kites").hits
    assert [hit.project for hit in hits] == [str(each.document.project.id) for each in (short, long)]


def test_nothing_changes_where_no_report_is_public(app, session, files, engine, run_due):
    shown = [a_report(session, files, project={"name": f"Walk {n}"}) for n in range(3)]
    run_due()
    before = answered(app, engine, "walk school")
    private = shown[0].document.pages[0]
    private.text = "Walk to school. " * 50
    changed(session, shown[0].document.project.id)
    session.commit()
    run_due()
    after = answered(app, engine, "walk school")
    assert [(hit.id, hit.score) for hit in before.hits] == [(hit.id, hit.score) for hit in after.hits]


def test_a_quoted_phrase_is_found_on_a_page(app, session, files, engine, run_due):
    shown = a_report_with(session, files, run_due, "The lantern keepers of the harbour met.")
    publish(session, shown)
    run_due()
    assert answered(app, engine, '"keepers of the harbour"').total == 1
    assert (
        not answered(app, engine, '"harbour of the keepers"').hits
        or answered(app, engine, '"harbour of the keepers"').told.phrase_parted
    )


def test_the_index_is_a_true_copy_with_its_pages(app, session, files, engine, run_due):
    shown = a_report_with(session, files, run_due, f"A {WORD} hall.", project={"published_at": NOW})
    found = publish(session, shown)
    run_due()
    assert indexing.verify(session, engine).count == 0
    indexing.rebuild(session, engine)
    assert indexing.verify(session, engine).count == 0 and answered(app, engine, WORD).total == 1
    take_down(session, shown, found)
    assert indexing.verify(session, engine).count > 0  # until the worker has been there
    run_due()
    assert indexing.verify(session, engine).count == 0


def test_downloads_say_whether_the_report_is_public(client, session, files, run_due):
    shown, _ = a_report(session, files), a_report(session, files)
    publish(session, shown)
    run_due()
    rows = json.loads(client.get("/search/studies.json").text)
    held = rows if isinstance(rows, list) else rows["studies"]
    assert sorted(row["full_report_public"] for row in held) == [False, True]


def test_the_filter_is_offered_and_can_be_shared(client, session, files, run_due):
    shown = a_report(session, files)
    run_due()
    assert "Full report public" not in client.get("/search").text
    publish(session, shown)
    run_due()
    assert "Full report public" in client.get("/search").text
    assert shown.document.project.name in client.get("/search?report=public").text
    assert client.get("/search?report=nonsense").status_code == 200


def test_a_newer_decided_version_without_the_file_shows_nothing_of_it_at_once(client, session, files, run_due):
    shown = a_report_with(session, files, run_due, f"They met in the {WORD} hall each week.")
    publish(session, shown)
    run_due()
    assert "of the report" in client.get(f"/search?q={WORD}").text
    a_decided_case(session, previous=shown.case.submission, member=shown.case.member, editor=shown.case.editor)
    session.commit()
    assert "of the report" not in client.get(f"/search?q={WORD}").text, "before the worker comes"
    run_due()
    assert shown.page not in client.get(f"/search?q={WORD}").text
