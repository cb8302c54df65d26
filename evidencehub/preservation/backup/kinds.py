"""The kinds of values in a backup, the same whichever database they come from, and each of them as JSON."""

import base64
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    Uuid,
)  # fmt: skip
from sqlalchemy.types import TypeEngine

from evidencehub.shared.db import UtcDateTime

_NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


@dataclass(frozen=True)
class Kind:
    """How a value is kept in a database, written as JSON, and read back (ValueError or TypeError: it is no such)."""

    type: TypeEngine[Any]
    written: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _exactly(wanted: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not wanted:
            raise TypeError
        return value

    return read


def _number_written(value: float) -> float | str:
    return value if math.isfinite(value) else str(value).replace("inf", "Infinity").replace("nan", "NaN")


def _number_read(value: Any) -> float:
    if isinstance(value, str):
        return _NOT_FINITE[value]
    if type(value) not in (int, float):
        raise TypeError
    return float(value)


def _moment_written(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def _moment_read(value: Any) -> datetime:
    read = datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError
    return read


def _bytes_written(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _same(value: Any) -> Any:
    return value


def _integer_read(value: Any) -> int:
    """:raises ValueError: no database here holds it."""
    read: int = _exactly(int)(value)
    if not -(2**63) <= read < 2**63:
        raise ValueError("it is too large a number")
    return read


KINDS: Mapping[str, Kind] = {
    "text": Kind(Text(), _same, _exactly(str)),
    "integer": Kind(BigInteger(), _same, _integer_read),
    "number": Kind(Double(), _number_written, _number_read),
    "decimal": Kind(Numeric(), str, Decimal),
    "boolean": Kind(Boolean(), _same, _exactly(bool)),
    "date": Kind(Date(), date.isoformat, date.fromisoformat),
    "datetime": Kind(UtcDateTime(), _moment_written, _moment_read),
    "uuid": Kind(Uuid(), str, UUID),
    "json": Kind(JSON(none_as_null=True), _same, _same),
    "bytes": Kind(LargeBinary(), _bytes_written, partial(base64.b64decode, validate=True)),
}
# In this order: a Double is a Numeric for SQLAlchemy too.
_OF_TYPES: tuple[tuple[type[Any] | tuple[type[Any], ...], str], ...] = (
    (Uuid, "uuid"), (Boolean, "boolean"), ((UtcDateTime, DateTime), "datetime"), (Date, "date"), (JSON, "json"),
    (LargeBinary, "bytes"), (Integer, "integer"), (Double, "number"), (Numeric, "decimal"), (String, "text"),
)  # fmt: skip


def kind_of(column: Column[Any]) -> str:
    """:raises TypeError: no kind fits the column's type."""
    for types, kind in _OF_TYPES:
        if isinstance(column.type, types):
            return kind
    raise TypeError(f"{column} is of a type that backups do not know: {column.type!r}")


def columns_of(table: Table) -> dict[str, str]:
    """The kind of each column, by name."""
    return {column.name: kind_of(column) for column in table.columns}


def plain(name: str, columns: Mapping[str, str]) -> Table:
    """The table with nothing but the kinds of its columns: what any release can read from and write to."""
    return Table(name, MetaData(), *(Column(each, KINDS[kind].type) for each, kind in columns.items()))


def line(columns: Mapping[str, str], values: Mapping[str, Any]) -> bytes:
    """One row as a line of JSON."""
    row = {name: None if values[name] is None else KINDS[kind].written(values[name]) for name, kind in columns.items()}
    try:
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:  # half a character, which JSON can only name
        return json.dumps(row, separators=(",", ":")).encode() + b"\n"


def values_of(columns: Mapping[str, str], read: Any) -> dict[str, Any]:
    """The row again.

    :param read: what JSON made of a line.
    :raises ValueError: it is no row of these columns; the message says why.
    """
    if not isinstance(read, dict) or read.keys() != columns.keys():
        raise ValueError("it does not have the columns that the manifest names")
    row = {}
    for name, kind in columns.items():
        try:
            row[name] = None if read[name] is None else KINDS[kind].read(read[name])
        except (ValueError, TypeError, KeyError, ArithmeticError, AttributeError):
            raise ValueError(f"{name} holds no {kind}") from None
    return row
