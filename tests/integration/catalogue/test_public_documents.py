"""Documents that everybody may read: who decides it, in which order, and that nothing is public before or after."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evidencehub.cli.worker import run_due
from evidencehub.harvest.oai.models import HarvestRecord
from evidencehub.projects.copies import making
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.disclosure import queries, services
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.models import DocumentPage
from evidencehub.projects.public import public_view, public_view_on
from evidencehub.projects.states import DocumentState
from evidencehub.review.queries import reports_waiting
from evidencehub.shared import clock, due
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import end_of, hub_today
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import WrongState
from evidencehub.shared.files import FileStore
from evidencehub.shared.words import day
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.factories_disclosure import Shown, a_report, agree, confirm, publish, take_down
from tests.factories_review import COPY, LATER, REPORT, a_case_in_review, a_document
from tests.support.documents import a_pdf, words
from tests.support.queries import counted_queries
from tests.support.transfers import hand_over

TOMORROW = hub_today() + timedelta(days=1)
LOOKED = {"looked": "y", "note": "The name is of an author, who agreed."}


@pytest.fixture
def files(app):
    return FileStore(app.config["SETTINGS"].files_url)


def as_shown(client, address):
    """What the editor's page says of which choice of the team it shows."""
    return {"seen": re.search(r'name="seen" value="(\d+)"', client.get(address).text)[1]}


def is_public(client, shown):
    answers = {client.get(address).status_code for address in (shown.page, shown.file)}
    assert len(answers) == 1
    linked = shown.page in client.get(shown.study).text
    project = client.get(f"/projects/{shown.case.submission.project.slug}").text
    assert linked is (shown.page in project) is (answers == {200})
    return linked


def test_a_document_is_sealed_until_both_have_looked(client, session, files):
    shown = a_report(session, files)
    assert not is_public(client, shown)
    found = agree(session, shown)
    assert not is_public(client, shown)
    confirm(session, shown, found)
    assert is_public(client, shown)
    text = client.get(shown.page).text
    assert 'id="page-2"' in text and "What stands on page 2 of the report." in text and "noindex" in text
    assert "famous-author" not in text + client.get(shown.study).text


def test_what_is_looked_at_before_the_decision_is_public_with_it(client, session, files):
    shown = a_report(session, files, a_case_in_review)
    publish(session, shown)
    assert [client.get(address).status_code for address in (shown.page, shown.file)] == [404, 404]


def test_everybody_gets_the_copy_of_a_file_and_it_is_asked_about_each_time(app, client, session, files):
    shown = a_report(session, files)
    found = publish(session, shown)
    answer = client.get(shown.file)
    assert answer.data == COPY and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox" and answer.headers["Cache-Control"] == "no-cache"
    name = f"{shown.case.submission.project.slug}-report.pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    again = client.get(shown.file, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    part = client.get(shown.file, headers={"Range": "bytes=0-3"})
    assert part.status_code == 200 and part.data == COPY  # whole or not at all
    assert client.head(shown.file).status_code == 200
    take_down(session, shown, found)
    for given in ({}, {"If-None-Match": answer.headers["ETag"]}, {"Range": "bytes=0-3"}):
        assert client.get(shown.file, headers=given).status_code == 410
    plain = FlaskClient(app, app.response_class)  # the strict one wants a page where HEAD gives none
    assert plain.head(shown.file).status_code == plain.head(shown.page).status_code == 410


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("team", "The team took it back on"),
        ("team that handed it over since", "The team took it back on"),
        ("editor", "An editor took it down on"),
    ],
)
def test_what_was_public_says_since_when_it_is_not_and_who_took_it_down(app, client, session, files, who, told):
    shown = a_report(session, files)
    found = publish(session, shown)
    assert client.get(shown.page).status_code == 200
    browser = app.test_client()
    browser.sign_in(shown.case.editor if who == "editor" else shown.case.member)
    ours = f"/team/documents/{shown.document.id}/public/end"
    address = ours if who != "editor" else f"/cases/{shown.case.submission.id}/files/1/public/end"
    assert browser.post(address, data={"reason": "It names Chloe."}).status_code == 303
    session.rollback()
    if "handed" in who:
        hand_over(session, shown.document.project, an_organisation(session))
    for gone in (shown.page, shown.file):
        answer = client.get(gone)
        assert answer.status_code == 410 and told in answer.text and day(hub_today()) in answer.text
        assert "Chloe" not in answer.text and "says nothing about the evidence" in answer.text
    session.expire_all()
    if "handed" not in who:  # whose it was agrees to nothing any more
        agree(session, shown, on_request=True)
        assert client.get(shown.page).status_code == 404
    assert found


