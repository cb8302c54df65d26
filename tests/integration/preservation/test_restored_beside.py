"""What comes with the rows: keys, files, standards; rows of an older release; a check without a hub."""

import json
import shutil

import pyotp
import pytest
from sqlalchemy import MetaData, select, text

from evidencehub.accounts import second_step
from evidencehub.accreditation.credentials import keys
from evidencehub.cli import schema
from evidencehub.projects.models import Document
from evidencehub.shared.clock import utc_now
from tests.factories import a_person
from tests.support.backups import changed, told_anew
from tests.support.hubs import Hub
from tests.support.own_standards import a_standard


@pytest.fixture
def database_url(tmp_path, sqlite_template):
    """What comes beside the rows does not depend on the database."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'hub.sqlite3')}"


@pytest.fixture
def empty(tmp_path, sqlite_template):
    """A hub that was set up, and in which there is nothing."""
    return Hub(tmp_path / "empty", f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'empty.sqlite3')}")


@pytest.fixture
def fresh(tmp_path):
    """A hub that has no tables yet."""
    return Hub(tmp_path / "fresh", f"sqlite:///{tmp_path}/fresh.sqlite3")


def test_without_keys_who_cannot_sign_in_is_told_and_with_them_all_goes_on(
    case, session, settings, write, empty, sqlite_template, tmp_path
):
    person, secret = a_person(session), second_step.new_secret()
    second_step.turn_on(
        session, person, secret, pyotp.TOTP(secret).now(), secret_key=settings.secret_key, now=utc_now()
    )
    session.commit()
    held = keys.keys(settings.home)
    write(tmp_path / "without.zip")
    write(tmp_path / "with.zip", with_keys=True)
    told = empty.run("restore", tmp_path / "without.zip").stderr
    assert "1 person has a second step by an app that this hub cannot check, because the key is not in" in told
    assert "Passwords that were changed since and accounts that were switched off work again" in told
    new = keys.keys(empty.home)
    assert new.current != held.current and held.current in new.published
    with_them = Hub(tmp_path / "w", f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'with.sqlite3')}")
    told = with_them.run("restore", tmp_path / "with.zip").stderr
    assert "second step" not in told and with_them.settings.secret_key == settings.secret_key
    assert keys.keys(with_them.home).current == held.current


def test_a_backup_can_be_checked_without_a_hub(case, write, fresh, tmp_path):
    write(tmp_path / "hub.zip")
    assert "hub.zip is whole: " in fresh.run("restore", "--check", tmp_path / "hub.zip").stdout
    told = json.loads(fresh.run("restore", "--check", "--json", tmp_path / "hub.zip").stdout)
    assert told["rows"]["project"] == 1 and told["files"]["missing"] == 0
    assert not (tmp_path / "fresh.sqlite3").exists() and not fresh.home.exists()
    (tmp_path / "cut.zip").write_bytes((tmp_path / "hub.zip").read_bytes()[:-1])
    assert "was cut off" in fresh.refused("restore", "--check", tmp_path / "cut.zip")
    assert "was cut off" in fresh.refused("restore", tmp_path / "cut.zip")
    assert not (tmp_path / "fresh.sqlite3").exists()


def test_rows_of_an_older_release_are_restored_as_they_were_and_brought_up_to_date(case, write, fresh, empty, tmp_path):
    newest, before = schema.revisions()[:2]
    older = f"sqlite:///{tmp_path}/older.sqlite3"
    schema.upgrade(older, before)
    with schema.engine_of(older) as engine, engine.connect() as connection:
        database = MetaData()
        database.reflect(connection)
    there = {name: set(table.columns.keys()) for name, table in database.tables.items()}

    def as_it_was(parts, manifest):
        manifest["migration"] = before
        manifest["tables"] = [each for each in manifest["tables"] if each["name"] in there]
        for name in [name for name in parts if name.startswith("tables/") and name[7:-6] not in there]:
            del parts[name]
        for each in manifest["tables"]:
            each["columns"] = {name: kind for name, kind in each["columns"].items() if name in there[each["name"]]}
            part = f"tables/{each['name']}.jsonl"
            lines = [json.loads(line) for line in parts[part].splitlines()]
            kept = [{name: row[name] for name in each["columns"]} for row in lines]
            parts[part] = b"".join(
                json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for row in kept
            )
        told_anew(parts, manifest)

    write(tmp_path / "hub.zip")
    path = changed(tmp_path / "hub.zip", tmp_path / "older.zip", as_it_was)
    assert f"set up already, at migration {newest}, and this backup is of {before}" in empty.refused("restore", path)
    fresh.run("restore", path)
    assert schema.revision_of(fresh.settings.database_url) == newest
    assert schema.differences(fresh.settings.database_url) == []
    assert len(fresh.rows(text("SELECT id FROM project"))) == 1


def test_standards_of_its_own_go_along(case, write, empty, monkeypatch, tmp_path):
    a_standard(tmp_path / "own", "city-steps")
    monkeypatch.setenv("EVIDENCEHUB_STANDARDS", str(tmp_path / "own"))
    write(tmp_path / "hub.zip")
    monkeypatch.delenv("EVIDENCEHUB_STANDARDS")
    del empty.env["EVIDENCEHUB_STANDARDS"]
    told = empty.run("restore", tmp_path / "hub.zip").stderr
    folder = empty.home / "standards"
    assert f"They are in {folder}: set EVIDENCEHUB_STANDARDS to it" in told
    for name in ("standard.toml", "1.toml"):
        assert (folder / "city-steps" / name).read_text() == (tmp_path / "own" / "city-steps" / name).read_text()


def test_a_file_that_was_lost_before_is_told_again(case, session, settings, write, empty, tmp_path):
    sha256 = session.scalar(select(Document.sha256))
    (settings.home / "files" / sha256[:2] / sha256[2:4] / sha256).unlink()
    write(tmp_path / "hub.zip")
    told = empty.run("restore", tmp_path / "hub.zip").stderr
    assert "1 file that a record names was missing in the store" in told
    assert sha256 not in empty.stored and len(empty.stored) == 1
