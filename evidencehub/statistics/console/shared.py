"""What the commands share: reading columns of a CSV file, printing, plain errors.

Exit codes: 0 done; 1 what was given is wrong or determines nothing; 2 the command itself is wrong.
"""

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import click

from evidencehub.statistics.cells import MISSING, number

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
TABLE = click.Path(exists=True, dir_okay=False, allow_dash=True)
SHOWN = 5  # lines named in a message


@dataclass(frozen=True)
class Table:
    """The rows of a file by column, as text; ``lines`` says on which line of the file each row began."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    lines: tuple[int, ...]

    def need(self, wanted: Sequence[str]) -> None:
        """End the command if a column is missing, with the names of those that are there."""
        if missing := [column for column in wanted if column not in self.columns]:
            have = ", ".join(self.columns) or "nothing"
            fail(f"{self.name}: has no column {', '.join(missing)}; it has {have}")


def read_table(name: str) -> Table:
    """A CSV file with a line of column names, or the end of the command."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        lines = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        columns = tuple(column.strip() for column in next(lines, []))
        rows, places = [], []
        for cells in lines:
            if not any(cell.strip() for cell in cells) and len(columns) > 1:
                continue
            if len(cells) != len(columns):
                fail(f"{name}: line {lines.line_num} has {len(cells)} cells, and there are {len(columns)} columns")
            rows.append({column: cell.strip() for column, cell in zip(columns, cells, strict=True)})
            places.append(lines.line_num)
    except UnicodeDecodeError:
        fail(f"{name}: is not UTF-8 text")
    except csv.Error as error:
        fail(f"{name}: line {lines.line_num}: {error}")
    except OSError as error:
        fail(f"{name}: cannot be read: {error.strerror}")
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        fail(f"{name}: has column {', '.join(twice)} twice")
    return Table(name, columns, tuple(rows), tuple(places))


def numbers(table: Table, column: str) -> list[float | None]:
    """A column as numbers, None where a cell is empty, or the end of the command with every cell that is none."""
    found: list[float | None] = []
    wrong: list[str] = []
    for row, line in zip(table.rows, table.lines, strict=True):
        try:
            found.append(None if row[column] in MISSING else number(row[column]))
        except ValueError as error:
            wrong.append(f"{table.name}: line {line}, {column}: {error}")
    if wrong:
        more = len(wrong) - SHOWN
        fail(*wrong[:SHOWN], *([f"and {more:,} more"] if more > 0 else []))
    return found


def print_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def fail(*messages: str, code: int = 1) -> NoReturn:
    for message in messages:
        click.echo(f"error: {message}", err=True)
    sys.exit(code)


def shown(value: float | None, digits: int = 4) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
