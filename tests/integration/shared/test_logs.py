"""Logs tell an operator what happened and where, and hold nothing that lets somebody in or says who somebody is.

What raises is real: a table that is gone, a mail server that is not there, in processes of their own.
"""

import re
import subprocess
import sys
import time
from io import StringIO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from sqlalchemy import create_engine

from evidencehub.accounts.tokens import reset_tokens
from evidencehub.shared import logs, mail
from tests.factories import NOW, a_person
from tests.support.logs import events, told
from tests.support.processes import environment
from tests.support.served import free_port, served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is looked at is the output

KEY = "5f1d0a9c3b7e4826d1f09a8b7c6d5e4f30219a8b7c6d5e4f5f1d0a9c3b7e4826"
PASSWORD = "qX7vLr2mWd9sTz4k"
SECRET = {"EVIDENCEHUB_SECRET_KEY": KEY}
DATABASE_PASSWORD = "hN5pRt8yBc3jKf6w"
EMAIL = "amara.blakeley@counter-example.org"  # not of the names that no server is asked about

# The requests of a browser: a password in a form, a token in the path, and one in the query.
BROWSER = """
import os
from evidencehub.app import create_app
app = create_app()
app.config["WTF_CSRF_ENABLED"] = False
client, asked = app.test_client(), os.environ
answers = [
    client.post(
        "/sign-in?next=/new-password/" + asked["TOKEN"], data={"email": asked["EMAIL"], "password": asked["PASSWORD"]}
    ),
    client.post("/new-password/" + asked["TOKEN"], data={"password": asked["PASSWORD"]}),
]
assert [answer.status_code for answer in answers] == [500, 500], answers
"""


def _drop(settings, table):
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()


def _run(settings, *arguments, **more):
    done = subprocess.run(
        [sys.executable, *arguments], env=environment(settings, **(SECRET | more)), cwd=settings.home,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("form", ["json", "plain"])
def test_a_view_that_raises_tells_where_and_no_secret(settings, session, form):
    token = reset_tokens(KEY).make(a_person(session, email=EMAIL))
    session.commit()
    _drop(settings, "person")
    code, output = _run(settings, "-c", BROWSER, EVIDENCEHUB_LOG=form, TOKEN=token, PASSWORD=PASSWORD, EMAIL=EMAIL)
    assert code == 0, output
    assert output.count("unexpected_error") == 2 and "no such table: person" in output
    assert "/new-password/<token>" in output and 'evidencehub/accounts/tokens.py"' in output.replace("\\", "")
    assert told(output, KEY, PASSWORD, token, EMAIL) == []


def test_a_hub_as_it_is_served_tells_where_and_no_secret(settings, session):
    token = reset_tokens(KEY).make(a_person(session, email=EMAIL))
    session.commit()
    port = free_port()
    env = environment(settings, **SECRET, EVIDENCEHUB_PORT=str(port), PYTHONUNBUFFERED="1")
    with served(["evidencehub.cli", "serve"], env, port, ends_with="Ctrl+C") as hub:
        browser = build_opener(HTTPCookieProcessor())
        form = browser.open(f"http://127.0.0.1:{port}/sign-in", timeout=30).read().decode()
        typed = {"csrf_token": re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)[1], "password": PASSWORD}
        _drop(settings, "person")
        for path in (f"/sign-in?next=/new-password/{token}", f"/new-password/{token}"):
            sent = urlencode({**typed, "email": EMAIL}).encode()
            with pytest.raises(HTTPError) as refused:
                browser.open(f"http://127.0.0.1:{port}{path}", sent, timeout=30)
            with refused.value as answer:
                assert answer.code == 500 and answer.headers["X-Request-ID"] in answer.read().decode()
    output = hub.greeting + (settings.home / "serve.log").read_text()
    assert output.count("unexpected_error") == 2 and "no such table: person" in output
    assert told(output, KEY, PASSWORD, token, EMAIL, typed["csrf_token"]) == []


def test_a_worker_whose_mail_server_is_not_there_tells_no_secret(settings, session):
    token = reset_tokens(KEY).make(a_person(session, email=EMAIL))
    mail.queue(
        session, to=EMAIL, subject="Choose a new password", body=f"https://hub.example.org/new-password/{token}",
        about="password.forgotten", at=NOW,
    )  # fmt: skip
    session.commit()
    url = f"smtp://hub:{PASSWORD}@127.0.0.1:9"
    command = [sys.executable, "-m", "evidencehub.cli", "worker"]
    env = environment(settings, **SECRET, EVIDENCEHUB_MAIL_URL=url)
    written = settings.home / "output"
    with written.open("w") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output)
        try:
            deadline = time.monotonic() + 60
            while "ConnectionRefusedError" not in written.read_text() and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            process.terminate()
            process.wait(timeout=30)
    text = written.read_text()
    assert "ConnectionRefusedError" in text and told(text, KEY, PASSWORD, token, EMAIL) == []


def test_a_command_that_raises_tells_where_and_no_secret(settings):
    _drop(settings, "person")
    command = ("-m", "evidencehub.cli", "users", "create")
    code, output = _run(settings, *command, "--email", EMAIL, "--name", "Amara Blakeley", "--password", PASSWORD)
    assert code == 1
    (event,) = [each for each in events(output) if each["event"] == "unexpected_error"]
    assert event["level"] == "critical" and "no such table: person" in event["exception"]
    assert told(output, KEY, PASSWORD, EMAIL, "Amara Blakeley") == []


def test_a_database_that_refuses_is_told_without_its_password(settings):
    url = f"postgresql+psycopg://hub:{DATABASE_PASSWORD}@127.0.0.1:9/hub"
    code, output = _run(settings, "-m", "evidencehub.cli", "users", "list", EVIDENCEHUB_DATABASE_URL=url)
    assert code == 1 and "127.0.0.1" in output and told(output, KEY, DATABASE_PASSWORD) == []
    code, output = _run(
        settings, "-m", "evidencehub.cli", "users", "list", EVIDENCEHUB_DATABASE_URL=url[:-16] + ":x/hub"
    )
    assert code == 1 and told(output, KEY, DATABASE_PASSWORD) == []


@pytest.fixture
def stream():
    """Where lines go while a test looks at them."""
    stream = StringIO()
    logs.configure("json", stream)
    yield stream
    logs.configure()


def test_every_line_of_a_request_and_its_answer_have_one_id(app, client, settings, stream):
    app.testing = False
    _drop(settings, "accreditation")
    answer = client.get("/accreditations")
    made = answer.headers["X-Request-ID"]
    assert answer.status_code == 500 and made in answer.text
    (event,) = [each for each in events(stream.getvalue()) if each["event"] == "unexpected_error"]
    assert (event["request_id"], event["route"], event["method"]) == (made, "/accreditations", "GET")
    assert client.get("/healthz").headers["X-Request-ID"] != made


@pytest.mark.parametrize(
    ("given", "kept"),
    [("proxy-4f1c.99", True), ("short", False), ("a" * 65, False), ('"><script>', False), ("a b c d e f g", False)],
)
def test_an_id_is_taken_from_a_proxy_if_it_looks_like_one(client, given, kept):
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is kept
