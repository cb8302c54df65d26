"""Slow work holds no transaction open, and several workers on PostgreSQL share what is due."""

import socket
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, select, text

from evidencehub.cli.worker import mail_handlers, quick_handlers, slow_handlers
from evidencehub.interchange.demonstration.reports import as_pdf
from evidencehub.projects.uploading import add_document, receive
from evidencehub.search.engine import WhooshEngine
from evidencehub.shared import due, mail
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow, Handler
from evidencehub.shared.files import FileStore
from evidencehub.shared.mail import Mail
from tests.factories import NOW, a_project, an_evaluation

# Of this database alone: other test processes hold such locks in theirs.
CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
IDLE = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"


@pytest.fixture
def new_session(app):
    with app.app_context():
        return db.sessionmaker


@pytest.fixture
def idle_transactions(app, database_url):
    """What holds a transaction open without running anything: as PostgreSQL's server sees it, or our own pool."""
    engine = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with app.app_context():
        pool = db.engine.pool

    def look():
        if engine.dialect.name != "postgresql":
            return ["a connection"] * pool.checkedout()
        with engine.connect() as connection:
            return list(connection.scalars(text(IDLE)))

    yield look
    engine.dispose()


def _others_can_write(database_url):
    """Whether another process could write at once, without waiting for anybody."""
    options = {"connect_args": {"timeout": 0}} if database_url.startswith("sqlite") else {}
    engine = create_engine(database_url, **options)
    with engine.connect() as connection:
        patience = "PRAGMA busy_timeout=0" if engine.dialect.name == "sqlite" else "SET lock_timeout = '1s'"
        connection.exec_driver_sql(patience)
        connection.execute(text("UPDATE due_row SET last_error = 'written by somebody else'"))
        connection.rollback()
    engine.dispose()
    return True


def test_while_a_handler_works_no_transaction_is_open(session, new_session, database_url, idle_transactions):
    due.add(session, "test", 1, {"n": 1})
    session.commit()
    seen = []

    def work(_payloads, _new_session):
        seen.append((idle_transactions(), _others_can_write(database_url)))
        return lambda _session: None

    assert due.run(new_session, {"test": Handler(work)}) == 1
    assert seen == [([], True)]


@contextmanager
def _a_mail_server(look):
    """A mail server that calls ``look`` while it has a mail in hand."""

    def serve(listening):
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 ready\r\n")
            while line := lines.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    while lines.readline() != b".\r\n":
                        pass
                    look()
                connection.sendall(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(timeout=10)


def test_no_transaction_is_open_while_a_mail_server_is_waited_for(session, new_session, settings, idle_transactions):
    made = mail.queue(session, to="team@hub.org.uk", subject="Hello", body="Hello", about="test", at=NOW)
    session.commit()
    seen = []
    with _a_mail_server(lambda: seen.append(idle_transactions())) as address:
        due.run(new_session, mail_handlers(replace(settings, mail_url=address)))
    assert seen == [[]]
    session.rollback()
    assert session.get(Mail, made.id).sent_at is not None


def test_no_transaction_is_open_while_the_index_is_written(
    session, new_session, settings, idle_transactions, monkeypatch
):
    project = a_project(session, published_at=NOW, source="test", external_id="1")
    due.add(session, "index", project.id, {"project_id": str(project.id)})
    session.commit()
    seen, really = [], WhooshEngine.apply

    def apply(*arguments):
        seen.append(idle_transactions())
        return really(*arguments)

    monkeypatch.setattr(WhooshEngine, "apply", apply)
    due.run(new_session, {"index": quick_handlers(settings)["index"]})
    assert seen == [[], []]  # the pages of reports, then the records


def test_no_transaction_is_open_while_a_document_is_read(
    session, new_session, settings, idle_transactions, monkeypatch
):
    evaluation = an_evaluation(session, a_project(session))
    pdf = as_pdf("Report", ["Page one."])
    store = FileStore(settings.files_url)
    add_document(session, evaluation, receive(store, pdf, "report.pdf", max_bytes=10**7), actor_id=None, now=NOW)
    session.commit()
    seen, really = [], FileStore.local_path

    def local_path(*arguments):
        seen.append(idle_transactions())
        return really(*arguments)

    monkeypatch.setattr(FileStore, "local_path", local_path)
    due.run(new_session, slow_handlers(settings))
    assert seen == [[], []], "for its text, and for the copy that reviewers get"


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_two_workers_share_the_rows_and_no_row_is_done_twice(session, new_session):
    for n in range(20):
        due.add(session, "test", n, {"n": n})
    session.commit()
    both, done, who = threading.Barrier(2, timeout=30), [], set()

    def work(payloads, _new_session):
        if threading.get_ident() not in who:
            who.add(threading.get_ident())
            both.wait()  # each has some rows in hand
        done.extend(payload["n"] for payload in payloads)
        return lambda _session: None

    workers = [threading.Thread(target=due.run, args=(new_session, {"test": Handler(work, batch=3)})) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert (len(who), sorted(done)) == (2, list(range(20)))
    assert session.scalars(select(DueRow)).all() == []


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_rows_of_a_worker_whose_connection_is_gone_are_free_at_once(session, new_session, database_url):
    due.add(session, "test", 1, {"n": 1})
    session.commit()
    second = []

    def cut_off(_payloads, _new_session):
        engine = create_engine(database_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            assert due.run(new_session, {"test": Handler(_note(second))}) == 0  # held by the first
            connection.execute(text(CUT_OFF))
        engine.dispose()
        assert due.run(new_session, {"test": Handler(_note(second))}) == 1
        return lambda _session: None

    due.run(new_session, {"test": Handler(cut_off)})
    assert second == [1]


def _note(noted):
    def work(payloads, _new_session):
        noted.extend(payload["n"] for payload in payloads)
        return lambda _session: None

    return work
