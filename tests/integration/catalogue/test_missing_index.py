"""An index that is missing or damaged: nobody is told that there is nothing, and the worker makes it anew by itself."""

import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from evidencehub.catalogue.index import indexing, searching
from evidencehub.shared import due
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from evidencehub.shared.outages import Outage
from tests.factories import NOW, a_person, a_project, a_result, an_evaluation
from tests.support.processes import a_worker, environment

PATIENCE = 60  # seconds, for what takes one or two


def published(session, count=3):
    projects = [a_project(session, published_at=NOW, source="test", external_id=str(n)) for n in range(count)]
    for project in projects:
        a_result(session, an_evaluation(session, project))
        changed(session, project)
    session.commit()
    return projects


def changed(session, project):
    due.add(session, "index", project.id, {"project_id": str(project.id)})
    session.commit()


def take_away(settings):
    shutil.rmtree(settings.home / "index")


def forbid(settings):
    """Take the index away, and let nobody write another one."""
    take_away(settings)
    (settings.home / "index" / "lock").mkdir(parents=True)


def garble(settings):
    (settings.home / "index" / "current").write_text("nonsense")


def make_older(settings):
    (settings.home / "index" / "current").write_text("0 index-1\n")


def documents(settings):
    return indexing.engine_of(settings).status().documents


@pytest.mark.parametrize("harm", [take_away, garble, make_older])
def test_search_says_that_it_cannot_look_and_the_worker_makes_the_index_anew(session, client, settings, run_due, harm):
    published(session)
    run_due()
    assert client.get("/search").status_code == 200 and client.get("/readyz").status_code == 200
    harm(settings)
    answer = client.get("/search?q=anything")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "60"
    assert "Search is not working just now" in answer.text and "makes it anew by itself" in answer.text
    assert "othing found" not in answer.text and "looked through" not in answer.text
    ready = client.get("/readyz")
    assert ready.status_code == 503 and ready.json["problems"].keys() == {"index"}
    run_due()
    assert documents(settings) == 3
    assert client.get("/search").status_code == 200 and client.get("/readyz").status_code == 200


def test_a_change_while_the_index_is_missing_never_makes_an_index_of_one_record(session, app, settings, run_due):
    """As the import does it too: the row is done by its handler, before anybody looked whether the index is whole."""
    first, *_ = published(session)
    run_due()
    take_away(settings)
    changed(session, first)
    with app.app_context():
        due.run(db.sessionmaker, {"index": indexing.handler(settings)})
    assert documents(settings) == 3
    session.rollback()
    assert session.scalar(select(func.count()).select_from(DueRow)) == 0


def test_an_index_made_anew_has_done_every_row_that_was_there(session, app, settings):
    published(session, 3)
    take_away(settings)
    with app.app_context(), capture_logs() as lines:
        due.run(db.sessionmaker, {"index": replace(indexing.handler(settings), batch=1)})
    assert [line["documents"] for line in lines if line["event"] == "index_made_anew"] == [3]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(DueRow)) == 0


@pytest.mark.parametrize("harm", [take_away, make_older])
def test_a_running_worker_is_woken_by_the_first_reader_who_meets_it(session, client, settings, harm):
    published(session)
    with a_worker(settings):
        until(lambda: client.get("/readyz").status_code == 200)
        searching._woken_at = -searching.WAKE_SECONDS  # of another test in this process
        harm(settings)
        assert client.get("/search").status_code == 503
        seconds = until(lambda: client.get("/search").status_code == 200)
    assert seconds < 30, "it waited for the worker's look once a minute"
    assert documents(settings) == 3


def until(true):
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.05)
    return time.monotonic() - began


def test_an_index_that_cannot_be_made_is_tried_again_later_and_not_in_a_loop(session, app, client, settings, run_due):
    published(session)
    forbid(settings)
    with capture_logs() as lines:
        for _ in range(3):
            run_due()
    assert [line["event"] for line in lines].count("index_not_made") == 1
    session.rollback()
    assert [row.attempts for row in session.scalars(select(DueRow))] == [0, 0, 0]
    admin = a_person(session, is_admin=True)
    session.commit()
    client.sign_in(admin)
    assert "The search index cannot be made" in client.get("/admin/system").text
    (settings.home / "index" / "lock").rmdir()
    session.scalar(select(Outage)).again_at = utc_now() - timedelta(seconds=1)
    session.commit()
    run_due()
    assert documents(settings) == 3
    session.rollback()
    assert session.scalar(select(Outage)) is None


def test_an_index_that_somebody_made_by_hand_ends_the_wait(session, app, settings, run_due):
    first, *_ = published(session)
    forbid(settings)
    run_due()
    (settings.home / "index" / "lock").rmdir()
    with app.app_context(), db.sessionmaker() as reading:
        indexing.rebuild(reading, indexing.engine_of(settings))
    changed(session, first)
    run_due()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(DueRow)) == 0 and session.scalar(select(Outage)) is None


def test_a_disk_that_fails_is_no_reason_to_promise_a_new_index(session, client, settings, run_due):
    published(session)
    run_due()
    (settings.home / "index" / "current").unlink()
    (settings.home / "index" / "current").mkdir()  # for want of a disk that fails: reading it is an error of the system
    answer = client.get("/search")
    assert answer.status_code == 503 and "cannot be read just now" in answer.text and "anew" not in answer.text
    assert client.get("/readyz").json["problems"] == {"index": "Is a directory"}
    run_due()
    assert client.get("/search").status_code == 503


def test_a_new_hub_has_nothing_to_find_and_says_so(client, settings):
    take_away(settings)
    answer = client.get("/search?q=anything")
    assert answer.status_code == 200 and "Nothing found" in answer.text
    assert client.get("/").status_code == 200 and client.get("/readyz").json["status"] == "ok"


def test_an_upgrade_makes_a_missing_index(session, settings):
    published(session)
    take_away(settings)
    command = [sys.executable, "-m", "evidencehub.cli", "db", "upgrade"]
    done = subprocess.run(
        command, env=environment(settings), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, "3 records are indexed anew" in done.stdout) == (0, True), done.stderr
    assert documents(settings) == 3
