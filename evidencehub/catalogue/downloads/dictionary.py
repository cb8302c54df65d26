"""What the columns of the files mean: made from the columns themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evidencehub.catalogue.downloads.column import Column
from evidencehub.catalogue.downloads.tables import TABLES, Table

LONGEST_LIST = 15  # values that a page shows open


@dataclass(frozen=True)
class Entry:
    file: str
    name: str
    says: str
    kind: str
    unit: str
    values: Mapping[str, str]  # what may stand there, with its meaning; empty where that is no closed list


def entries(file: str) -> tuple[Entry, ...]:
    return tuple(_entries(TABLES[file]))


def _entries(table: Table) -> Iterator[Entry]:
    for column in table.columns:
        yield Entry(table.name, column.name, column.says, column.kind, column.unit, column.meanings())


def _files() -> Mapping[str, str]:
    return {name: f"The file of {table.of}." for name, table in TABLES.items()}


FILE: tuple[Column[Entry], ...] = (
    Column("file", "The file that has the column.", lambda entry: entry.file, values=_files),
    Column("column", "The name of the column.", lambda entry: entry.name),
    Column("what_it_says", "What the column says.", lambda entry: entry.says),
    Column("kind", "Text, number, list and so on.", lambda entry: entry.kind),
    Column("unit", "What its numbers are in.", lambda entry: entry.unit),
    Column(
        "values", "What may stand there, with what it means.",
        lambda entry: tuple(f"{value} = {meaning}" for value, meaning in entry.values.items()), "list",
    ),
)  # fmt: skip
COLUMNS = Table("columns", "columns", "A row for each column of the files", FILE)
