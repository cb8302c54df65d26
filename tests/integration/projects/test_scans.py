"""A PDF without text is told as a scan; where the program for it is installed, the worker has its text recognised."""

import os
import shutil
import signal
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import select

from evidencehub.cli import worker
from evidencehub.extraction.scans.recognising import recognised
from evidencehub.projects.models import Document, DocumentPage
from evidencehub.projects.states import DocumentState
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.support.documents import a_pdf, words

SCAN = a_pdf(b"0 0 100 100 re f", b"0 0 100 100 re f")
READ = a_pdf(words("Attendance rose"), words("by three points"))


@pytest.fixture
def program(tmp_path):
    """Stands in for ocrmypdf: a script with a body of its own, which gets the same arguments."""

    def make(body):
        path = tmp_path / "recognise"
        path.write_text(f'#!/bin/sh\nfor last in "$@"; do :; done\n{body}\n')
        path.chmod(0o755)
        return str(path)

    return make


@pytest.fixture
def add(make_app, settings, session):
    """Upload a file to a hub that has the program, and have its worker do all; the document, and the page about it."""

    def upload(content, ocr):
        app = make_app(replace(settings, ocr=ocr))
        client, team = app.test_client(), an_organisation(session)
        evaluation, person = an_evaluation(session, a_project(session, team)), a_person(session, team)
        session.commit()
        client.sign_in(person)
        address = f"/team/evaluations/{evaluation.id}/documents"
        assert client.post(address, data={"file": (BytesIO(content), "scan.pdf")}).status_code == 303
        worker.run_due(app)
        session.rollback()
        return session.scalar(select(Document)), " ".join(client.get(address).text.split())

    return upload


def test_without_the_program_the_team_reads_what_it_can_do(add):
    document, page = add(SCAN, "")
    assert document.state is DocumentState.NO_TEXT
    assert "many scanners and PDF programs can recognise text (OCR): do that, and upload what comes of it." in page


def test_with_it_the_text_is_read_page_by_page_and_said_to_be_a_machines(add, session, program, tmp_path):
    (tmp_path / "read.pdf").write_bytes(READ)
    document, page = add(SCAN, program(f'cat > /dev/null; cp "{tmp_path}/read.pdf" "$last"'))
    assert document.state is DocumentState.TEXT
    assert "a machine may read letters and numbers wrong." in page
    assert "This file is a scan: a machine recognised its text" in page
    pages = session.scalars(select(DocumentPage.text).order_by(DocumentPage.number)).all()
    assert pages == ["Attendance rose", "by three points"]


@pytest.mark.parametrize("body", ["exit 2", "exit 0", 'echo "no PDF" > "$last"', "kill -9 $$"])
def test_where_nothing_comes_of_it_that_is_said_and_the_file_stays(add, program, body):
    document, page = add(SCAN, program(body))
    assert document.state is DocumentState.NO_TEXT and "we could not recognise its text" in page


@pytest.mark.parametrize("content", [READ, b"Only words, no PDF at all."])
def test_what_has_text_is_left_alone(add, program, tmp_path, content):
    document, _page = add(content, program(f'touch "{tmp_path}/called"'))
    assert document.state is DocumentState.TEXT and not (tmp_path / "called").exists()


def test_it_is_stopped_in_time_with_all_that_it_started(program, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(SCAN)
    started = tmp_path / "started"
    assert recognised(tmp_path / "scan.pdf", program(f'sleep 60 & echo $! > "{started}"; wait'), seconds=2) == ()
    with pytest.raises(ProcessLookupError):
        for _ in range(50):
            os.kill(int(started.read_text()), 0)
            signal.sigtimedwait([], 0.1)


def test_it_sees_nothing_of_the_hubs_own_settings(program, tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCEHUB_SECRET_KEY", "a secret of this hub")
    (tmp_path / "scan.pdf").write_bytes(SCAN)
    recognised(tmp_path / "scan.pdf", program(f'env > "{tmp_path}/env"'))
    seen = (tmp_path / "env").read_text()
    assert "LANG=C.UTF-8" in seen and "EVIDENCEHUB" not in seen and "PYTHONPATH" not in seen


@pytest.mark.data
@pytest.mark.ocr
def test_a_real_scan_is_recognised(sample_data):
    (page,) = recognised(sample_data / "uploads" / "scan-no-text.pdf", shutil.which("ocrmypdf"))
    assert "32 Track MIDI Sequence Recorder" in page
