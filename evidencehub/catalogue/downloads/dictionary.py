"""What the columns of the files mean: made from the columns themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidencehub.catalogue.downloads.column import Column, Row
from evidencehub.catalogue.downloads.result_columns import RESULTS
from evidencehub.catalogue.downloads.study_columns import STUDIES

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
    return tuple(_entries(file, STUDIES) if file == "studies" else _entries(file, RESULTS))


def _entries(file: str, columns: Sequence[Column[Row]]) -> Iterator[Entry]:
    for column in columns:
        yield Entry(file, column.name, column.says, column.kind, column.unit, column.meanings())


FILE: tuple[Column[Entry], ...] = (
    Column("file", "Studies or results.", lambda entry: entry.file),
    Column("column", "The name of the column.", lambda entry: entry.name),
    Column("what_it_says", "What the column says.", lambda entry: entry.says),
    Column("kind", "Text, number, list and so on.", lambda entry: entry.kind),
    Column("unit", "What its numbers are in.", lambda entry: entry.unit),
    Column(
        "values", "What may stand there, with what it means.",
        lambda entry: tuple(f"{value} = {meaning}" for value, meaning in entry.values.items()), "list",
    ),
)  # fmt: skip
