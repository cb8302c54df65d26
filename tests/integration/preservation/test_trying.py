"""The newest nightly backup is restored each week, and admins read when, or why that failed; nothing is left behind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from evidencehub.cli import schema, worker
from evidencehub.preservation.backup import nightly, trying
from evidencehub.shared import audit, due
from evidencehub.shared.db import db
from evidencehub.shared.due import DueRow

NIGHT = datetime(2026, 11, 2, 3, tzinfo=UTC)
TABLES = trying.Tables(schema.upgrade, schema.revisions)


@pytest.fixture
def nightly_app(make_app, settings, place):
    return make_app(replace(settings, backup_dir=place))


@pytest.fixture
def work(nightly_app):
    def at(moment, *kinds):
        chosen = nightly_app.config["SETTINGS"]
        handlers = {
            nightly.KIND: nightly.handler(chosen, lambda: moment),
            trying.KIND: trying.handler(chosen, TABLES, lambda: moment),
        }
        with nightly_app.app_context():
            return due.run(db.sessionmaker, {kind: handlers[kind] for kind in kinds}, now=lambda: moment)

    return at


def test_the_newest_is_restored_each_week_and_a_broken_one_is_told(
    case, session, settings, nightly_app, place, work, system
):
    worker.plan_backup(nightly_app)
    worker.plan_backup(nightly_app)
    with nightly_app.app_context(), db.sessionmaker.begin() as other:
        other.execute(update(DueRow).where(DueRow.kind.in_([nightly.KIND, trying.KIND])).values(due_at=NIGHT))
    before = sorted(settings.home.iterdir())
    assert work(NIGHT, trying.KIND) == 1 and "None has been restored yet" in system()  # there is none
    assert work(NIGHT, nightly.KIND) == 1
    assert work(NIGHT + trying.AGAIN, trying.KIND) == 1
    assert "to see that it can be, was on 2 November 2026" in system() and "cannot be restored" not in system()
    assert sorted(settings.home.iterdir()) == before
    session.rollback()
    row = session.scalars(select(DueRow).where(DueRow.kind == trying.KIND)).one()
    assert row.due_at == NIGHT + trying.AGAIN + trying.EVERY

    (newest,) = place.glob("*.zip")
    whole = newest.read_bytes()
    newest.write_bytes(whole[: len(whole) // 2])
    assert work(row.due_at, trying.KIND) == 1
    page = system()
    assert "The last backup cannot be restored" in page and newest.name in page
    assert sorted(settings.home.iterdir()) == before
    newest.write_bytes(whole)
    assert work(row.due_at + timedelta(days=1), trying.KIND) == 1
    assert "cannot be restored" not in system() and "was on 10 November 2026" in system()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_audit_that_does_not_hold_or_a_disk_without_room_is_told(
    session, nightly_app, place, work, system, monkeypatch
):
    audit.record(session, "test.done", subject_type="test", subject_id="", actor_id=None, at=NIGHT)
    session.execute(update(audit.AuditEntry).values(action="another"))
    nightly.plan(session)
    trying.plan(session)
    session.commit()
    later = datetime.now(UTC) + timedelta(seconds=5)
    assert work(later, nightly.KIND, trying.KIND) == 2
    assert "The audit chain does not hold in it, first at entry 1" in system()
    monkeypatch.setattr(trying, "ROOM", 10**15)
    assert work(later + timedelta(days=1), trying.KIND) == 1
    assert "restoring it takes up to" in system()
