"""A backup each night by the worker: how many stay, what admins see, and what becomes of what was removed for good."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from evidencehub.cli import worker
from evidencehub.preservation.backup import folder, nightly
from evidencehub.projects.models import Document
from evidencehub.shared import due
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow
from tests.factories import a_person, an_editor
from tests.support.backups import manifest_of, members
from tests.support.hubs import Hub

NIGHT = datetime(2026, 11, 2, 3, tzinfo=UTC)


@pytest.fixture
def nightly_app(make_app, settings, place):
    return make_app(replace(settings, backup_dir=place, backup_keep=3))


@pytest.fixture
def work(nightly_app):
    """Do what is due of backups at a moment."""

    def at(moment):
        with nightly_app.app_context():
            handler = nightly.handler(nightly_app.config["SETTINGS"], lambda: moment)
            return due.run(db.sessionmaker, {nightly.KIND: handler}, now=lambda: moment)

    return at


def row(session):
    session.rollback()
    return session.scalars(select(DueRow).where(DueRow.kind == nightly.KIND)).one()


def names(place):
    return sorted(path.name for path in place.glob("*.zip"))


def test_one_is_made_each_night_and_the_last_few_stay(case, session, nightly_app, place, work, system):
    assert "None has been made yet." in system() and f"in the folder {place} and keeps the last 3" in system()
    worker.plan_backup(nightly_app)
    worker.plan_backup(nightly_app)
    with nightly_app.app_context(), db.sessionmaker.begin() as other:
        other.execute(DueRow.__table__.update().values(due_at=NIGHT).where(DueRow.kind == nightly.KIND))
    (place / "mine.zip").write_text("of somebody else")
    left = place / f".evidencehub-20261030T030000Z.zip.{'a' * 32}.part"
    left.write_bytes(b"PK\x03\x04 cut off")
    for night in range(5):
        assert work(NIGHT + timedelta(days=night)) == 1
        assert row(session).due_at == NIGHT + timedelta(days=night + 1)
        assert work(NIGHT + timedelta(days=night, hours=1)) == 0
    assert names(place) == [*(f"evidencehub-202611{day:02}T030000Z.zip" for day in (4, 5, 6)), "mine.zip"]
    newest = place / "evidencehub-20261106T030000Z.zip"
    assert manifest_of(newest)["with_keys"] is False and newest.stat().st_mode & 0o077 == 0
    assert "The last one was made on 6 November 2026" in system() and "more than two days ago" in system()
    assert not list(place.glob(".*")), "what a crash left behind goes too"


def test_a_failure_is_seen_by_admins_and_ends_by_itself(case, session, nightly_app, place, work, system):
    place.rmdir()
    with nightly_app.app_context(), db.sessionmaker.begin() as other:
        due.add(other, nightly.KIND, "hub", at=NIGHT)
    work(NIGHT)
    assert "No backup could be made" in system()
    assert f"There is no folder {place}, which EVIDENCEHUB_BACKUP_DIR names" in system()
    assert row(session).attempts == 0
    place.mkdir()
    assert work(NIGHT) == 0, "it waits a little first"
    assert work(NIGHT + timedelta(minutes=1)) == 1
    assert "No backup could be made" not in system() and len(names(place)) == 1


def test_files_that_the_store_has_lost_are_told(case, session, settings, nightly_app, work, system):
    sha256 = session.scalar(select(Document.sha256))
    lost = settings.home / "files" / sha256[:2] / sha256[2:4] / sha256
    content = lost.read_bytes()
    lost.unlink()
    with nightly_app.app_context(), db.sessionmaker.begin() as other:
        nightly.plan(other)
    later = datetime.now(UTC) + timedelta(seconds=5)
    work(later)
    assert "The last backup lacks files" in system() and "1 file that a record names was missing" in system()
    lost.write_bytes(content)
    work(later + timedelta(days=2))
    assert "The last backup lacks files" not in system()


def test_what_is_removed_for_good_goes_from_the_backups_too(
    case, session, settings, nightly_app, place, work, tmp_path
):
    two = [an_editor(session).email, a_person(session, is_admin=True).email]
    document = session.scalars(select(Document)).first()
    key, gone = str(document.id), document.sha256
    session.commit()
    with nightly_app.app_context(), db.sessionmaker.begin() as other:
        nightly.plan(other)
    now = datetime.now(UTC)
    work(now + timedelta(seconds=1))
    (old,) = place.glob("evidencehub-*.zip")
    assert f"files/{gone}" in members(old)
    own = Hub(
        settings.home, settings.database_url, EVIDENCEHUB_BACKUP_DIR=str(place),
        EVIDENCEHUB_FILES_URL=settings.files_url, EVIDENCEHUB_SECRET_KEY=settings.secret_key,
    )  # fmt: skip
    asked = ["--yes", "--reason", "A child.", "--approved-by", two[0], "--approved-by", two[1]]
    told = own.run("redact", "file", key, *asked).stdout
    assert f"deletes the older ones in {place}" in told
    assert len(json.loads((place / folder.REMOVED).read_text())) == 1
    elsewhere = Hub(tmp_path / "elsewhere", f"sqlite:///{tmp_path}/elsewhere.sqlite3")
    said = elsewhere.refused("restore", old)
    assert "After this backup was made something was removed for good, once, last on " in said
    assert not (tmp_path / "elsewhere.sqlite3").exists()
    assert row(session).due_at <= datetime.now(UTC)
    work(now + timedelta(days=1))
    (new,) = place.glob("evidencehub-*.zip")
    assert new != old and f"files/{gone}" not in members(new)
    assert folder.removed_since([place], manifest_of(new)["redactions"]) == []


def test_where_no_folder_is_named_none_is_made(app, session, settings, run_due):
    worker.plan_backup(app)
    assert session.scalars(select(DueRow).where(DueRow.kind == nightly.KIND)).all() == []
    with app.app_context(), db.sessionmaker.begin() as other:
        nightly.plan(other)  # the setting was taken away
    run_due()
    session.rollback()
    assert session.scalars(select(DueRow).where(DueRow.kind == nightly.KIND)).all() == []


def test_nights_are_those_of_the_hubs_clocks():
    summer = datetime(2026, 7, 1, 1, 59, tzinfo=UTC)
    assert nightly.next_time(summer) == datetime(2026, 7, 1, 2, tzinfo=UTC)  # 3 o'clock in London
    assert nightly.next_time(summer + timedelta(minutes=1)) == datetime(2026, 7, 2, 2, tzinfo=UTC)


def test_a_disk_that_has_no_room_for_another_is_not_filled(place):
    with (place / "evidencehub-20261101T030000Z.zip").open("wb") as sparse:
        sparse.truncate(2**42)
    with pytest.raises(folder.CannotWrite, match="the last backup took 4,398,047 MB: keep fewer"):
        folder.refuse_full(place)
