"""Mails handed to a real server: over TLS that is verified, on one connection, within a limit of time."""

import smtplib
import time
from email.message import EmailMessage

import pytest

from evidencehub.shared.mail_server import Connection, Interrupted, Refused, ServerDown, parse
from evidencehub.shared.settings import BadSetting
from tests.support.smtp import ELSEWHERE, OWN, MailServer

LOGIN = "hub%40city:p%2Fa%3Ass"  # as an address has to spell hub@city and p/a:ss


def a_mail(text="Hello"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "hub@city.org", "team@project.org", text
    message.set_content(text)
    return message


def hand_over(url, *mails, certificate="", **limits):
    connection = Connection(parse(url, str(certificate)), **limits)
    try:
        for mail in mails or (a_mail(),):
            connection.send(mail)
    finally:
        connection.close()


def test_a_relay_without_tls_takes_mails_on_one_connection():
    with MailServer() as server:
        hand_over(f"smtp://localhost:{server.port}", *(a_mail(f"Mail {number}") for number in range(3)))
    assert server.connections == 1 and len(server.mails) == 3 and "Subject: Mail 2" in server.mails[2]


@pytest.mark.parametrize(
    ("scheme", "tls"), [("smtp+starttls", "starttls"), ("smtps", "implicit"), ("smtp", "starttls")]
)
def test_a_login_goes_out_over_verified_tls_alone(scheme, tls):
    with MailServer(tls=tls) as server:
        hand_over(f"{scheme}://{LOGIN}@localhost:{server.port}", certificate=OWN)
    assert server.logins == [["hub@city", "p/a:ss"]] and len(server.mails) == 1
    assert set(server.in_the_clear) <= {"EHLO", "STARTTLS"}


@pytest.mark.parametrize(("scheme", "tls"), [("smtp+starttls", "starttls"), ("smtps", "implicit")])
def test_tls_needs_no_login(scheme, tls):
    with MailServer(tls=tls) as server:
        hand_over(f"{scheme}://localhost:{server.port}", certificate=OWN)
    assert len(server.mails) == 1 and server.logins == [] and "MAIL" not in server.in_the_clear


@pytest.mark.parametrize(
    ("scheme", "tls"), [("smtp+starttls", "starttls"), ("smtps", "implicit"), ("smtp", "starttls")]
)
@pytest.mark.parametrize(("theirs", "ours"), [(OWN, ""), (ELSEWHERE, ELSEWHERE), (ELSEWHERE, OWN)])
def test_a_server_that_is_not_who_it_should_be_gets_no_login_and_no_mail(scheme, tls, theirs, ours):
    """Signed by itself; known to us, but for another name; another than the one we know."""
    with (
        MailServer(tls=tls, certificate=theirs) as server,
        pytest.raises(ServerDown, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        hand_over(f"{scheme}://{LOGIN}@localhost:{server.port}", certificate=ours)
    assert (server.logins, server.mails) == ([], [])


@pytest.mark.parametrize("url", ["smtp+starttls://localhost:{}", f"smtp://{LOGIN}@localhost:{{}}"])
def test_a_server_that_offers_no_tls_is_refused_where_it_is_asked_for(url):
    with MailServer() as server, pytest.raises(ServerDown, match="STARTTLS"):
        hand_over(url.format(server.port))
    assert set(server.in_the_clear) <= {"EHLO", "QUIT"}


@pytest.mark.parametrize(
    ("url", "certificate", "said"),
    [
        ("pigeon://roof", "", "EVIDENCEHUB_MAIL_URL must be folder"),
        ("smtp://", "", "EVIDENCEHUB_MAIL_URL must be folder"),
        ("smtp://host:port", "", "EVIDENCEHUB_MAIL_URL must be folder"),
        ("smtp://hub@host", "", "half a login"),
        ("smtps://host", "/no/such/file.pem", "EVIDENCEHUB_MAIL_CERTIFICATE: there is no certificate in /no/such/file"),
        ("smtps://host", __file__, "EVIDENCEHUB_MAIL_CERTIFICATE: there is no certificate in"),
        ("smtp://host", str(OWN), "asks for no TLS"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_before_anything_is_sent(url, certificate, said):
    with pytest.raises(BadSetting, match=said):
        parse(url, certificate)


def test_an_address_is_told_without_its_password():
    with pytest.raises(BadSetting) as told:
        parse("smpt://hub:qX7vLr2mWd9sTz4k@host")
    assert "qX7v" not in str(told.value) and "qX7v" not in repr(parse("smtps://hub:qX7vLr2mWd9sTz4k@host"))


def test_a_mail_that_is_refused_does_not_hold_up_the_next():
    answers = {"RCPT": lambda line: "550 No such person" if "nobody" in line else "250 OK"}
    with MailServer(answers=answers) as server:
        connection = Connection(parse(f"smtp://localhost:{server.port}"))
        refused = a_mail()
        refused.replace_header("To", "nobody@project.org")
        with pytest.raises(Refused, match="550 No such person"):
            connection.send(refused)
        connection.send(a_mail())
        connection.close()
    assert len(server.mails) == 1 and server.connections == 1


def test_a_mail_that_is_refused_for_now_is_told_from_one_that_never_will_be_taken():
    with MailServer(answers={"RCPT": "452 Mailbox full"}) as server, pytest.raises(smtplib.SMTPRecipientsRefused):
        hand_over(f"smtp://localhost:{server.port}")


@pytest.mark.parametrize(
    "answers", [{"EHLO": "421 Not now", "HELO": "421 Not now"}, {"MAIL": "550 Not from you"}, {"DATA": "421 Closing"}]
)
def test_a_server_that_takes_no_mail_at_all_is_down(answers):
    with MailServer(answers=answers) as server, pytest.raises(ServerDown, match=r"421|550"):
        hand_over(f"smtp://localhost:{server.port}")


def test_a_connection_that_the_server_closed_in_between_is_opened_again():
    with MailServer() as server:
        connection = Connection(parse(f"smtp://localhost:{server.port}"))
        connection.send(a_mail())
        server.hang_up()
        connection.send(a_mail())
        connection.close()
    assert (server.connections, len(server.mails)) == (2, 2)


def test_a_server_that_never_answers_is_given_up():
    with MailServer(mute=True) as server, pytest.raises(ServerDown):
        hand_over(f"smtp://localhost:{server.port}", answer_seconds=0.2)


@pytest.mark.parametrize("tls", ["", "implicit"])
def test_a_server_that_answers_a_byte_at_a_time_is_given_up(tls):
    """smtplib waits anew for each byte: ten an hour would do."""

    def slowly(_line):
        server.say_slowly("250 " + "x" * 1000, seconds=0.1)
        return "250 OK"

    with MailServer(tls=tls, answers={"MAIL": slowly}) as server:
        began = time.monotonic()
        with pytest.raises(Interrupted, match="not done within 1 seconds"):
            scheme, certificate = ("smtps", OWN) if tls else ("smtp", "")
            hand_over(f"{scheme}://localhost:{server.port}", certificate=certificate, send_seconds=1)
    assert time.monotonic() - began < 50  # a hundred seconds otherwise
