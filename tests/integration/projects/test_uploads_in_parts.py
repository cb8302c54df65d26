"""Files that come in parts: what arrived is kept when the connection breaks, and nothing half made is a document."""

import os
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from evidencehub.cli import worker
from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.models import Document
from evidencehub.projects.uploads.models import KEPT_FOR, Upload
from evidencehub.shared.clock import utc_now
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.support.documents import a_pdf, words

TUS = {"Tus-Resumable": "1.0.0"}
PDF = a_pdf(words("Attendance rose by three points."))


@pytest.fixture
def team(session):
    return an_organisation(session)


@pytest.fixture
def evaluation(client, session, team):
    made = an_evaluation(session, a_project(session, team), title="Walking to school")
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return made


def begin(client, evaluation, size, name="report.pdf", kind="report", caption="", **headers):
    told = {"filename": name, "kind": kind, "caption": caption, "fingerprint": "f"}
    metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in told.items())
    sent = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata, **headers}
    return client.post(f"/team/evaluations/{evaluation.id}/uploads", headers=sent)


def part(client, address, at, content, **headers):
    sent = {**TUS, "Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream", **headers}
    return client.patch(address, data=content, headers=sent)


def send(client, evaluation, content, pieces=3, **told):
    begun = begin(client, evaluation, len(content), **told)
    assert begun.status_code == 201, begun.text
    step = len(content) // pieces + 1
    for at in range(0, len(content), step):
        answer = part(client, begun.location, at, content[at : at + step])
    return answer


def documents(session):
    session.rollback()
    return session.scalars(select(Document).order_by(Document.uploaded_at)).all()


def files(settings, folder):
    return [path for path in (settings.home / "files" / folder).rglob("*") if path.is_file()]


def test_a_file_in_parts_becomes_the_document_that_it_would_be_in_one(client, session, settings, evaluation):
    answer = send(client, evaluation, PDF, kind="instrument", caption="Strengths questionnaire")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(PDF)))
    (document,) = documents(session)
    assert (document.file_name, document.size_bytes, document.evaluation_id) == (
        "report.pdf", len(PDF), evaluation.id,
    )  # fmt: skip
    assert (document.kind, document.caption) == (DocumentKind.INSTRUMENT, "Strengths questionnaire")
    assert client.get(f"/team/documents/{document.id}/file").data == PDF
    assert session.scalars(select(Upload)).all() == [] and files(settings, "parts") == []
    assert "We have report.pdf." in client.get(f"/team/evaluations/{evaluation.id}/documents").text


def test_what_has_arrived_is_there_after_a_break_and_the_page_says_how_to_go_on(client, session, evaluation):
    address = begin(client, evaluation, len(PDF)).location
    assert part(client, address, 0, PDF[:100]).headers["Upload-Offset"] == "100"
    where = client.head(address, headers=TUS)
    assert (where.status_code, where.headers["Upload-Offset"], where.headers["Upload-Length"]) == (
        200, "100", str(len(PDF)),
    )  # fmt: skip
    assert where.headers["Cache-Control"] == "no-store" and where.headers["Upload-Expires"]
    page = " ".join(client.get(f"/team/evaluations/{evaluation.id}/documents").text.split())
    assert 'data-fingerprint="f"' in page and f'data-upload="{address}"' in page
    assert "To go on, choose the same file again and press “Upload”." in page
    assert part(client, address, 100, PDF[100:]).status_code == 204
    assert len(documents(session)) == 1


def test_a_part_that_does_not_fit_changes_nothing(client, session, evaluation):
    address = begin(client, evaluation, len(PDF)).location
    part(client, address, 0, PDF[:100])
    assert part(client, address, 50, PDF[50:]).status_code == 409
    assert part(client, address, 100, PDF[100:] + b"more").status_code == 413
    assert part(client, address, 100, PDF[100:], **{"Content-Type": "text/plain"}).status_code == 415
    assert part(client, address, 100, PDF[100:], **{"Tus-Resumable": "0.2.2"}).status_code == 412
    assert part(client, address, "all", PDF[100:]).status_code == 400
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == "100" and documents(session) == []
    assert part(client, address, 100, PDF[100:]).status_code == 204


def test_a_part_that_another_overtook_while_it_came_is_not_added(client, session, evaluation, monkeypatch):
    from evidencehub.shared.file_parts import PartStore

    address = begin(client, evaluation, len(PDF)).location
    really, meanwhile = PartStore.add_part, []

    def add_part(*arguments, **more):
        if not meanwhile:
            meanwhile.append(True)
            assert part(client, address, 0, PDF[:100]).status_code == 204
        return really(*arguments, **more)

    monkeypatch.setattr(PartStore, "add_part", add_part)
    assert part(client, address, 0, PDF[:60]).status_code == 409
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == "100"


@pytest.mark.parametrize(
    ("size", "told", "words_said"),
    [
        (0, {}, "This file is empty"),
        (1024**3, {}, "The file is 1,024 MB, and the largest we take is 3 MB."),
        (500, {"kind": "protocol"}, "Say what the instrument or protocol is called"),
        (500, {"caption": "a" * 201}, "must be 200 characters or fewer"),
    ],
)
def test_what_cannot_be_taken_is_said_before_it_is_sent(client, session, evaluation, size, told, words_said):
    answer = begin(client, evaluation, size, **told)
    assert answer.status_code == 422 and words_said in answer.text
    assert session.scalars(select(Upload)).all() == []


