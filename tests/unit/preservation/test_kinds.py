"""Values of every kind come back from a backup as they went in, whatever they hold."""

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Column, Interval

from evidencehub.cli import schema  # noqa: F401  knows every table
from evidencehub.preservation.backup import contents
from evidencehub.preservation.backup.kinds import KINDS, columns_of, kind_of, line, values_of
from evidencehub.shared.db import Base

VALUES = [
    ("text", "Zoë’s \u2028 \"quoted\"\\ \n\ttext 🎈"),
    ("text", ""),
    ("integer", 2**40),
    ("number", 0.1 + 0.2),
    ("number", -5e-324),
    ("decimal", Decimal("0.10")),
    ("boolean", False),
    ("date", date(2026, 2, 28)),
    ("datetime", datetime(2026, 10, 25, 1, 30, 0, 1, tzinfo=UTC)),
    ("uuid", UUID(int=7)),
    ("json", {"b": [1, 2.5, None, {"é": True}], "a": "0"}),
    ("json", {"half": "\ud83c"}),
    ("bytes", bytes(range(256))),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_a_value_comes_back_as_it_was(kind, value):
    columns = {"here": kind, "nothing": kind}
    written = line(columns, {"here": value, "nothing": None})
    assert written.endswith(b"\n") and written.count(b"\n") == 1
    read = values_of(columns, json.loads(written))
    assert read == {"here": value, "nothing": None} and type(read["here"]) is type(value)
    assert {kind for kind, _ in VALUES} == set(KINDS)


def test_the_order_of_an_object_stays_and_no_number_is_lost():
    assert b'{"b":1,"a":2}' in line({"x": "json"}, {"x": {"b": 1, "a": 2}})
    for value in (math.inf, -math.inf):
        assert values_of({"x": "number"}, json.loads(line({"x": "number"}, {"x": value}))) == {"x": value}
    assert math.isnan(values_of({"x": "number"}, json.loads(line({"x": "number"}, {"x": math.nan})))["x"])


def test_moments_are_written_in_utc():
    at = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    assert line({"at": "datetime"}, {"at": at}) == b'{"at":"2026-07-01T11:00:00+00:00"}\n'


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", 3), ("integer", True), ("integer", 1.0), ("integer", "1"),
        ("integer", 2**63), ("number", "1"), ("number", True),
        ("boolean", 1), ("date", "28/02/2026"), ("datetime", "2026-11-30T12:00:00"), ("datetime", 5), ("uuid", "x"),
        ("uuid", 5), ("bytes", "*"), ("decimal", "ten"), ("date", []),
    ],
)  # fmt: skip
def test_what_is_of_another_kind_is_told_by_its_column(kind, given):
    with pytest.raises(ValueError, match=f"age holds no {kind}"):
        values_of({"age": kind}, {"age": given})


@pytest.mark.parametrize("row", [[], "x", None, {}, {"a": "1", "b": "2"}, {"b": "1"}])
def test_what_is_no_row_of_these_columns_is_told(row):
    with pytest.raises(ValueError, match="columns"):
        values_of({"a": "text"}, row)


def test_every_table_is_in_a_backup_or_says_why_not():
    kept = {table.name for table in contents.tables(Base.metadata)}
    assert kept.isdisjoint(contents.LEFT_OUT)
    assert kept | set(contents.LEFT_OUT) == set(Base.metadata.tables)


def test_every_column_has_a_kind_and_every_table_a_key():
    for table in contents.tables(Base.metadata):
        assert set(columns_of(table).values()) <= set(KINDS)
        assert list(table.primary_key), table.name
    with pytest.raises(TypeError, match="of a type that backups do not know"):
        kind_of(Column("age", Interval()))
