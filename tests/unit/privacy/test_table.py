"""The table names every column that refers to a person or holds their words; what it leaves out, it says why."""

import pytest
from sqlalchemy import JSON, Enum, String, Text

from evidencehub.cli import schema  # noqa: F401 - imports every model
from evidencehub.privacy.nobodys import COLUMNS, TABLES
from evidencehub.privacy.table import TABLE
from evidencehub.shared.db import Base

HELD = [one for row in TABLE for one in row.held]
MODELS = Base.metadata.tables
SHORT = 100  # characters; what is shorter is a slug or a code, unless its name says otherwise
NAMES = {"email", "to", "name", "orcid"}


def holds_words(column):
    kind = column.type
    if isinstance(kind, Enum) or column.primary_key or column.foreign_keys:
        return False
    long = isinstance(kind, Text | JSON) or (isinstance(kind, String) and (kind.length or SHORT) >= SHORT)
    return long or column.name in NAMES


def named():
    found = {f"{one.table}.{column}" for one in HELD for column in (one.column, *one.gives, *one.empties)}
    return found | {name for row in TABLE for name in row.words}


def test_each_column_that_refers_to_a_person_says_whose_the_row_is():
    of_people = {
        f"{table.name}.{column.name}" for table in MODELS.values() for column in table.columns
        if any(key.target_fullname == "person.id" for key in column.foreign_keys)
    }  # fmt: skip
    assert of_people and not of_people - {one.whose for one in HELD}


@pytest.mark.parametrize("table", sorted(MODELS))
def test_each_column_with_words_is_in_the_table_or_says_why_not(table):
    covered = named()
    left = [
        column.name for column in MODELS[table].columns
        if holds_words(column) and table not in covered and f"{table}.{column.name}" not in covered
        and f"{table}.{column.name}" not in COLUMNS and table not in TABLES
    ]  # fmt: skip
    assert not left


def test_every_name_is_that_of_a_column():
    columns = {f"{table.name}.{column.name}" for table in MODELS.values() for column in table.columns}
    assert not {name for name in named() | set(COLUMNS) if "." in name} - columns
    assert not {name for name in named() | set(TABLES) if "." not in name} - set(MODELS)
    assert not {one.leads_to for one in HELD if one.leads_to} - columns


def test_what_is_left_out_is_left_out_for_a_reason_and_once():
    assert all(TABLES.values()) and all(COLUMNS.values())
    assert not set(COLUMNS) & named() and not set(TABLES) & {name.partition(".")[0] for name in named()}


def test_nobody_gets_a_secret_in_their_copy():
    secret = {"password_hash", "token_hash", "sealed_secret", "code_hash", "credential", "credential_id", "stop_at"}
    assert not {column for one in HELD for column in one.gives} & secret
