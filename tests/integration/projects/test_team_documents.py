"""Documents of a team: taken by content, read by the worker, told about in plain words, given only to those who may."""

from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import func, select

from evidencehub.projects import extracting
from evidencehub.projects.models import Document, DocumentPage
from evidencehub.projects.states import DocumentState
from evidencehub.shared import audit, due
from evidencehub.shared.clock import utc_now
from evidencehub.shared.files import FileStore
from evidencehub.shared.filetypes import XLSX
from tests.factories import a_person, a_project, a_result, an_editor, an_evaluation, an_organisation
from tests.support.documents import a_docx, a_pdf, words

PDF = a_pdf(words("Attendance rose by three points."), words("Annex: the questionnaire."))


@pytest.fixture
def evaluation(client, session):
    team = an_organisation(session)
    made = an_evaluation(session, a_project(session, team))
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return made


def upload(client, evaluation, content=PDF, name="report.pdf", **more):
    data = {"file": (BytesIO(content), name), **more} if content is not None else more
    answer = client.post(f"/team/evaluations/{evaluation.id}/documents", data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the test client keeps large bodies in a file, and leaves it open
    return answer


def the_document(session):
    session.rollback()
    return session.scalar(select(Document))


def test_a_report_is_taken_read_and_shown_page_by_page(client, session, evaluation, run_due):
    page = f"/team/evaluations/{evaluation.id}/documents"
    assert "No documents yet" in client.get(page).text
    assert upload(client, evaluation).location == page
    waiting = client.get(page).text
    assert "We are reading it now." in waiting and "Look again" in waiting and "look-again.js" in waiting
    run_due()
    done = client.get(page).text
    assert "We have read the text of this file." in done and "look-again.js" not in done
    text = f"/team/documents/{the_document(session).id}"
    assert "Attendance rose by three points." in client.get(text).text
    second = client.get(f"{text}?page=2").text
    assert "Annex: the questionnaire." in second and "Page 2 of 2" in second
    assert client.get(f"{text}?page=3").status_code == 404
    assert client.get(f"{text}?page=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "report.pdf", "This file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", "report.pdf", "This file is none of them"),
        (b"<html><script>alert(1)</script></html>", "report.pdf", "This is a web page"),
        (b"PK\x03\x04 not a document", "report.docx", "This is not a Word document"),
        (None, "", "Choose a file"),
    ],
)
def test_a_file_we_cannot_take_is_refused_with_the_reason_and_nothing_else_is_lost(
    client, session, evaluation, content, name, said
):
    upload(client, evaluation)
    answer = upload(client, evaluation, content, name)
    assert answer.status_code == 422 and said in answer.text and 'href="#file"' in answer.text
    assert "report.pdf" in answer.text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Document)) == 1


def test_a_workbook_is_taken_read_and_given_back_as_what_it_is(client, session, evaluation, run_due):
    workbook, content = openpyxl.Workbook(), BytesIO()
    workbook.active.append(["Outcome", "Mean"])
    workbook.active.append(["Days missed", -0.35])
    workbook.save(content)
    page = client.get(f"/team/evaluations/{evaluation.id}/documents").text
    assert "plain text or a table (.xlsx, .csv)" in page and "tables with a row for each person" in page
    upload(client, evaluation, content.getvalue(), "results.xlsx")
    run_due()
    document = the_document(session)
    assert "Days missed | -0.35" in client.get(f"/team/documents/{document.id}").text
    answer = client.get(f"/team/documents/{document.id}/file")
    assert answer.mimetype == XLSX.media_type and "results.xlsx" in answer.headers["Content-Disposition"]


def test_a_file_that_is_too_large_is_refused_beside_the_field(client, session, evaluation, settings):
    answer = upload(client, evaluation, PDF + b"%" * settings.max_upload_bytes)
    assert (
        answer.status_code == 422
        and "bigger than 2 MB" in answer.text
        and "Save it with smaller pictures" in answer.text
    )
    far_too_large = upload(client, evaluation, PDF + b"%" * (settings.max_upload_bytes + 2_000_000))
    assert far_too_large.status_code == 413 and "too large" in far_too_large.text
    assert the_document(session) is None


def test_the_same_file_twice_is_told_kindly(client, session, evaluation):
    upload(client, evaluation)
    answer = upload(client, evaluation, PDF, "copy of the report.pdf")
    assert answer.status_code == 422 and "You have added this file already, as report.pdf" in answer.text


