"""The rows of a table as the lines of a backup."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, collate, select
from sqlalchemy.sql.elements import ColumnElement

from evidencehub.preservation.backup.kinds import line, plain
from evidencehub.preservation.backup.snapshot import BATCH

Shown = Callable[[str, dict[str, Any]], dict[str, Any]]


def whole(_table: str, row: dict[str, Any]) -> dict[str, Any]:
    return row


def lines(
    connection: Connection, name: str, columns: Mapping[str, str], keys: Sequence[str], *, shown: Shown = whole
) -> Iterator[bytes]:
    """Each row, in the order of the key, which is the same in every database.

    :param shown: what of a row of that table is written.
    """
    table = plain(name, columns)
    query = select(table).order_by(*_in_order(connection, table, keys)).execution_options(yield_per=BATCH)
    for row in connection.execute(query).mappings():
        yield line(columns, shown(name, dict(row)))


def _in_order(connection: Connection, table: Table, keys: Sequence[str]) -> list[ColumnElement[Any]]:
    """Texts by their bytes, whatever the language of the database."""
    wanted = [table.columns[name] for name in keys]
    if connection.dialect.name != "postgresql":
        return list(wanted)
    return [collate(each, "C") if each.type.python_type is str else each for each in wanted]
