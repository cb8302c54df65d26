"""The rows of a backup into an empty database: all of them in one transaction, and read back before it ends."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice

from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import sort_tables_and_constraints

from evidencehub.preservation.backup import contents
from evidencehub.preservation.backup.contents import LEFT_OUT
from evidencehub.preservation.backup.kinds import columns_of, plain
from evidencehub.preservation.backup.manifest import Manifest, NotABackup, TablePart
from evidencehub.preservation.backup.opening import Archive
from evidencehub.preservation.backup.reading import lines
from evidencehub.preservation.backup.snapshot import BATCH
from evidencehub.shared import public_version
from evidencehub.shared.db import Base, reading_only
from evidencehub.shared.errors import HubError

Step = Callable[[str], AbstractContextManager[Callable[[float], None]]]
_REVISION = "alembic_version"


class NotEmpty(HubError):
    """There are records in the hub, and a backup would mix with them."""


class RowsRefused(HubError):
    """The database does not take what is in the backup; nothing was written."""


def refuse_filled(engine: Engine) -> None:
    """:raises NotEmpty: the database holds records. One without tables is empty."""
    with reading_only(), engine.connect() as connection:
        _refuse_filled(connection, _reflected(connection))


def load(engine: Engine, archive: Archive, *, is_current: bool, step: Step) -> None:
    """Write all rows, or none.

    :param is_current: the tables are those of this release, so that their kinds are known.
    :raises NotEmpty: somebody wrote meanwhile.
    :raises NotABackup: the tables do not fit the migration that the backup names.
    :raises RowsRefused: the database takes a row otherwise than it was, or not at all.
    """
    made = archive.manifest
    with engine.begin() as connection:
        database = _reflected(connection)
        _lock(connection, database)
        _refuse_filled(connection, database)
        _refuse_unfitting(database, made, is_current=is_current)
        parts = {table.name: table for table in made.tables}
        order = [table for table, _ in sort_tables_and_constraints(database.tables.values()) if table is not None]
        with _links_checked_last(connection, database), step("Writing the records") as advance:
            done, total = 0, 2 * made.rows or 1
            for table in order:
                if (part := parts.get(table.name)) is not None:
                    _write(connection, archive, part)
                    _compare(connection, table, part)
                    done += 2 * part.rows
                    advance(done / total)
            set_sequences(connection, order)
        public_version.changed(connection)


def _reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def _lock(connection: Connection, database: MetaData) -> None:
    """Nobody writes beside us: on SQLite the transaction itself sees to that."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{table}"' for table in database.tables)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")


def _refuse_filled(connection: Connection, database: MetaData) -> None:
    counts = {
        name: contents.count(connection, table) for name, table in database.tables.items()
        if name != _REVISION and name not in LEFT_OUT
    }  # fmt: skip
    if filled := [f"{name} ({count:,})" for name, count in counts.items() if count]:
        raise NotEmpty(
            f"This hub is not empty, and nothing was written: there are rows in {', '.join(filled[:4])}"
            f"{' and more' if len(filled) > 4 else ''}. Restore into a new one: set EVIDENCEHUB_HOME to a new folder, "
            "and EVIDENCEHUB_DATABASE_URL to a new database where that is no SQLite file. If a restore of this backup "
            "was cut off near its end, all its rows are here: then “evidencehub db upgrade” does the rest."
        )


def _refuse_unfitting(database: MetaData, made: Manifest, *, is_current: bool) -> None:
    told = {table.name: table.columns for table in made.tables}
    wanted = {name: table for name, table in database.tables.items() if name != _REVISION and name not in LEFT_OUT}
    for name in sorted(told.keys() ^ wanted.keys()):
        raise NotABackup(f"This backup does not fit the migration that it names: {name} is in one of them only.")
    for name, columns in told.items():
        fits = columns.keys() == set(wanted[name].columns.keys())
        if not fits or (is_current and columns != columns_of(Base.metadata.tables[name])):
            raise NotABackup(f"This backup does not fit the migration that it names: {name} has other columns.")


def _write(connection: Connection, archive: Archive, part: TablePart) -> None:
    rows, table = archive.rows(part), plain(part.name, part.columns)
    try:
        while batch := list(islice(rows, BATCH)):
            connection.execute(insert(table), batch)
    except DBAPIError as error:
        raise _refused(part.name, error) from None


def _compare(connection: Connection, table: Table, part: TablePart) -> None:
    """Read back what was written: another database must not round, cut or turn anything."""
    digest, rows = hashlib.sha256(), 0
    for line in lines(connection, part.name, part.columns, [column.name for column in table.primary_key]):
        digest.update(line)
        rows += 1
    if rows != part.rows or digest.hexdigest() != part.sha256:
        raise RowsRefused(f"The database gives rows of {part.name} back otherwise than they were. Nothing was written.")


@contextmanager
def _links_checked_last(connection: Connection, database: MetaData) -> Iterator[None]:
    """Rows may name others of their table, or of one that comes later: that all are there is looked at in the end."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # until the end of the transaction
        yield
        for name, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RowsRefused(f"Rows of {name} name records that are not in the backup. Nothing was written.")
        return
    later = _names_of_links(database)
    for table, name in later:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{name}" DEFERRABLE INITIALLY DEFERRED')
    yield
    try:
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    except DBAPIError as error:
        raise _refused("some table", error) from None
    for table, name in later:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{name}" NOT DEFERRABLE')


def _names_of_links(database: MetaData) -> list[tuple[str, str]]:
    """Table and name of each foreign key that no order of the tables serves."""
    ordered = list(sort_tables_and_constraints(database.tables.values()))
    in_circles = {link.name for table, links in ordered if table is None for link in links}
    return [
        (table.name, str(link.name)) for table in database.tables.values() for link in table.foreign_key_constraints
        if link.referred_table is table or link.name in in_circles
    ]  # fmt: skip


def set_sequences(connection: Connection, tables: Sequence[Table]) -> None:
    """Where PostgreSQL counts keys by itself, let it go on after the highest."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key:
            asked = func.pg_get_serial_sequence(func.quote_ident(table.name), column.name)
            sequence = connection.scalar(select(asked))
            if sequence is not None:
                connection.execute(select(func.setval(sequence, func.max(column))))


def _refused(table: str, error: DBAPIError) -> RowsRefused:
    said = str(error.orig).splitlines()[0].strip().rstrip(".")
    return RowsRefused(f"The database does not take the rows of {table}: {said}. Nothing was written.")
