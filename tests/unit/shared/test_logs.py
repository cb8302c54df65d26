"""What lines look like, and what they are cleaned of."""

import logging
from io import StringIO

import pytest
import structlog

from evidencehub.shared import logs
from evidencehub.shared.settings import load_settings
from tests.support.logs import events, told

KEY = "5f1d0a9c3b7e4826d1f09a8b7c6d5e4f30219a8b7c6d5e4f5f1d0a9c3b7e4826"
PASSWORD = "qX7vLr2mWd9sTz4k"
DATABASE_PASSWORD = "hN5pRt8yBc3jKf6w"
EMAIL = "amara.blakeley@college.example.org"


@pytest.fixture
def stream():
    """Where lines go while a test looks at them."""
    stream = StringIO()
    logs.configure("json", stream)
    yield stream
    logs.configure()


def test_settings_do_not_show_what_they_hold(tmp_path):
    url = f"postgresql+psycopg://hub:{DATABASE_PASSWORD}@127.0.0.1:9/hub"
    env = {"HOME": str(tmp_path), "SECRET_KEY": KEY, "DATABASE_URL": url, "MAIL_URL": f"smtp://hub:{PASSWORD}@mail"}
    settings = load_settings({f"EVIDENCEHUB_{name}": value for name, value in env.items()})
    shown = f"{settings!r} {settings} {settings.secret_key!r} { ({'key': settings.secret_key}) }"
    assert told(shown, KEY, DATABASE_PASSWORD, PASSWORD) == [] and str(settings.secret_key) == KEY


def test_lines_of_libraries_go_the_same_way(stream):
    logging.getLogger("waitress").addHandler(logging.StreamHandler(StringIO()))
    logs.configure("json", stream)
    try:
        raise ValueError(f"no {EMAIL}")
    except ValueError:
        logging.getLogger("waitress").exception("Exception while serving %s", f"/confirm/{PASSWORD}?token={KEY}")
        structlog.get_logger("evidencehub.x").exception("broken", address=f"smtp://hub:{PASSWORD}@mail", at=3)
    theirs, ours = events(stream.getvalue())
    assert theirs["event"] == "Exception while serving /confirm/…?…" and theirs["logger"] == "waitress"
    assert (ours["event"], ours["address"], ours["at"]) == ("broken", "smtp://…@mail", 3)
    for event in (theirs, ours):
        assert event["exception"].endswith("ValueError: no (an address)") and __file__ in event["exception"]
        assert event["level"] == "error" and event["timestamp"].endswith("Z")


def test_what_postgresql_says_of_values_is_left_out():
    said = (
        'duplicate key value violates unique constraint "uq_person_name"\nDETAIL:  Key (name)=(Amara Blakeley) already'
    )
    assert logs.clean(said).startswith('duplicate key value violates unique constraint "uq_person_name"')
    assert "Amara" not in logs.clean(said)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("smtp://hub:qX7/vL@r2@mail.city.org:25 is down", "smtp://…@mail.city.org:25 is down"),
        ("GET /search?q=my+child HTTP/1.1", "GET /search?… HTTP/1.1"),
        ("GET /search?my-child HTTP/1.1", "GET /search?… HTTP/1.1"),
        ("{'amara@city.org': (550, b'No such amara@city.org')}", "{'(an address)': (550, b'No such (an address)')}"),
        ("Why? Because it is so.", "Why? Because it is so."),
        (f"/new-password/{KEY[:20]}.aZ3k-_b.{KEY[:27]}", "/new-password/…"),
        ("x" * 9_000, "x" * 8_000 + "…"),
    ],
)
def test_what_is_somebodys_or_lets_somebody_in_is_taken_out(text, cleaned):
    assert logs.clean(text) == cleaned


@pytest.mark.parametrize("letter", "a?@.:/=-1")
def test_a_long_text_costs_no_more_than_its_length(letter, monkeypatch):
    """A pattern that looks again from each letter would take hours for this."""
    monkeypatch.setattr(logs, "LONGEST", 10**7)
    assert logs.clean(letter * 3_000_000)


def test_ids_of_records_and_words_stay():
    kept = "3f0c9a3e-8a51-4f6e-9d43-0d6a6a1f2b11 was left_out_of_a_list_of_projects in /projects/reading-club, 12 of 40"
    assert logs.clean(kept) == kept
