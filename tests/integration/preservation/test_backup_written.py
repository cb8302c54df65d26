"""A backup holds all of one moment, says what it could not get, and leaves nothing half done."""

import errno
import hashlib
import os
import signal
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from evidencehub.accounts.tokens import Tokens
from evidencehub.accreditation.credentials import keys
from evidencehub.cli import evidencehub
from evidencehub.preservation.backup import writing
from evidencehub.preservation.backup.archive import CannotWrite
from evidencehub.preservation.backup.contents import LEFT_OUT
from evidencehub.projects.copies.models import CleanCopy
from evidencehub.projects.models import Document
from evidencehub.projects.redaction import approving, files
from evidencehub.shared import audit, mail
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import Base, db
from tests.factories import a_person, an_editor
from tests.support.backups import manifest_of, members, table_of


def test_all_rows_and_files_are_in_it(case, session, store, write, tmp_path):
    path = tmp_path / "hub.zip"
    made = write(path)
    held = members(path)
    for table in Base.metadata.sorted_tables:
        if table.name not in LEFT_OUT:
            count = session.scalar(select(func.count()).select_from(table))
            assert held[f"tables/{table.name}.jsonl"].count(b"\n") == count, table.name
    report, copy = session.scalar(select(Document.sha256)), session.scalar(select(CleanCopy.copy_sha256))
    assert {name for name in held if name.startswith("files/")} == {f"files/{report}", f"files/{copy}"}
    for each in (report, copy):
        assert hashlib.sha256(held[f"files/{each}"]).hexdigest() == each
    assert made.files.missing == made.files.damaged == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Zoë’s walking bus" in held["tables/project.jsonl"].decode()
    assert "It is a plain ZIP archive" in held["README.txt"].decode()
    last = audit.verify(session) or session.scalar(select(func.max(audit.AuditEntry.number)))
    assert manifest_of(path)["audit"]["entries"] == last
    assert [each.name for each in tmp_path.glob("*.zip*")] == ["hub.zip"]


@pytest.mark.parametrize("with_keys", [False, True])
def test_a_link_that_acts_by_itself_is_left_out_of_mails_without_keys(app, session, write, tmp_path, with_keys):
    token = Tokens("k" * 50, purpose="reset", seconds=9, instead="").make(a_person(session))
    page = f"http://localhost/projects/{'a-very-long-name-of-a-project-' * 3}9/as-of/2026-03-02"
    acts, stop = f"http://localhost/new-password/{token}", f"http://localhost/follow/stop/{token}"
    mail.queue(session, to="a@example.org", subject="A new password", about="person.reset", at=utc_now(),
               body=f"Choose one: {acts}\n\nOr read {page}", stop_at=stop)  # fmt: skip
    session.commit()
    write(tmp_path / "hub.zip", with_keys=with_keys)
    (held,) = (each for each in table_of(tmp_path / "hub.zip", "mail") if each["about"] == "person.reset")
    assert page in held["body"] and (acts in held["body"]) is with_keys and (held["stop_at"] == stop) is with_keys
    assert ("(a link that backups leave out)" in held["body"]) is not with_keys
    assert "program_token" in manifest_of(tmp_path / "hub.zip")["left_out"]


def test_what_is_written_meanwhile_is_not_in_it_and_nobody_waits(case, app, session, write, tmp_path):
    done = []

    def register():
        with app.app_context(), db.sessionmaker.begin() as other:
            person = a_person(other, name="Late Comer")
            audit.record(
                other, "person.late", subject_type="person", subject_id=person.id, actor_id=None, at=utc_now()
            )  # fmt: skip
        done.append(True)

    @contextmanager
    def step(_name):
        def advance(_part):
            if not done:
                someone = threading.Thread(target=register)
                someone.start()
                someone.join(20)

        yield advance

    made = write(tmp_path / "hub.zip", step=step)
    assert done == [True]
    assert session.scalar(select(func.count()).where(audit.AuditEntry.action == "person.late")) == 1
    people = table_of(tmp_path / "hub.zip", "person")
    assert people and "Late Comer" not in {person["name"] for person in people}
    assert made.audit.entries == len(table_of(tmp_path / "hub.zip", "audit_entry"))


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from evidencehub.preservation.backup.archive import ArchiveWriter
archive = ArchiveWriter(Path(sys.argv[1]), datetime(2026, 11, 2))
with archive.part("tables/person.jsonl", packed=False) as part:
    part.write(b"x" * 100_000)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_goes_and_what_another_is_writing_stays(case, write, tmp_path):
    place = tmp_path / "by-hand"
    place.mkdir()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(place / "first.zip")], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = place.iterdir()
    mine = place / f".notes.{'a' * 32}.part"
    mine.write_text("of somebody else")
    assert left.name.startswith(".first.zip.")
    seen = []

    @contextmanager
    def step(_name):
        if not seen:
            write(place / "third.zip")
            seen.append({each.name for each in place.iterdir()})
        yield lambda _part: None

    write(place / "second.zip", step=step)
    assert left.name not in seen[0] and "third.zip" in seen[0] and len(seen[0]) == 3
    assert {each.name for each in place.iterdir()} == {"second.zip", "third.zip", mine.name}