@pytest.mark.parametrize(
    ("content", "words_said"),
    [(b"MZ\x00\x01" * 300, "This file is none of them."), (PDF, "You have added this file already, as report.pdf.")],
)
def test_what_turns_out_not_to_be_taken_leaves_nothing_behind(
    client, session, settings, evaluation, content, words_said
):
    send(client, evaluation, PDF)
    before = files(settings, "")
    answer = send(client, evaluation, content)
    assert answer.status_code == 422 and words_said in answer.text
    assert len(documents(session)) == 1 and files(settings, "") == before
    assert session.scalars(select(Upload)).all() == []


@pytest.mark.parametrize("name", ["a" * 396 + ".pdf", "../../etc/passwd.pdf", "..\\..\\boot.pdf", "\x00\u202e.pdf", ""])
def test_a_name_is_only_ever_shown(client, session, settings, evaluation, name):
    address = begin(client, evaluation, len(PDF), name=name).location
    shown = session.scalar(select(Upload)).file_name
    assert shown and len(shown.encode()) <= 200 and not set(shown) & set("/\\\x00\u202e")
    assert client.get(f"/team/evaluations/{evaluation.id}/documents").status_code == 200
    assert part(client, address, 0, PDF).status_code == 204
    (document,) = documents(session)
    assert len(document.file_name.encode()) <= 200 and "/" not in document.file_name and "\\" not in document.file_name


def test_the_same_file_in_another_study_of_the_team_is_named(client, session, team, evaluation):
    other = an_evaluation(session, a_project(session, team), title="Reading together")
    session.commit()
    send(client, other, PDF, name="first.pdf")
    client.get(f"/team/evaluations/{other.id}/documents")
    send(client, evaluation, PDF)
    page = " ".join(client.get(f"/team/evaluations/{evaluation.id}/documents").text.split())
    assert "The same file is also in “Reading together”, as first.pdf." in page


def test_what_is_on_its_way_counts_towards_what_a_team_may_keep(make_app, settings, session, evaluation):
    person = a_person(session, evaluation.project.organisation)
    session.commit()
    client = make_app(replace(settings, team_max_bytes=1000)).test_client()
    client.sign_in(person)
    assert begin(client, evaluation, 600).status_code == 201
    answer = begin(client, evaluation, 500)
    assert answer.status_code == 422 and "The most we keep for a team is 1 KB." in answer.text
    assert begin(client, evaluation, 400).status_code == 201


def test_nobody_else_sees_or_adds_to_it(app, client, session, evaluation):
    address = begin(client, evaluation, len(PDF)).location
    stranger = a_person(session, an_organisation(session))
    session.commit()
    other = app.test_client()
    assert other.head(address, headers=TUS).status_code == 303
    other.sign_in(stranger)
    assert other.head(address, headers=TUS).status_code == 404
    assert part(other, address, 0, PDF).status_code == 404
    assert begin(other, evaluation, 500).status_code == 404
    assert other.post(f"{address}/stop").status_code == 404


def test_it_can_be_given_up(client, session, settings, evaluation):
    address = begin(client, evaluation, len(PDF)).location
    part(client, address, 0, PDF[:100])
    assert files(settings, "parts")
    assert "Remove what has arrived of report.pdf?" in client.get(f"{address}/stop").text
    assert client.post(f"{address}/stop").status_code == 303
    assert session.scalars(select(Upload)).all() == [] and files(settings, "parts") == []
    assert client.head(address, headers=TUS).status_code == 404


def test_the_worker_removes_what_was_never_finished_and_nothing_younger(app, client, session, settings, evaluation):
    old = begin(client, evaluation, len(PDF)).location
    part(client, old, 0, PDF[:100])
    (lying,) = files(settings, "parts")
    then = (utc_now() - KEPT_FOR - timedelta(days=1, minutes=1)).timestamp()
    os.utime(lying, (then, then))
    session.scalar(select(Upload)).started_at = utc_now() - KEPT_FOR - timedelta(minutes=1)
    session.commit()
    young = begin(client, evaluation, len(PDF)).location
    part(client, young, 0, PDF[:100])
    for run in worker.lanes(app):
        run()
    session.rollback()
    assert [f"/team/uploads/{each.id}" for each in session.scalars(select(Upload))] == [young]
    assert lying not in files(settings, "parts") and len(files(settings, "parts")) == 1
    assert not lying.parent.exists()


def test_several_files_go_in_one_form_without_javascript_and_each_refusal_is_named(client, session, evaluation):
    address = f"/team/evaluations/{evaluation.id}/documents"
    chosen = [(BytesIO(PDF), "one.pdf"), (BytesIO(a_pdf(words("Two"))), "two.pdf"), (BytesIO(b""), "empty.docx")]
    answer = client.post(address, data={"file": chosen, "kind": "annex"})
    assert answer.status_code == 422
    assert "empty.docx: This file is empty. Check that it is the file you meant." in answer.text
    assert [each.file_name for each in documents(session)] == ["one.pdf", "two.pdf"]