def test_a_document_taken_out_keeps_its_bytes_and_comes_back_as_itself(client, session, evaluation, settings, run_due):
    upload(client, evaluation)
    run_due()
    document = the_document(session)
    assert f"Remove {document.file_name}?" in client.get(f"/team/documents/{document.id}/remove").text
    client.post(f"/team/documents/{document.id}/remove")
    assert the_document(session).removed_at is not None
    assert FileStore(settings.files_url).exists(document.sha256)
    assert "No documents yet" in client.get(f"/team/evaluations/{evaluation.id}/documents").text
    upload(client, evaluation, PDF, "final report.pdf")
    again = the_document(session)
    assert (again.id, again.removed_at, again.state, again.file_name) == (
        document.id,
        None,
        DocumentState.TEXT,
        "final report.pdf",
    )


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "../../etc/pass wd.exe", "application/pdf"),
        (
            a_docx(lambda document: document.add_paragraph("Hello")),
            "Bericht für Ämter.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"<not html", "notes.html", "text/plain; charset=utf-8"),
    ],
)
def test_a_download_is_an_attachment_of_its_true_kind_that_no_browser_runs(
    client, session, evaluation, content, name, media_type
):
    upload(client, evaluation, content, name)
    document = the_document(session)
    answer = client.get(f"/team/documents/{document.id}/file")
    assert answer.data == content and answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.content_length == len(content)
    assert "/" not in document.file_name and "\n" not in document.file_name


def test_only_the_team_gets_at_its_documents(app, client, session, evaluation):
    upload(client, evaluation)
    document = the_document(session)
    others = [a_person(session, an_organisation(session)), an_editor(session)]
    session.commit()
    paths = (
        f"/team/documents/{document.id}",
        f"/team/documents/{document.id}/file",
        f"/team/documents/{document.id}/remove",
    )
    for person in others:
        theirs = app.test_client()
        theirs.sign_in(person)
        assert [theirs.get(path).status_code for path in paths] == [404, 404, 404]
        assert theirs.post(paths[2]).status_code == 404
        assert upload(theirs, evaluation).status_code == 404
    nobody = app.test_client()
    assert all(nobody.get(path).location.startswith("/sign-in") for path in paths)


def test_a_redacted_document_cannot_be_had_any_more(client, session, evaluation):
    upload(client, evaluation)
    document = the_document(session)
    document.state = DocumentState.REDACTED
    session.commit()
    assert client.get(f"/team/documents/{document.id}/file").status_code == 404
    assert "Removed by the hub" in client.get(f"/team/evaluations/{evaluation.id}/documents").text


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "said", "tag"),
    [
        ("scan-no-text.pdf", "it looks like a scan", "No text found"),
        ("encryption__r6-user-password.pdf", "locked with a password", "Locked"),
    ],
)
def test_what_could_not_be_read_is_said_in_plain_words_and_the_file_is_kept(
    client, session, evaluation, run_due, sample_data, name, said, tag
):
    upload(client, evaluation, (sample_data / "uploads" / name).read_bytes(), name)
    run_due()
    page = client.get(f"/team/evaluations/{evaluation.id}/documents").text
    assert said in page and tag in page
    assert client.get(f"/team/documents/{the_document(session).id}/file").status_code == 200
    assert client.get(f"/team/documents/{the_document(session).id}").status_code == 200


def test_a_damaged_file_is_told_about_too(client, session, evaluation, run_due):
    upload(client, evaluation, b"%PDF-1.7 and then nothing that makes sense")
    run_due()
    assert "it is damaged or incomplete" in client.get(f"/team/evaluations/{evaluation.id}/documents").text


def test_reading_cut_off_in_the_middle_is_done_again_and_never_twice_over(
    app, client, session, evaluation, settings, run_due
):
    upload(client, evaluation)
    payload = [{"document_id": str(the_document(session).id)}]
    handler = extracting.handler(settings, utc_now)
    with app.app_context():
        from evidencehub.shared.db import db

        new_session = db.sessionmaker
        handler.work(payload, new_session)  # killed before it could finish: nothing was written
        assert the_document(session).state is DocumentState.WAITING
        first, second = handler.work(payload, new_session), handler.work(payload, new_session)
        for finish in (first, second):
            with new_session() as writing:
                finish(writing)
                writing.commit()
    run_due()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(DocumentPage)) == 2
    assert due.waiting(session) == {}


def test_a_file_that_the_store_lost_waits_for_an_operator_and_breaks_nothing(
    client, session, evaluation, settings, run_due
):
    upload(client, evaluation)
    FileStore(settings.files_url).delete(the_document(session).sha256)
    run_due()
    session.rollback()
    row = session.scalar(select(due.DueRow).where(due.DueRow.kind == "extract"))
    assert row.attempts == 1 and "FileMissing" in row.last_error and row.due_at > utc_now()


def test_results_want_a_report_or_the_reason_why_there_is_none(client, session, evaluation):
    a_result(session, evaluation)
    session.commit()
    page = f"/team/evaluations/{evaluation.id}"
    assert "Add the report, or say why there is none" in client.get(page).text
    client.post(f"{page}/no-document", data={"documents_note": "Its owner does not let us share it."})
    assert "Add the report" not in client.get(page).text
    assert "Its owner does not let us share it." in client.get(f"{page}/documents").text


def test_the_audit_names_documents_by_id_and_hash_only(client, session, evaluation):
    upload(client, evaluation, PDF, "Report on Amara Blake.pdf")
    entry = audit.story(session, subject_type="document", subject_id=the_document(session).id)[0]
    assert entry.action == "document.added" and "Amara" not in repr(entry.details)
