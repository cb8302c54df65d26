"""`check`: each thing that can be wrong is told with what to do, the exit code says how bad it is, nothing changes."""

import hashlib
import json
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from evidencehub.cli import evidencehub
from evidencehub.cli import worker as working
from evidencehub.operations.checking import machine
from evidencehub.preservation.backup import nightly
from evidencehub.shared import audit, due, outages
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from tests.factories import a_project, an_evaluation
from tests.factories_review import a_document
from tests.support.processes import environment
from tests.support.served import free_port

TOLD = {
    "EVIDENCEHUB_SECOND_FACTOR": "1", "EVIDENCEHUB_OPERATOR_NAME": "A City",
    "EVIDENCEHUB_OPERATOR_CONTACT": "city@example.org",
}  # fmt: skip
WELL = "ok"


@pytest.fixture
def home(settings, tmp_path):
    settings.home.chmod(0o700)
    (settings.home / "secret_key").write_text("k" * 64)
    (settings.home / "secret_key").chmod(0o600)
    (tmp_path / "backups").mkdir()
    return settings.home


@pytest.fixture
def check(settings, home, tmp_path):
    def run(*arguments, **env):
        """Every finding but those that are well, as (level, about, sentence); and the exit code."""
        env = environment(settings, EVIDENCEHUB_BACKUP_DIR=str(tmp_path / "backups"), **TOLD) | env
        env = {key: value for key, value in env.items() if value is not None}
        done = CliRunner().invoke(evidencehub, ["check", "--json", *arguments], env=env, catch_exceptions=False)
        found = json.loads(done.stdout)
        assert all(each["do"] for each in found if each["level"] != WELL)
        return {(each["level"], each["about"], each["says"]) for each in found if each["level"] != WELL}, done.exit_code

    return run


def _all_well(app, settings, session):
    a_project(session)
    audit.record(session, "test.done", subject_type="test", subject_id="", actor_id=None, at=utc_now())
    session.commit()
    working.run_due(app)
    working.beat(app)
    with app.app_context(), db.sessionmaker.begin() as writing:
        due.forget_key(writing, "backup", "hub")
    with app.app_context():
        nightly.handler(settings, utc_now).work([{}], db.sessionmaker)


def _everything_in(folder):
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in folder.rglob("*") if not path.name.endswith(("-wal", "-shm", ".lock"))
    }  # fmt: skip


def test_a_hub_that_is_well_is_told_so_and_nothing_in_it_changes(make_app, settings, session, check, home, tmp_path):
    app = make_app(replace(settings, backup_dir=tmp_path / "backups"))
    _all_well(app, app.config["SETTINGS"], session)
    before = _everything_in(tmp_path)
    assert check() == (set(), 0)
    assert check("--full") == (set(), 0)
    assert _everything_in(tmp_path) == before


