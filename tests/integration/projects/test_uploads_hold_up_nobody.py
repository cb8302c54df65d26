"""Bytes come in, are copied and hashed while no transaction is open: on SQLite one that writes keeps others waiting."""

import threading
from io import BytesIO, RawIOBase

import pytest
from sqlalchemy import create_engine, select, text
from werkzeug.test import EnvironBuilder, run_wsgi_app

from evidencehub.projects.models import Document
from evidencehub.shared.files import FileStore
from tests.factories import a_person, a_project, an_evaluation, an_organisation
from tests.support.documents import a_pdf, words

PATIENCE = 20  # seconds, for what takes a moment
PDF = a_pdf(words("Attendance rose by three points."))


@pytest.fixture
def evaluation(client, session):
    team = an_organisation(session)
    made = an_evaluation(session, a_project(session, team))
    person = a_person(session, team)
    session.commit()
    client.sign_in(person)
    return made


@pytest.fixture
def write_at_once(database_url):
    """Write and commit as another process would; it raises where it would have to wait."""
    engine = create_engine(database_url)

    def write():
        with engine.connect() as connection:
            is_sqlite = engine.dialect.name == "sqlite"
            connection.exec_driver_sql("PRAGMA busy_timeout=0" if is_sqlite else "SET lock_timeout = '1s'")
            connection.execute(text("UPDATE project SET name = name || '!'"))
            connection.execute(text("UPDATE evaluation SET title = title || '!'"))
            connection.commit()
            return True

    yield write
    engine.dispose()


class Slow(RawIOBase):
    """A body of which the second half comes when it is told to."""

    def __init__(self, body):
        self._body, self._at = body, 0
        self.is_halfway, self.rest_may_come = threading.Event(), threading.Event()

    def readable(self):
        return True

    def readinto(self, buffer):
        half = len(self._body) // 2
        if self._at >= half:
            self.is_halfway.set()
            assert self.rest_may_come.wait(PATIENCE)
        end = self._at + min(len(buffer), half if self._at < half else len(self._body) - self._at)
        part = self._body[self._at : end]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


@pytest.mark.parametrize("csrf", [True, False])
def test_others_write_while_an_upload_comes_in(app, client, session, evaluation, write_at_once, csrf):
    app.config["WTF_CSRF_ENABLED"] = csrf  # the check reads the form too, and sooner
    address = f"/team/evaluations/{evaluation.id}/documents"
    page = client.get(address).text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0] if csrf else ""
    data = {"csrf_token": token, "file": (BytesIO(PDF), "report.pdf")}
    builder = EnvironBuilder(address, method="POST", data=data)
    environ = builder.get_environ()
    slow = environ["wsgi.input"] = Slow(environ["wsgi.input"].read())
    client._add_cookies_to_wsgi(environ)
    answers = []
    thread = threading.Thread(target=lambda: answers.append(run_wsgi_app(app.wsgi_app, environ, buffered=True)))
    thread.start()
    try:
        assert slow.is_halfway.wait(PATIENCE) and not answers
        assert write_at_once()
    finally:
        slow.rest_may_come.set()
        thread.join(PATIENCE)
        builder.close()
    assert answers[0][1].startswith("303")
    session.rollback()
    assert session.scalar(select(Document)).size_bytes == len(PDF)


def test_others_write_while_an_upload_is_copied_and_hashed(client, session, evaluation, write_at_once, monkeypatch):
    seen, really = [], FileStore.put

    def put(*arguments, **more):
        seen.append(write_at_once())
        return really(*arguments, **more)

    monkeypatch.setattr(FileStore, "put", put)
    answer = upload(client, evaluation)
    assert (answer.status_code, seen) == (303, [True])


def upload(client, evaluation):
    return client.post(f"/team/evaluations/{evaluation.id}/documents", data={"file": (BytesIO(PDF), "report.pdf")})


@pytest.mark.parametrize(
    ("meanwhile", "status"),
    [("DELETE FROM evaluation", 404), ("SELECT 1", 303)],
)
def test_what_changed_while_it_was_copied_counts(
    client, session, evaluation, database_url, monkeypatch, meanwhile, status
):
    really = FileStore.put

    def put(*arguments, **more):
        engine = create_engine(database_url)
        with engine.begin() as connection:
            connection.execute(text(meanwhile))
        engine.dispose()
        return really(*arguments, **more)

    monkeypatch.setattr(FileStore, "put", put)
    assert upload(client, evaluation).status_code == status
