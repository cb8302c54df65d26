"""Mails against a real server, aiosmtpd, that goes wrong in each of the ways in which mail servers go wrong."""

import asyncio
import socket
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from evidencehub.cli.worker import mail_handlers
from evidencehub.shared import due, mail, mail_server
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from evidencehub.shared.outages import Outage
from tests.factories import NOW, a_person

TO = "team@project.org"


class Server:
    """What a server does is said by ``answers``: one for each mail, in order; then it takes what comes.

    An answer is a line of SMTP, to the recipient (``"rcpt 450 …"``) or to the whole mail (``"data 550 …"``), or
    "drop" (the mail is taken, and the connection ends before the answer), or "slow" (it takes longer to answer than
    other answers may).
    """

    def __init__(self, *answers):
        self.answers, self.taken = list(answers), []

    def _next(self, kind):
        return self.answers.pop(0) if self.answers and self.answers[0].startswith(kind) else ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if said := self._next("rcpt "):
            return said.removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if said := self._next("data "):
            return said.removeprefix("data ")
        if self._next("slow"):
            await asyncio.sleep(mail_server.ANSWER_SECONDS + 1)
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        if self._next("drop"):
            server.transport.abort()
        return "250 OK"


def a_free_port():
    """Nobody listens there: the controller of the library has to be told one."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def serve(settings):
    """Start a server that goes wrong as said, and give it with the worker's handlers for it."""
    running = []

    def start(*answers):
        server = Server(*answers)
        port = a_free_port()
        controller = Controller(server, hostname="127.0.0.1", port=port)
        controller.start()
        running.append(controller)
        return server, mail_handlers(replace(settings, mail_url=f"smtp://127.0.0.1:{port}"))

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def new_session(app):
    with app.app_context():
        return db.sessionmaker


def write(session, count=1, to=TO):
    made = [
        mail.queue(session, to=to, subject=f"Mail {number}", body="Hello", about="test", at=NOW)
        for number in range(count)
    ]
    session.commit()
    return [each.id for each in made]


def rows(session):
    session.rollback()
    return list(session.scalars(select(DueRow).where(DueRow.kind == "mail")))


def run(new_session, handlers, session):
    """Now, and once more when whatever was put off is due again."""
    due.run(new_session, handlers)
    later = [row.due_at for row in rows(session)]
    later += [each.again_at for each in session.scalars(select(Outage))]
    if later:
        due.run(new_session, handlers, now=lambda: max(later))


def test_a_mail_that_is_refused_for_now_goes_later_and_once(session, serve, new_session):
    server, handlers = serve("rcpt 450 4.2.1 Try again later", "data 451 4.3.0 Try again later")
    write(session)
    due.run(new_session, handlers)
    (row,) = rows(session)
    assert row.attempts == 1 and "450" in row.last_error and server.taken == []
    run(new_session, handlers, session)
    run(new_session, handlers, session)
    assert [each["Subject"] for each in server.taken] == ["Mail 0"] and rows(session) == []
    assert session.scalar(select(Mail.sent_at)) is not None


@pytest.mark.parametrize("answer", ["rcpt 550 5.1.1 No such user here", "data 554 5.6.0 Not this"])
def test_a_mail_that_is_refused_for_good_is_tried_once_and_shown_to_admins(session, serve, new_session, client, answer):
    server, handlers = serve(answer)
    refused, other = write(session, 2)
    run(new_session, handlers, session)
    run(new_session, handlers, session)
    assert rows(session) == [] and [each["Subject"] for each in server.taken] == ["Mail 1"]
    session.expire_all()
    kept = session.get(Mail, refused)
    assert kept.sent_at is None and kept.refused_because == answer[5:] and session.get(Mail, other).sent_at
    assert session.scalar(select(Outage)) is None, "it is this mail, and not the server"
    admin = a_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    page = client.get("/admin/mails").text
    assert "Refused" in page and answer[5:] in page
    assert "1 mail was refused" in " ".join(client.get("/admin/system").text.split())
    for _ in range(2):  # pressed twice
        assert client.post(f"/admin/mails/{refused}/again").status_code == 303
    run(new_session, handlers, session)
    assert sorted(each["Subject"] for each in server.taken) == ["Mail 0", "Mail 1"]
    assert "Refused" not in client.get("/admin/mails").text


def test_a_connection_that_ends_before_the_answer_leaves_a_doubt_that_the_message_id_takes_away(
    session, serve, new_session
):
    """The server has the mail, and nobody knows. It comes again with the same id, by which programs show it once."""
    server, handlers = serve("drop")
    write(session)
    run(new_session, handlers, session)
    assert len(server.taken) == 2 and rows(session) == []
    assert len({each["Message-ID"] for each in server.taken}) == 1
    assert len({each.get_content() for each in server.taken}) == 1


def test_a_server_that_thinks_for_longer_than_it_takes_to_connect_is_waited_for(session, serve, new_session):
    """Filters for spam take their time after the last line; who gives up then sends the same mail again and again."""
    server, handlers = serve("slow")
    write(session)
    due.run(new_session, handlers)
    assert len(server.taken) == 1 and rows(session) == [] and session.scalar(select(Outage)) is None


def test_while_no_server_is_there_no_mail_is_to_blame_and_all_go_when_it_is_back(session, settings, serve, new_session):
    nowhere = a_free_port()
    write(session, 3)
    down = mail_handlers(replace(settings, mail_url=f"smtp://127.0.0.1:{nowhere}"))
    assert due.run(new_session, down) == 0
    assert [row.attempts for row in rows(session)] == [0, 0, 0]
    again_at = session.scalar(select(Outage.again_at))
    server, up = serve()
    due.run(new_session, up, now=lambda: again_at)
    assert len(server.taken) == 3 and rows(session) == [] and session.scalar(select(Outage)) is None


def test_a_server_that_refuses_the_hub_itself_holds_all_mails_and_blames_none(session, settings, serve, new_session):
    server, handlers = serve()
    server.handle_MAIL = _not_from_you
    write(session, 2)
    due.run(new_session, handlers)
    assert [row.attempts for row in rows(session)] == [0, 0] and server.taken == []
    session.rollback()
    assert session.scalar(select(Mail.refused_at)) is None
    assert "550" in session.scalar(select(Outage.reason))


async def _not_from_you(server, session, envelope, address, options):
    return "550 5.7.1 Not from you"