def test_where_no_copy_could_be_made_the_text_alone_is_public(client, session, files):
    shown = a_report(session, files)
    publish(session, shown)
    session.get(CleanCopy, shown.document.sha256).copy_sha256 = None
    session.commit()
    assert client.get(shown.page).status_code == 200 and client.get(shown.file).status_code == 404
    assert shown.file not in client.get(shown.page).text + client.get(shown.study).text
    client.sign_in(shown.case.member)
    assert "So only the text is given." in client.get(f"/team/documents/{shown.document.id}/public").text


def test_a_copy_that_is_made_after_its_text_was_public_is_on_the_page_with_the_next_request(
    app, client, session, files
):  # fmt: skip
    content = a_pdf(words("We saw 84 pupils."))
    shown = a_report(session, files)
    shown.document.sha256 = files.put(BytesIO(content), max_bytes=10_000).sha256
    publish(session, shown)
    run_due(app)
    asked = {"verb": "ListRecords", "metadataPrefix": "datacite"}
    assert shown.file not in client.get(shown.page).text and "application/pdf" not in records(client, asked)
    session.query(HarvestRecord).update({"at": LATER})
    making.make_due(session, shown.document)
    session.commit()
    run_due(app)
    assert shown.file in client.get(shown.page).text and client.get(shown.file).status_code == 200
    since = {"from": (LATER + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")}
    assert "application/pdf" in records(client, asked | since)


def records(client, asked):
    return client.get("/oai", query_string=asked).text


def test_a_team_may_give_the_text_and_keep_the_file(client, session, files):
    shown = a_report(session, files)
    publish(session, shown, with_file=False)
    assert client.get(shown.page).status_code == 200 and client.get(shown.file).status_code == 404
    assert shown.file not in client.get(shown.page).text + client.get(shown.study).text


def test_an_embargo_ends_by_the_worker_on_its_day(app, client, session, files, monkeypatch):
    shown = a_report(session, files)
    found = publish(session, shown, public_from=TOMORROW)
    session.expire_all()
    assert found.state.is_dated and not is_public(client, shown)
    row = session.scalar(select(DueRow).where(DueRow.kind == services.KIND))
    assert row.due_at == end_of(hub_today())  # the first moment of tomorrow
    session.rollback()
    run_due(app)
    assert not is_public(client, shown)
    payload, day = row.payload, row.due_at
    session.rollback()
    finish = services.handler(lambda: day).work([payload], None)
    finish(session)
    session.commit()
    assert is_public(client, shown)


def test_an_embargo_ends_in_another_time_zone_too(app, client, session, files, monkeypatch):
    """The row was written for the midnight of London; the hub's days begin later since."""
    monkeypatch.setattr(clock, "_zone", clock.ZoneInfo("Europe/London"))
    shown = a_report(session, files)
    found = publish(session, shown, public_from=TOMORROW)
    row = session.scalar(select(DueRow).where(DueRow.kind == services.KIND))
    there = row.due_at
    session.rollback()
    monkeypatch.setattr(clock, "_zone", clock.ZoneInfo("America/New_York"))
    with app.app_context():
        for hours, is_open in ((0, False), (4, False), (6, True)):
            at = there + timedelta(hours=hours)
            due.run(db.sessionmaker, {services.KIND: services.handler(lambda at=at: at)}, now=lambda at=at: at)
            session.rollback()
            session.refresh(found)
            assert found.state.is_open is is_open
            session.rollback()


def test_an_embargo_that_was_taken_back_or_put_off_does_not_end(client, session, files):
    shown = a_report(session, files)
    found = publish(session, shown, public_from=TOMORROW)
    row = session.scalar(select(DueRow).where(DueRow.kind == services.KIND))
    payload, day = row.payload, row.due_at
    take_down(session, shown, found)
    services.handler(lambda: day).work([payload], None)(session)
    session.commit()
    assert found.state.is_sealed
    agree(session, shown, public_from=TOMORROW + timedelta(days=5))
    confirm(session, shown, found)
    services.handler(lambda: day).work([payload], None)(session)
    session.commit()
    assert found.state.is_dated and not is_public(client, shown)


def test_a_later_version_of_a_report_needs_a_word_of_its_own(client, session, files):
    """Each document is its own content: what was agreed of one says nothing of the next."""
    shown = a_report(session, files)
    publish(session, shown)
    other = a_document(session, shown.document.evaluation, sha256="b" * 64)
    session.commit()
    address = f"{shown.study}/documents/{other.id}"
    assert client.get(address).status_code == 404
    found = agree(session, Shown(shown.case, other, "", "", ""))
    confirm(session, shown, found)
    assert client.get(address).status_code == 404  # it was never part of what was decided


def test_guessed_addresses_find_nothing(client, session, files):
    shown, other = a_report(session, files), a_report(session, files)
    publish(session, shown)
    assert client.get(f"{other.study}/documents/{shown.document.id}").status_code == 404
    assert client.get(f"{shown.study}/documents/{other.document.id}").status_code == 404
    assert client.get(f"{shown.study}/documents/{uuid4()}").status_code == 404
    assert client.get(f"/evaluations/{uuid4()}/documents/{shown.document.id}").status_code == 404
    assert client.get(f"{shown.page}?from=51").status_code == 404
    assert client.get(f"{shown.page}?from=x").status_code == 200


def test_a_removed_text_is_not_public(client, session, files):
    shown = a_report(session, files)
    publish(session, shown)
    shown.document.state = DocumentState.REDACTED
    services.changed(session, shown.document.project.id)
    session.commit()
    assert not is_public(client, shown)


def test_as_of_a_day_before_it_was_opened_it_is_not_there(session, files):
    shown = a_report(session, files)
    publish(session, shown)
    project, decided = shown.document.project, LATER.date()
    assert decided < hub_today()
    assert public_view(session, project).documents
    assert public_view_on(session, project, hub_today()).documents
    before = public_view_on(session, project, decided)
    assert before.evaluations and not before.documents


def test_a_file_whose_text_was_not_read_stays_with_reviewers(client, session, files):
    shown = a_report(session, files)
    shown.document.state = DocumentState.NO_TEXT
    session.commit()
    with pytest.raises(WrongState, match="nobody can look for names"):
        agree(session, shown)
    session.rollback()
    client.sign_in(shown.case.member)
    page = client.get(f"/team/documents/{shown.document.id}/public").text
    assert "it stays with your reviewers" in page and "<textarea" not in page


def test_the_team_sees_what_will_be_public_and_what_may_name_somebody(client, session, files):
    shown = a_report(session, files)
    shown.document.pages[1].text = "Amara Blake, of SW1A 2AA, came."
    session.commit()
    client.sign_in(shown.case.member)
    address = f"/team/documents/{shown.document.id}/public"
    page = client.get(address)
    assert "What will be public" in page.text and "Amara Blake" in page.text and "SW1A 2AA" in page.text
    for data, missing in (
        ({}, "Choose who may have it"),
        ({}, "Choose what they may have"),
        ({"who": "everybody", "what": "text"}, "Confirm that you looked at every page"),
        ({"who": "everybody", "what": "text", "looked": "y"}, "Say what you decided about what we point out"),
        ({"who": "everybody", "what": "text", **LOOKED,
          "public_from-day": "1", "public_from-month": "2", "public_from-year": "2020"},
         "Choose a day to come"),
    ):  # fmt: skip
        answer = client.post(address, data=data)
        assert answer.status_code == 422 and missing in answer.text
    assert session.scalar(select(Disclosure)) is None
    assert client.post(address, data={"who": "everybody", "what": "text", **LOOKED}).status_code == 303
    session.rollback()
    kept = session.scalar(select(Disclosure))
    assert kept.state.is_agreed and not kept.with_file and kept.agreed_by == shown.case.member.id
    assert "An editor looks before it is public" in client.get(f"/team{shown.study}/documents").text


def test_an_editor_reads_the_files_and_decides(client, session, files):
    shown = a_report(session, files)
    shown.document.pages[1].text = "Amara Blake came."
    agree(session, shown)
    client.sign_in(shown.case.editor)
    case = f"/cases/{shown.case.submission.id}"
    assert f"{case}/files/1/public" in client.get("/cases/reports").text
    assert f"{case}/files/1" in client.get(case).text
    assert "Amara Blake came." in client.get(f"{case}/files/1?page=2").text
    assert client.get(f"{case}/files/1?page=9").status_code == client.get(f"{case}/files/7").status_code == 404
    assert client.get(f"{case}/files/1/file").data == REPORT
    decide = f"{case}/files/1/public"
    assert "Amara Blake" in client.get(decide).text
    assert client.post(decide, data={"looked": "y"}).status_code == 422  # nothing is said of the name
    assert client.post(decide, data={"note": "An author."}).status_code == 422
    assert client.post(decide, data=LOOKED).status_code == 422  # nobody can tell what they looked at
    assert client.post(decide, data=LOOKED | as_shown(client, decide)).status_code == 303
    assert is_public(client, shown)
    assert client.post(f"{decide}/end", data={"reason": " "}).status_code == 422
    assert client.post(f"{decide}/end", data={"reason": "A name."}).status_code == 303
    assert not is_public(client, shown)
    client.post("/sign-out")
    client.sign_in(shown.case.member)
    assert "A name." in client.get(f"/team/documents/{shown.document.id}/public").text
    assert client.get(f"/team/documents/{shown.document.id}/file").data == REPORT  # it is sealed, and not lost


def test_an_editor_lets_out_nothing_that_the_page_did_not_show(client, session, files):
    """The team takes back its word on the text, and gives one on the file, while an editor reads the page."""
    shown = a_report(session, files)
    found = agree(session, shown, with_file=False)
    client.sign_in(shown.case.editor)
    decide = f"/cases/{shown.case.submission.id}/files/1/public"
    then = LOOKED | as_shown(client, decide)
    take_down(session, shown, found)
    agree(session, shown, with_file=True)
    answer = client.post(decide, data=then)
    assert answer.status_code == 422 and "The team has chosen anew" in answer.text
    assert not is_public(client, shown)
    assert client.post(decide, data=LOOKED | as_shown(client, decide)).status_code == 303
    assert is_public(client, shown)


def test_an_editor_may_say_no(client, session, files):
    shown = a_report(session, files)
    found = agree(session, shown)
    client.sign_in(shown.case.editor)
    address = f"/cases/{shown.case.submission.id}/files/1/public/end"
    assert client.post(address, data={"reason": "Page 2 names a pupil."}).status_code == 303
    session.refresh(found)
    assert found.state.is_sealed and not is_public(client, shown)


def test_every_step_stands_in_the_audit_chain_without_a_word_of_the_text(session, files):
    shown = a_report(session, files)
    found = publish(session, shown, note="SECRET WORDS")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == str(found.id))).all()
    assert [entry.action for entry in entries] == ["disclosure.agree", "disclosure.confirm"]
    assert "SECRET" not in str([entry.details for entry in entries])


