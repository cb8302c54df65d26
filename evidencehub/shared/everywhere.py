"""Words taken out of every table of the database, whoever wrote them there, and out of the pages they lay on."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, Connection, Engine, Enum, String, Table, select, update
from sqlalchemy.engine import Row

from evidencehub.shared.db import Base
from evidencehub.shared.passages import Passage

_BATCH = 500  # rows read at once


def tables() -> list[str]:
    return [table.name for table in Base.metadata.sorted_tables]


def holding(connection: Connection, passage: Passage, *, but_not: Collection[str] = ()) -> Mapping[str, int]:
    """How many rows of which tables hold the words, by the name of the table; those without are left out."""
    return {name: len(keys) for name, keys in rows_holding(connection, passage, but_not=but_not).items()}


def rows_holding(
    connection: Connection, passage: Passage, *, but_not: Collection[str] = ()
) -> dict[str, list[tuple[Any, ...]]]:
    """The primary keys of the rows that hold the words, by the name of the table; tables without are left out."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in but_not:
            keys = [_key(table, row) for row in _rows(connection, table) if _changes(table, row, passage)]
            found |= {table.name: keys} if keys else {}
    return found


def still_holding(
    connection: Connection, passage: Passage, among: Mapping[str, Collection[tuple[Any, ...]]]
) -> dict[str, list[tuple[Any, ...]]]:
    """The same of these rows alone, by their keys."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in Base.metadata.sorted_tables:
        keys = [key for key in among.get(table.name, ()) if _is_in_row(connection, table, key, passage)]
        found |= {table.name: keys} if keys else {}
    return found


def _is_in_row(connection: Connection, table: Table, key: tuple[Any, ...], passage: Passage) -> bool:
    same = [column == value for column, value in zip(table.primary_key.columns, key, strict=True)]
    row = connection.execute(select(*table.primary_key.columns, *_texts(table)).where(*same)).first()
    return row is not None and bool(_changes(table, row, passage))


def _key(table: Table, row: Row[Any]) -> tuple[Any, ...]:
    return tuple(row._mapping[column] for column in table.primary_key.columns)


def take_out(connection: Connection, passage: Passage, *, but_not: Collection[str] = ()) -> Mapping[str, int]:
    """Take the words out of all of them, in the caller's transaction, and say how many rows of which tables changed."""
    counts: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in but_not:
            continue
        keys = list(table.primary_key.columns)
        changes = [(row, changed) for row in _rows(connection, table) if (changed := _changes(table, row, passage))]
        for row, values in changes:
            same = [key == row._mapping[key] for key in keys]
            connection.execute(update(table).where(*same).values(values))
        counts |= {table.name: len(changes)} if changes else {}
    return counts


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    wanted = [*table.primary_key.columns, *_texts(table)]
    if len(wanted) == len(table.primary_key.columns):
        return iter(())
    found = connection.execute(select(*wanted).execution_options(yield_per=_BATCH))
    return iter(found)


def _texts(table: Table) -> list[Any]:
    """Columns that hold what somebody wrote: no keys, and none of the words that are states and kinds."""
    return [
        column for column in table.columns
        if isinstance(column.type, String | JSON) and not isinstance(column.type, Enum)
        and not column.primary_key and not column.foreign_keys
    ]  # fmt: skip


def _changes(table: Table, row: Row[Any], passage: Passage) -> dict[str, Any]:
    held = {column.name: row._mapping[column] for column in _texts(table)}
    left = {name: passage.taken_from(value) for name, value in held.items()}
    return {name: value for name, value in left.items() if value != held[name]}


def give_back_pages(engine: Engine) -> None:
    """Write the database anew without what was deleted: until then the words lie in pages that nobody reads.

    Takes as long as copying the database does, and needs as much room; nobody can write meanwhile. What the database
    keeps apart for itself (PostgreSQL's write-ahead log, replicas) and copies that others made are not reached.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.rollback()
            raw: Any = connection.connection.driver_connection
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                raw.execute(statement)
        else:
            connection.rollback()
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in Base.metadata.sorted_tables:
                alone.exec_driver_sql(f'VACUUM FULL "{table.name}"')
            alone.exec_driver_sql("VACUUM FULL pg_catalog.pg_statistic")  # samples of what the columns held
            alone.exec_driver_sql("ANALYZE")