def test_each_thing_that_is_wrong_is_told(app, settings, session, check, home):
    document = a_document(session, an_evaluation(session, a_project(session)))
    session.flush()
    audit.record(session, "test.done", subject_type="test", subject_id="", actor_id=None, at=utc_now())
    session.commit()
    with app.app_context(), db.sessionmaker.begin() as writing:
        due.add(writing, "extract", "one")
        writing.flush()
        writing.execute(update(due.DueRow).where(due.DueRow.kind == "extract").values(attempts=8))
        writing.execute(update(audit.AuditEntry).values(action="another"))
    with app.app_context():
        outages.note(db.sessionmaker, "mail", "nobody answers", utc_now())
    (home / "secret_key").chmod(0o640)
    home.chmod(0o750)
    for file in (home / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"broken")
    found, code = check(
        EVIDENCEHUB_BASE_URL="https://hub.example.org", EVIDENCEHUB_PROXY="1",
        EVIDENCEHUB_MAIL_URL=f"smtp://user:verysecret1@127.0.0.1:{free_port()}", EVIDENCEHUB_SECOND_FACTOR=None,
        EVIDENCEHUB_OPERATOR_NAME=None,
    )  # fmt: skip
    assert code == 2 and document
    told = {(level, about): says for level, about, says in found}
    assert {
        ("wrong", "Permissions"), ("warning", "Permissions"), ("wrong", "Audit"), ("wrong", "Files"),
        ("wrong", "Index"), ("wrong", "Mail"), ("warning", "Worker"), ("warning", "Backups"), ("warning", "Outages"),
        ("warning", "Settings"),
    } == set(told)  # fmt: skip
    sentences = " ".join(says for _, _, says in found)
    for part in (
        "EVIDENCEHUB_PROXY is set", "look like one to the hub", "do not say who runs", "can read", "can look into",
        "was changed after it was written", "1 are missing in the store", "could not be done (extract)",
        "nobody answers", "None was seen yet",
    ):  # fmt: skip
        assert part in sentences, part
    assert "verysecret1" not in str(found)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_not_there_is_told_and_not_made(settings, check, tmp_path):
    nowhere = tmp_path / "nowhere"
    found, code = check(EVIDENCEHUB_HOME=str(nowhere))
    assert code == 2 and {about for _, about, _ in found} == {"Home"} and not nowhere.exists()
    missing = tmp_path / "missing.sqlite3"
    found, code = check(EVIDENCEHUB_DATABASE_URL=f"sqlite:///{missing}")
    assert code == 2 and ("wrong", "Database", f"There is no file {missing}.") in found and not missing.exists()
    found, code = check(EVIDENCEHUB_DATABASE_URL="postgresql+psycopg://hub:secretword1@127.0.0.1:9/hub")
    assert code == 2 and "secretword1" not in str(found)
    assert [says for _, about, says in found if about == "Database" and "cannot be reached" in says]
    found, code = check(EVIDENCEHUB_PORT="ninety")
    assert code == 2 and {about for _, about, _ in found} == {"Settings"}
    (settings.home / "secret_key").unlink()
    check(EVIDENCEHUB_SECRET_KEY=None)
    assert not (settings.home / "secret_key").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_of_another_release_or_a_damaged_one_is_told(settings, session, check, tmp_path):
    file = tmp_path / "hub.sqlite3"
    session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    session.close()
    whole = file.read_bytes()
    for revision, told in (("9999", "newer release"), ("0001", "not up to date")):
        file.write_bytes(whole)
        with sqlite3.connect(file) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.close()
        found, code = check()
        assert code == 2 and [says for _, about, says in found if about == "Database" and told in says], found
    middle = len(whole) // 2 // 4096 * 4096
    file.write_bytes(whole[:middle] + bytes([255]) * 4096 * 20 + whole[middle + 4096 * 20 :])
    found, code = check()
    assert code == 2 and [level for level, about, _ in found if about == "Database"], found


def test_a_clock_that_was_put_back_is_told(session, check):
    late = utc_now() + timedelta(days=3)
    audit.record(session, "test.done", subject_type="test", subject_id="", actor_id=None, at=late)
    session.commit()
    found, code = check()
    assert code == 2 and [says for level, about, says in found if (level, about) == ("wrong", "Clock")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_last_entries_of_the_audit_are_looked_at_and_with_full_all(session, check, monkeypatch):
    monkeypatch.setattr("evidencehub.operations.checking.records.LAST_ENTRIES", 2)
    for _ in range(5):
        audit.record(session, "test.done", subject_type="test", subject_id="", actor_id=None, at=utc_now())
    session.commit()
    assert not [about for _, about, _ in check()[0] if about == "Audit"]
    second = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.number == 2)).one()
    second.action = "another"
    session.commit()
    assert not [about for _, about, _ in check()[0] if about == "Audit"]
    assert [about for _, about, _ in check("--full")[0] if about == "Audit"]
    fifth = session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.number == 5)).one()
    fifth.action = "another"
    session.commit()
    assert [about for _, about, _ in check()[0] if about == "Audit"]


def test_a_library_that_is_too_old_or_missing_is_named():
    assert machine._apart("sqlalchemy>=99,<100").startswith("sqlalchemy is ")
    assert machine._apart("no-such-library>=1") == "no-such-library is missing"
    assert machine._apart("psycopg[binary]>=3.3,<4") is None
    assert machine._apart('onnxruntime>=99; extra == "meaning"') is None