@pytest.mark.parametrize("step", ["", "/file", "/public"])
def test_files_of_a_case_are_for_its_editors_alone(client, session, files, step):
    shown = a_report(session, files)
    agree(session, shown)
    address = f"/cases/{shown.case.submission.id}/files/1{step}"
    assert client.get(address).status_code == 303
    conflicted = a_person(session, shown.document.project.organisation, is_editor=True)
    colleague = a_person(session)
    session.commit()
    for person in (conflicted, colleague, *shown.case.reviewers):
        client.sign_in(person)
        assert client.get(address).status_code in (403, 404)
        client.post("/sign-out")


def test_a_reviewer_who_is_an_editor_too_learns_of_no_report_to_be_public(client, session, files):
    shown = a_report(session, files, a_case_in_review)
    agree(session, shown)
    reviewer = shown.case.reviewers[0]
    reviewer.is_editor = True
    session.commit()
    client.sign_in(reviewer)
    found = client.get("/cases/reports")
    assert found.status_code in (200, 403) and shown.document.project.name not in found.text


@pytest.mark.parametrize("act", ["public", "public/end"])
def test_another_team_decides_nothing(client, session, files, act):
    shown = a_report(session, files)
    found = publish(session, shown)
    other = a_person(session, a_project(session).organisation)
    session.commit()
    client.sign_in(other)
    data = {"reason": "Mine", "who": "everybody", "what": "text", **LOOKED}
    answer = client.post(f"/team/documents/{shown.document.id}/{act}", data=data)
    assert answer.status_code == 404
    session.refresh(found)
    assert found.state.is_open


