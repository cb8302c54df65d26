"""The schema, the transactions that must not lose anything, and the audit chain."""

import subprocess
import sys
import threading

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm.exc import StaleDataError

from evidencehub.cli import schema
from evidencehub.shared import audit
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import db
from tests.factories import NOW, a_person, a_project


def test_upgrading_an_empty_database_leaves_no_difference_from_the_models(database_url):
    assert schema.differences(database_url) == []


def test_the_schema_can_be_taken_down_and_put_up_again(database_url):
    schema.downgrade(database_url, "base")
    schema.upgrade(database_url)
    assert schema.differences(database_url) == []


def _in_threads(count, work):
    problems = []

    def run():
        try:
            work()
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def test_four_threads_that_read_and_then_write_lose_no_audit_entry_and_the_chain_holds(app):
    with app.app_context():
        new_session = db.sessionmaker

    def write_fifteen():
        for _ in range(15):
            with new_session() as session:
                audit.record(session, "test.done", subject_type="test", subject_id=1, actor_id=None, at=NOW)
                session.commit()

    assert _in_threads(4, write_fifteen) == []
    with new_session() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 60
        assert audit.verify(session) == []


def test_two_people_who_change_one_record_do_not_overwrite_each_other(app, session):
    project = a_project(session)
    session.commit()
    with app.app_context():
        new_session = db.sessionmaker
    # The second reads an old version on purpose, and writes after the first.
    with new_session() as slow:
        stale = slow.get(type(project), project.id)
        slow.expunge(stale)
    with new_session() as quick:
        quick.get(type(project), project.id).name = "First"
        quick.commit()
    with new_session() as slow:
        slow.add(stale)
        stale.name = "Second"
        with pytest.raises(StaleDataError):
            slow.commit()
    session.rollback()
    assert session.get(type(project), project.id).name == "First"


@pytest.mark.parametrize("tamper", ["change", "remove"])
def test_tampering_with_an_audit_entry_is_found(session, tamper):
    for number in range(4):
        audit.record(session, "test.done", subject_type="test", subject_id=number, actor_id=None, at=NOW)
    session.commit()
    if tamper == "change":
        session.execute(update(AuditEntry).where(AuditEntry.number == 2).values(action="test.undone"))
    else:
        session.execute(delete(AuditEntry).where(AuditEntry.number == 2))
    session.commit()
    session.expire_all()
    assert [found.number for found in audit.verify(session)] == ([2] if tamper == "change" else [3])


def test_times_come_back_in_utc_with_their_zone(session):
    person = a_person(session)
    session.commit()
    session.expire_all()
    assert person.created_at == NOW and person.created_at.utcoffset().total_seconds() == 0


def test_a_command_on_a_database_that_is_not_up_to_date_says_what_to_run(tmp_path):
    command = [sys.executable, "-m", "evidencehub.cli", "serve"]
    run = subprocess.run(
        command, env={"EVIDENCEHUB_HOME": str(tmp_path), "PATH": ""}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stderr == "Error: The database is not up to date: run `evidencehub db upgrade` first.\n"
