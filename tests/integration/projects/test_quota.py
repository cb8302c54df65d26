"""What is kept for a team has a limit, in files and in bytes; what would be more is refused with the numbers."""

import threading
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import func, select

from evidencehub.projects import quota
from evidencehub.projects.models import Document
from evidencehub.projects.states import DocumentState
from evidencehub.projects.uploading import add_document, receive
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.errors import Invalid
from evidencehub.shared.files import FileStore
from tests.factories import NOW, a_person, a_project, an_evaluation, an_organisation
from tests.support.documents import a_pdf, words

MB = 1024 * 1024


@pytest.fixture
def settings(settings):
    return replace(settings, team_max_bytes=3 * MB, team_max_files=4)


@pytest.fixture
def team(session):
    made = an_organisation(session)
    session.commit()
    return made


@pytest.fixture
def evaluation(client, session, team):
    made = an_evaluation(session, a_project(session, team))
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return made


def pdf(text, size=0):
    content = a_pdf(words(text))
    return content + b"%" * (size - len(content))


def upload(client, evaluation, content):
    data = {"file": (BytesIO(content), "report.pdf")}
    answer = client.post(f"/team/evaluations/{evaluation.id}/documents", data=data)
    answer.request.environ["wsgi.input"].close()  # the test client keeps large bodies in a file, and leaves it open
    return answer


def count(session):
    session.rollback()
    return session.scalar(select(func.count()).select_from(Document))


def stored(settings):
    folder = settings.home / "files"
    return len([path for path in folder.rglob("*") if path.is_file()])


def test_the_page_says_what_there_is_and_what_may_be(client, evaluation):
    page = f"/team/evaluations/{evaluation.id}/documents"
    assert "Your team has 0 files. We keep up to 4 files and 3 MB for a team." in " ".join(
        client.get(page).text.split()
    )
    upload(client, evaluation, pdf("One", MB))
    assert "Your team has 1 file, 1 MB in all." in " ".join(client.get(page).text.split())


def test_a_file_that_would_be_too_many_bytes_is_refused_before_it_is_kept(client, session, evaluation, settings):
    upload(client, evaluation, pdf("One", int(1.5 * MB)))
    answer = upload(client, evaluation, pdf("Two", int(1.75 * MB)))
    assert answer.status_code == 422 and 'href="#file"' in answer.text
    assert "Your team has 1.5 MB of files, and with this one it would have 3.2 MB." in answer.text
    assert "The most we keep for a team is 3 MB. Nothing was added." in answer.text
    assert (count(session), stored(settings)) == (1, 1)
    assert upload(client, evaluation, pdf("Three", int(1.5 * MB))).status_code == 303, "up to the last byte"


def test_the_files_of_all_projects_of_a_team_count_and_those_of_others_do_not(client, session, team, evaluation):
    elsewhere = an_evaluation(session, a_project(session, team))
    theirs = an_evaluation(session, a_project(session, an_organisation(session)))
    session.commit()
    for number in range(3):
        assert upload(client, elsewhere, pdf(f"Report {number}")).status_code == 303
    session.add(
        Document(
            evaluation_id=theirs.id, sha256="a" * 64, file_name="a.pdf", media_type="application/pdf", notes=[],
            size_bytes=3 * MB, uploaded_at=NOW, state=DocumentState.TEXT,
        )
    )  # fmt: skip
    session.commit()
    assert upload(client, evaluation, pdf("Four")).status_code == 303
    answer = upload(client, evaluation, pdf("Five"))
    assert answer.status_code == 422
    assert "Your team has 4 files, and the most we keep for a team is 4. Nothing was added." in answer.text


def test_a_file_that_was_taken_out_counts_and_comes_back_though_there_is_no_more_room(client, session, evaluation):
    first = pdf("Report 0")
    for content in (first, *(pdf(f"Report {number}") for number in range(1, 4))):
        upload(client, evaluation, content)
    session.rollback()
    document = session.scalar(select(Document).order_by(Document.uploaded_at).limit(1))
    client.post(f"/team/documents/{document.id}/remove")
    assert upload(client, evaluation, pdf("Five")).status_code == 422
    assert upload(client, evaluation, first).status_code == 303
    session.rollback()
    session.execute(Document.__table__.update().values(state=DocumentState.REDACTED))  # its bytes are gone
    session.commit()
    assert upload(client, evaluation, pdf("Five")).status_code == 303


def test_two_at_once_keep_to_the_quota_together(app, session, evaluation, settings):
    store, results = FileStore(settings.files_url), []
    evaluation_id, barrier = evaluation.id, threading.Barrier(2)

    def add(number):
        received = receive(store, BytesIO(pdf(f"Report {number}")), "report.pdf", max_bytes=MB)
        with app.app_context(), db.sessionmaker() as own:
            barrier.wait(20)
            try:
                mine = own.get(type(evaluation), evaluation_id)
                add_document(own, mine, received, actor_id=None, now=NOW, quota=quota.Quota(1, MB))
                own.commit()
                results.append("added")
            except Invalid:
                results.append("refused")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(results) == ["added", "refused"] and count(session) == 1


def test_reading_a_file_is_its_teams_turn(client, session, team, evaluation):
    upload(client, evaluation, pdf("One"))
    assert session.scalar(select(DueRow.owner).where(DueRow.kind == "extract")) == str(team.id)
