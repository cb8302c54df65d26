"""What people upload by mistake, and what nobody should: a plain answer, nothing half kept, and the worker goes on."""

import io
import threading
import zipfile
from io import BytesIO

import pytest
from sqlalchemy import select

from evidencehub.projects.models import Document
from evidencehub.projects.pages import document_views
from evidencehub.projects.states import DocumentState
from evidencehub.shared.due import DueRow
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.support.documents import a_body, a_docx, a_paragraph, a_pdf, words

GOOD = a_pdf(words("Attendance rose by three points."))
MB = 1024 * 1024


@pytest.fixture
def evaluation(client, session):
    team = an_organisation(session)
    made = an_evaluation(session, a_project(session, team))
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return made


def upload(client, evaluation, content, name):
    data = {"file": (BytesIO(content), name)}
    answer = client.post(f"/team/evaluations/{evaluation.id}/documents", data=data)
    answer.request.environ["wsgi.input"].close()  # the test client keeps large bodies in a file, and leaves it open
    return answer


def kept(session, settings):
    session.rollback()
    files = [path for path in (settings.home / "files").rglob("*") if path.is_file()]
    return session.scalars(select(Document)).all(), files


@pytest.mark.parametrize(
    ("content", "name", "status", "said"),
    [
        (b"", "report.pdf", 422, "This file is empty. Check that it is the file you meant."),
        (b"", "report.docx", 422, "This file is empty. Check that it is the file you meant."),
        (b"PK\x03\x04" + bytes(500), "report.docx", 422, "This is not a Word document."),
        (b"MZ\x90\x00" + bytes(500), "report.pdf", 422, "This file is none of them."),
        (b"%PDF-1.7 " + bytes(2 * MB + 1), "report.pdf", 422, "bigger than 2 MB, the most we can take"),
        (b"%PDF-1.7 " + bytes(4 * MB), "report.pdf", 413, "We take up to 2 MB in one go."),
    ],
)
def test_what_cannot_be_taken_is_said_at_once_and_nothing_of_it_is_kept(
    client, session, settings, evaluation, content, name, status, said
):
    answer = upload(client, evaluation, content, name)
    assert answer.status_code == status and said in answer.text
    assert kept(session, settings) == ([], [])


def a_bomb():
    """A Word file that is 200 times as large when it is unpacked, and still harmless."""
    target = io.BytesIO()
    text = a_body(a_paragraph("a" * 20 * MB))
    with zipfile.ZipFile(io.BytesIO(a_docx())) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == "word/document.xml" else old.read(name))
    return target.getvalue()


def a_loop():
    """A PDF that draws a form which draws itself."""
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>"
    form += b"stream\n/X Do\nendstream"
    page = a_pdf(b"/X Do", resources=b">>/XObject<</X 6 0 R")
    return page.replace(b"xref\n", b"6 0 obj" + form + b" endobj\nxref\n", 1)


@pytest.mark.parametrize(
    ("content", "name", "state"),
    [
        (a_bomb(), "report.docx", DocumentState.TOO_LARGE),
        (a_loop(), "report.pdf", DocumentState.NO_TEXT),
        (b"%PDF-1.7 and nothing that makes sense", "report.pdf", DocumentState.BROKEN),
    ],
)
def test_the_worker_says_what_it_cannot_read_and_reads_the_next(
    client, session, settings, evaluation, run_due, content, name, state
):
    assert upload(client, evaluation, content, name).status_code == 303
    assert upload(client, evaluation, GOOD, "good.pdf").status_code == 303
    run_due()
    documents, _files = kept(session, settings)
    assert {document.file_name: document.state for document in documents} == {
        name: state, "good.pdf": DocumentState.TEXT,
    }  # fmt: skip
    bad = next(document for document in documents if document.file_name == name)
    page = client.get(f"/team/evaluations/{evaluation.id}/documents").text
    assert bad.message and bad.message.split("“")[0][:60] in page
    assert session.scalars(select(DueRow).where(DueRow.last_error != "")).all() == []


@pytest.mark.parametrize(
    "name", ["a" * 400 + ".pdf", "é" * 400, "../../../etc/passwd", "..", "C:\\report.pdf", "\u202e.pdf"]
)
def test_a_name_leads_nowhere_and_may_be_any(client, session, settings, evaluation, name):
    assert upload(client, evaluation, GOOD, name).status_code == 303
    (document,), (file,) = kept(session, settings)
    assert file.name == document.sha256 and file.is_relative_to(settings.home / "files")
    assert len(document.file_name) <= 200 and not set(document.file_name) & set("/\\\u202e")
    assert client.get(f"/team/documents/{document.id}/file").data == GOOD


def test_one_form_sent_twice_at_once_adds_one_document(app, session, settings, evaluation, monkeypatch):
    clients = [app.test_client(), app.test_client()]
    for each in clients:
        person = a_person(session, evaluation.project.organisation)
        session.commit()
        each.sign_in(person)
    both, really = threading.Barrier(2), document_views.services.receive

    def receive(*arguments, **more):
        received = really(*arguments, **more)
        both.wait(20)
        return received

    monkeypatch.setattr(document_views.services, "receive", receive)
    answers = []
    threads = [
        threading.Thread(target=lambda each=each: answers.append(upload(each, evaluation, GOOD, "report.pdf")))
        for each in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    (refused,) = (answer for answer in answers if answer.status_code == 422)
    assert "You have added this file already, as report.pdf." in refused.text
    documents, files = kept(session, settings)
    assert len(documents) == len(files) == 1