def test_a_document_of_a_plan_stays_with_reviewers(client, session, files):
    project = a_project(session)
    member = a_person(session, project.organisation)
    document = a_document(session, None, files, plan_of=project)
    session.commit()
    client.sign_in(member)
    assert client.get(f"/team/documents/{document.id}/public").status_code == 404


def test_a_long_report_comes_in_parts(client, session, files):
    shown = a_report(session, files)
    session.add_all(DocumentPage(document_id=shown.document.id, number=n, text=f"Part {n}.") for n in range(4, 121))
    publish(session, shown)
    first = client.get(shown.page).text
    assert 'id="page-50"' in first and 'id="page-51"' not in first and f"{shown.page}?from=51" in first
    last = client.get(f"{shown.page}?from=119").text
    assert 'id="page-101"' in last and 'id="page-120"' in last and "Part 100." not in last


def test_what_waits_is_only_what_was_sent(session, files):
    shown = a_report(session, files)
    draft = a_document(session, an_evaluation(session, shown.document.project), sha256="c" * 64)
    agree(session, shown)
    agree(session, Shown(shown.case, draft, "", "", ""))
    assert len(queries.waiting(session)) == 2
    assert [each.report.document.id for each in reports_waiting(session, editor_id=None)] == [shown.document.id]


def test_the_list_of_what_waits_asks_the_database_no_more_for_more_of_it(app, session, files):
    editor, counts = None, []
    for reports in (1, 2, 3):
        session.rollback()
        shown = a_report(session, files)
        agree(session, shown)
        editor = editor or shown.case.editor
        client = app.test_client()
        client.sign_in(editor)
        client.get("/cases/reports")
        with counted_queries() as asked_for:
            page = client.get("/cases/reports").text
        assert page.count("/files/1/public") == reports
        counts.append(len(asked_for))
    assert len(set(counts)) == 1, counts


def test_a_team_can_still_take_back_what_it_removed_from_its_draft(client, session, files):
    shown = a_report(session, files)
    publish(session, shown)
    client.sign_in(shown.case.member)
    assert client.post(f"/team/documents/{shown.document.id}/remove").status_code == 303
    assert is_public(client, shown)
    mine = f"/team/documents/{shown.document.id}/public"
    assert mine in client.get(f"/team{shown.study}/documents").text
    assert client.post(f"{mine}/end", data={"reason": "A name."}).status_code == 303
    assert not is_public(client, shown) and mine not in client.get(f"/team{shown.study}/documents").text
