"""`/readyz` is red where the hub cannot do its work, and says why; a disk is tried by writing to it."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from evidencehub.cli import worker
from evidencehub.shared import due, heartbeat
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from tests.factories import a_person
from tests.support.processes import environment

SMALL_FILES_ONLY = """
import resource
from evidencehub.app import create_app
client = create_app().test_client()
print(client.get("/readyz").get_json()["status"])
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
answer = client.get("/readyz")
print(answer.status_code, answer.get_json()["problems"])
"""


def _mount(*arguments):
    return subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 4 MB, twice what the largest upload takes in tests."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = _mount("-t", "tmpfs", "-o", "size=4m", "evidencehub-test", place)
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def _disk(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json.get("problems", {}).get("disk")


def test_a_full_or_read_only_disk_is_told(make_app, settings, small_disk):
    client = make_app(replace(settings, home=small_disk)).test_client()
    assert _disk(client) == (200, None)
    (small_disk / "filler").write_bytes(bytes(3 * 1024 * 1024))
    assert _disk(client) == (503, "nearly full: it has no room for the largest file that may be sent")
    with (small_disk / "filler").open("ab", buffering=0) as filler, pytest.raises(OSError, match="No space left"):
        while True:
            filler.write(bytes(4096))
    assert _disk(client) == (503, "cannot be written: No space left on device")
    (small_disk / "filler").unlink()
    assert _disk(client) == (200, None)
    assert _mount("-o", "remount,ro", small_disk).returncode == 0
    assert _disk(client) == (503, "cannot be written: Read-only file system")
    assert client.get("/healthz").status_code == 200


def test_every_place_that_is_written_to_is_tried(make_app, settings, small_disk):
    client = make_app(replace(settings, files_url=f"file://{small_disk}/files/of/the%20hub")).test_client()
    assert _disk(client) == (200, None)
    assert _mount("-o", "remount,ro", small_disk).returncode == 0
    assert _disk(client) == (503, "cannot be written: Read-only file system")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_that_may_write_no_more_says_so(settings):
    """As with a quota; no disk is needed for it."""
    done = subprocess.run(
        [sys.executable, "-c", SMALL_FILES_ONLY], env=environment(settings), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["ok", "503 {'disk': 'cannot be written: File too large'}"], done.stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whether_a_worker_lives_is_told_and_keeps_no_reader_out(app, client):
    def said():
        answer = client.get("/readyz")
        return answer.status_code, answer.json["worker"]

    assert said() == (200, "never seen")
    worker.beat(app)
    worker.beat(app)
    assert said() == (200, "alive")
    with app.app_context():
        heartbeat.beat(db.sessionmaker, heartbeat.WORKER, utc_now() - heartbeat.MISSED_AFTER)
    assert said() == (200, "silent")


def test_what_is_for_a_later_day_does_not_wait_for_the_worker(app, client, session):
    """Each accreditation has reminders that are years away: an admin would take them for work that is not done."""
    an_admin = a_person(session, is_admin=True)
    due.add(session, "accreditation-time", "1", {}, at=utc_now() + timedelta(days=700))
    due.add(session, "copy", "2", {})
    due.add(session, "index", "3", {}, at=utc_now() + timedelta(hours=1))
    session.flush()
    session.scalars(select(due.DueRow).where(due.DueRow.kind == "index")).one().attempts = 3  # put off, and not done
    session.commit()
    assert client.get("/readyz").json["waiting"] == {"copy": 1, "index": 1}
    browser = app.test_client()
    browser.sign_in(an_admin)
    page = browser.get("/admin/system").text
    assert "1 of kind “copy”" in page and "of kind “accreditation-time”" not in page
    assert "1 more is for a later time" in page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_does_not_answer_is_told(make_app, settings, tmp_path):
    client = make_app(replace(settings, database_url="postgresql+psycopg://hub:x@127.0.0.1:9/hub")).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["problems"]) == (503, {"database": "does not answer"})


def test_a_probe_leaves_nothing_behind(client, settings):
    before = sorted(settings.home.iterdir())
    assert client.get("/readyz").json["status"] == "ok"
    assert sorted(settings.home.iterdir()) == before
