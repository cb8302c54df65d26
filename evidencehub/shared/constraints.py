"""What to say to the second of two people who did the same at one moment, where a constraint let only the first.

A room that knows such a constraint says so where it declares it: ``UniqueConstraint("email", info=says("..."))``.
"""

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from evidencehub.shared.db import Base

Unique = UniqueConstraint | PrimaryKeyConstraint | Index
_SAID = "said_to_the_second"


def says(message: str) -> dict[str, str]:
    """``info`` for a constraint; the message says what was there first, and what to do now."""
    return {_SAID: message}


def said_by(unique: Unique) -> str | None:
    return unique.info.get(_SAID)


def message_for(error: IntegrityError) -> str | None:
    """The words of the constraint that refused, or None where it has none: then the error is ours."""
    broken = _broken(error)
    return None if broken is None else said_by(broken)


def _broken(error: IntegrityError) -> Unique | None:
    """PostgreSQL gives a constraint's name, SQLite the columns of a unique one: "person.email, person.name"."""
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        table, name = Base.metadata.tables.get(diagnostics.table_name), diagnostics.constraint_name
        return next((each for each in _all_unique(table) if each.name == name), None)
    if found := re.fullmatch(r"UNIQUE constraint failed: (.+)", str(error.orig)):
        names = [name.rpartition(".") for name in found[1].split(", ")]
        table, columns = Base.metadata.tables.get(names[0][0]), [column for _, _, column in names]
        return next((each for each in _all_unique(table) if [column.name for column in each.columns] == columns), None)
    return None


def _all_unique(table: Table | None) -> Iterator[Unique]:
    if table is not None:
        yield from (each for each in table.constraints if isinstance(each, UniqueConstraint | PrimaryKeyConstraint))
        yield from (each for each in table.indexes if each.unique)


def with_words(tables: Mapping[str, Table]) -> Iterator[Unique]:
    """Every constraint that says something."""
    return (each for table in tables.values() for each in _all_unique(table) if said_by(each))
