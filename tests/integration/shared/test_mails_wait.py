"""A mail server that is down, hangs or chokes on one mail: mails wait, nothing else does, and no mail is given up."""

import socket
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from evidencehub.catalogue.index import indexing
from evidencehub.cli.worker import mail_handlers
from evidencehub.shared import due, mail, outages
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from evidencehub.shared.outages import Outage
from evidencehub.shared.settings import BadSetting
from tests.factories import NOW, a_person, a_project, a_result, an_evaluation
from tests.support.processes import a_worker
from tests.support.smtp import MailServer

PATIENCE = 60  # seconds, for what takes one or two


@pytest.fixture
def new_session(app):
    with app.app_context():
        return db.sessionmaker


def some_mails(session, count, to="team@project.org"):
    for number in range(count):
        mail.queue(session, to=to, subject=f"Mail {number}", body="Hello", about="test", at=NOW)
    session.commit()


def waits(session, kind):
    session.rollback()
    return session.scalar(select(func.count()).select_from(DueRow).where(DueRow.kind == kind))


def attempts(session):
    session.rollback()
    return sorted(session.scalars(select(DueRow.attempts).where(DueRow.kind == "mail")))


def outage(session):
    session.rollback()
    return session.scalar(select(Outage))


def until(true):
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.02)
    return time.monotonic() - began


def test_while_a_mail_server_never_answers_what_is_published_is_found_at_once(session, settings):
    """Twenty mails held the index up for four minutes, when they were done by the same lane."""
    some_mails(session, 20)
    with (
        MailServer(mute=True) as server,
        a_worker(settings, EVIDENCEHUB_MAIL_URL=f"smtp://127.0.0.1:{server.port}"),
    ):
        until(lambda: server.connections)
        project = a_project(session, published_at=NOW, source="test", external_id="1")
        a_result(session, an_evaluation(session, project))
        due.add(session, "index", project.id, {"project_id": str(project.id)})
        session.commit()
        seconds = until(lambda: not waits(session, "index"))
        assert seconds < 20
        assert indexing.engine_of(settings).status().documents == 1
        until(lambda: outage(session))
    assert server.mails == [] and attempts(session) == [0] * 20


def test_mails_wait_and_go_over_one_connection_when_the_server_is_back(session, settings, new_session):
    some_mails(session, 20)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]  # nobody listens there when the block is over
    handlers = mail_handlers(replace(settings, mail_url=f"smtp://127.0.0.1:{port}"))
    assert due.run(new_session, handlers) == 0
    first = outage(session)
    assert first.failures == 1 and "ConnectionRefused" in first.reason and attempts(session) == [0] * 20
    due.run(new_session, handlers, now=lambda: first.again_at - timedelta(milliseconds=1))
    assert outage(session).failures == 1  # nobody asked
    due.run(new_session, handlers, now=lambda: first.again_at)
    second = outage(session)
    assert second.failures == 2 and attempts(session) == [0] * 20
    with MailServer(port=port) as server:
        assert due.run(new_session, handlers, now=lambda: second.again_at) == 20
    assert (server.connections, len(server.mails)) == (1, 20)
    assert outage(session) is None and session.scalar(select(func.count()).where(Mail.sent_at.is_(None))) == 0


def test_each_failure_doubles_the_pause_up_to_a_quarter_of_an_hour(session, new_session):
    pauses = []
    for _ in range(10):
        outages.note(new_session, "mail", "It is down", NOW)
        pauses.append((outage(session).again_at - NOW).total_seconds())
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    assert (outage(session).since, outage(session).failures) == (NOW, 10)


def test_a_mail_that_a_server_chokes_on_does_not_hold_up_the_others(session, settings, new_session):
    def choke(line):
        if "choke" in line:
            server.hang_up()
        return "250 OK"

    some_mails(session, 1, to="choke@project.org")
    some_mails(session, 3)
    with MailServer(answers={"RCPT": choke}) as server:
        handlers = mail_handlers(replace(settings, mail_url=f"smtp://127.0.0.1:{server.port}"))
        due.run(new_session, handlers)
        again_at = outage(session).again_at
        due.run(new_session, handlers, now=lambda: again_at)
    assert len(server.mails) == 3 and attempts(session) == [1]


def test_an_admin_sees_that_mails_wait_and_why(session, client, settings, new_session):
    some_mails(session, 2)
    admin = a_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    assert "The mail server takes no mails" not in client.get("/admin/system").text
    due.run(new_session, mail_handlers(replace(settings, mail_url="smtp://hub:secret-word@127.0.0.1:9")))
    page = client.get("/admin/system").text
    assert "The mail server takes no mails" in page and "ConnectionRefusedError" in page and "2 of kind “mail”" in page
    assert "secret-word" not in page


def test_a_hub_whose_mail_address_cannot_be_used_does_not_start(make_app, settings):
    with pytest.raises(BadSetting, match="asks for no TLS"):
        make_app(replace(settings, mail_url="smtp://relay", mail_certificate="server.pem"))
