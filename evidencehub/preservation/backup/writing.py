"""Writing a backup: the rows of one moment, then the files that they name."""

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Engine, MetaData, select, text

from evidencehub.preservation.backup import contents, manifest
from evidencehub.preservation.backup.archive import ArchiveWriter
from evidencehub.preservation.backup.besides import Besides
from evidencehub.preservation.backup.contents import LEFT_OUT, ListedFile
from evidencehub.preservation.backup.explained import EXPLAINED
from evidencehub.preservation.backup.kinds import columns_of
from evidencehub.preservation.backup.manifest import AuditTold, FilesTold, Manifest, Part, TablePart
from evidencehub.preservation.backup.reading import Shown, lines, whole
from evidencehub.preservation.backup.snapshot import BATCH, snapshot
from evidencehub.projects.redaction.models import Redaction
from evidencehub.shared.audit import GENESIS, AuditEntry
from evidencehub.shared.db import Base
from evidencehub.shared.errors import HubError
from evidencehub.shared.files import CHUNK_BYTES, FileMissing, FileStore

Step = Callable[[str], AbstractContextManager[Callable[[float], None]]]


class StoreUnreadable(HubError):
    """A file is in the store and cannot be read."""


class Overtaken(HubError):
    """Something was removed for good while the backup was written, so it may hold what is gone."""


def write(
    path: Path, engine: Engine, store: FileStore, besides: Besides, *, at: datetime, step: Step,
    metadata: MetaData = Base.metadata,
) -> Manifest:  # fmt: skip
    """Write the whole hub, as it is now, to a new file.

    :raises CannotWrite: the file is there already, or there is no room for it; nothing is left behind.
    :raises StoreUnreadable: the store does not give a file; nothing is left behind.
    :raises Overtaken: something was removed for good meanwhile; nothing is left behind.
    """
    archive = ArchiveWriter(path, at)
    try:
        parts = [_whole(archive, "README.txt", EXPLAINED.encode())]
        parts += [_whole(archive, name, content) for name, content in sorted(besides.parts.items())]
        with snapshot(engine) as seen:
            shown = whole if besides.with_keys else contents.without_links
            tables = _tables(archive, seen, metadata, step, shown)
            migration = seen.scalar(text("SELECT version_num FROM alembic_version")) or ""
            redactions = _redactions(seen)
            audit, names = _audit(seen), contents.named_files(seen)
        told, listing = _files(archive, store, names, step)
        made = Manifest(
            made_by=besides.made_by, taken_at=at, migration=migration, database=engine.dialect.name,
            settings=besides.settings, with_keys=besides.with_keys, audit=audit, redactions=redactions,
            left_out=LEFT_OUT, tables=tables, files=told, parts=[*parts, listing],
        )  # fmt: skip
        _whole(archive, manifest.NAME, manifest.written(made))
        with snapshot(engine) as now:
            if _redactions(now) != redactions:
                raise Overtaken("Something was removed for good while the backup was written: write it again.")
        archive.finish()
    finally:
        archive.abandon()
    return made


def _whole(archive: ArchiveWriter, name: str, content: bytes) -> Part:
    with archive.part(name) as part:
        part.write(content)
    return part.part


def _redactions(seen: Connection) -> list[str]:
    return [str(key) for key in seen.scalars(select(Redaction.id).order_by(Redaction.at, Redaction.id))]


def _audit(seen: Connection) -> AuditTold:
    query = select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    last = seen.execute(query).first()
    return AuditTold(last.number, last.hash) if last else AuditTold(0, GENESIS)


def _tables(
    archive: ArchiveWriter, seen: Connection, metadata: MetaData, step: Step, shown: Shown
) -> list[TablePart]:  # fmt: skip
    wanted = contents.tables(metadata)
    total = sum(contents.count(seen, table) for table in wanted) or 1
    made, done = [], 0
    with step("Writing the records") as advance:
        for table in wanted:
            columns, rows = columns_of(table), 0
            with archive.part(f"tables/{table.name}.jsonl") as part:
                keys = [column.name for column in table.primary_key]
                for line in lines(seen, table.name, columns, keys, shown=shown):
                    part.write(line)
                    rows += 1
                    if rows % BATCH == 0:
                        advance((done + rows) / total)
            done += rows
            advance(done / total)
            made.append(TablePart(table.name, rows, columns, part.part.bytes, part.part.sha256))
    return made


def _files(archive: ArchiveWriter, store: FileStore, names: Sequence[str], step: Step) -> tuple[FilesTold, Part]:
    found = []
    with step("Writing the files") as advance:
        for number, name in enumerate(names, start=1):
            found.append(_file(archive, store, name))
            advance(number / len(names))
    with archive.part("files.jsonl") as part:
        for each in found:
            part.write(each.line())
    there = [each for each in found if not each.is_missing]
    damaged = sum(each.is_damaged for each in there)
    return FilesTold(
        len(found), sum(each.size_bytes or 0 for each in there), len(found) - len(there), damaged
    ), part.part


def _file(archive: ArchiveWriter, store: FileStore, name: str) -> ListedFile:
    try:
        stream = store.open(name)
    except FileMissing:
        return ListedFile(name, None, None)
    except OSError as error:
        raise _unreadable(name, error) from None
    with stream, archive.part(f"files/{name}", packed=False) as part:
        for chunk in _readable(stream, name):
            part.write(chunk)
    return ListedFile(name, part.part.bytes, part.part.sha256)


def _readable(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """What can be read of a file: where a disk has lost the rest, its hash will tell."""
    while True:
        try:
            chunk = stream.read(CHUNK_BYTES)
        except OSError as error:
            if error.errno != errno.EIO:
                raise _unreadable(name, error) from None
            return
        if not chunk:
            return
        yield chunk


def _unreadable(name: str, error: OSError) -> StoreUnreadable:
    return StoreUnreadable(f"The stored file {name} cannot be read: {error.strerror or error}. No backup was made.")