def test_a_file_that_is_gone_or_damaged_is_told(case, session, store, write, tmp_path, settings):
    first = session.scalar(select(Document.sha256))
    other = a_copy_of(session, first, "0" * 64)
    place = settings.home / "files" / first[:2] / first[2:4] / first
    place.write_bytes(b"other bytes")
    made = write(tmp_path / "hub.zip")
    assert (made.files.count, made.files.missing, made.files.damaged) == (3, 1, 1)
    told = {line.split('"')[3]: line for line in members(tmp_path / "hub.zip")["files.jsonl"].decode().splitlines()}
    assert told[other].endswith('"bytes": null, "sha256": null}')
    assert hashlib.sha256(b"other bytes").hexdigest() in told[first]
    assert members(tmp_path / "hub.zip")[f"files/{first}"] == b"other bytes"


def a_copy_of(session, sha256, other):
    held = session.scalar(select(Document).where(Document.sha256 == sha256))
    values = {column.key: getattr(held, column.key) for column in Document.__table__.columns if column.key != "id"}
    session.add(Document(**{**values, "sha256": other}))
    session.commit()
    return other


def a_redaction(session):
    document = session.scalars(select(Document)).first()
    two = [an_editor(session).email, a_person(session, is_admin=True).email]
    files.redact(session, [document], approving.approval(session, two, "A child is named."), now=utc_now())
    session.commit()
    return document.sha256


def test_what_was_removed_for_good_is_not_in_it(case, session, write, tmp_path):
    gone = a_redaction(session)  # its bytes still lie in the store: the command was cut off
    path = tmp_path / "hub.zip"
    write(path)
    assert f"files/{gone}" not in members(path) and manifest_of(path)["files"]["count"] == 0
    assert len(manifest_of(path)["redactions"]) == 1
    assert table_of(path, "document_page") == []


def test_what_is_removed_while_it_is_written_stops_it(case, session, write, tmp_path):
    done = []

    @contextmanager
    def step(name):
        if name == "Writing the files":
            done.append(a_redaction(session))
        yield lambda _part: None

    with pytest.raises(writing.Overtaken, match="write it again"):
        write(tmp_path / "hub.zip", step=step)
    assert done and list(tmp_path.glob("*hub.zip*")) == []


def test_keys_are_in_it_only_where_somebody_wants_that(case, settings, write, tmp_path):
    held = keys.keys(settings.home)
    write(tmp_path / "without.zip")
    public = f"keys/{held.current.name}.pub.pem"
    assert [name for name in members(tmp_path / "without.zip") if name.startswith("keys/")] == [public]
    everything = b"".join(members(tmp_path / "without.zip").values())
    assert settings.secret_key.encode() not in everything and b"PRIVATE KEY" not in everything
    write(tmp_path / "with.zip", with_keys=True)
    parts = members(tmp_path / "with.zip")
    assert parts["keys/secret_key"].decode() == settings.secret_key and b"PRIVATE KEY" in parts["keys/signing.pem"]


def test_a_file_that_is_there_stays(case, write, tmp_path):
    (tmp_path / "hub.zip").write_text("something else")
    with pytest.raises(CannotWrite, match="already"):
        write(tmp_path / "hub.zip")
    assert (tmp_path / "hub.zip").read_text() == "something else"


def test_a_full_disk_is_told_and_nothing_is_left(case, write, tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="the disk is full"):
        write(tmp_path / "hub.zip")
    assert list(tmp_path.glob("*hub.zip*")) == []
    with pytest.raises(CannotWrite, match="No such file or directory"):
        write(tmp_path / "nowhere" / "hub.zip")


def test_a_file_that_the_store_does_not_give_stops_it(case, session, settings, write, tmp_path):
    sha256 = session.scalar(select(Document.sha256))
    place = settings.home / "files" / sha256[:2] / sha256[2:4] / sha256
    place.unlink()
    place.mkdir()
    with pytest.raises(writing.StoreUnreadable, match=f"{sha256} cannot be read: Is a directory. No backup was made"):
        write(tmp_path / "hub.zip")
    assert list(tmp_path.glob("*hub.zip*")) == []


def test_the_command_says_what_it_wrote(case, session, settings, monkeypatch, tmp_path):
    for name in ("home", "database_url", "search_url", "files_url", "secret_key"):
        monkeypatch.setenv(f"EVIDENCEHUB_{name.upper()}", str(getattr(settings, name)))
    done = CliRunner().invoke(evidencehub, ["export", "backup", str(tmp_path / "hub.zip")])
    assert done.exit_code == 0, done.output
    assert "and 2 files, " in done.stdout and "The keys of this hub are not in it" in done.stderr
    again = CliRunner().invoke(evidencehub, ["export", "backup", str(tmp_path / "k.zip"), "--with-keys", "--json"])
    assert '"with_keys": true' in again.stdout and "Keep it as you keep passwords" in again.stderr
