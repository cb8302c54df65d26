"""Rows that were found good, kept in a temporary file until all of a source is read.

The rows of one project lie all over a source's files. Put in order here, each project can be written whole, in one
transaction, while memory holds a few of them at a time. Of a row the spool knows what kind it is, its key, its project
and its evaluation; what else it says is the source's own.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

ENOUGH_ROWS = 500  # written in one transaction, or a few more to end with a whole project
ENOUGH_PROJECTS = 100

ProjectKey = int | str  # the source's own; projects are given back in its order
Body = dict[str, Any]  # what JSON can hold

_TABLES = """
PRAGMA journal_mode=OFF;
CREATE TABLE row (kind TEXT, key TEXT, line INTEGER, project, body TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE INDEX row_of_project ON row (project, kind, line);
CREATE TABLE evaluation (key TEXT PRIMARY KEY, line INTEGER, project) WITHOUT ROWID;
CREATE TABLE incomplete (project PRIMARY KEY) WITHOUT ROWID;
BEGIN;
"""


@dataclass(frozen=True)
class Clash:
    """Why a row cannot be kept: its key stands on another line, or its evaluation belongs to another project."""

    line: int
    project: ProjectKey | None  # None: the key is taken


@dataclass(frozen=True)
class Gathered:
    """All that a source says of one project."""

    project: ProjectKey
    rows: Mapping[str, list[Body]]  # by kind, in the order of their lines
    is_incomplete: bool  # some row of it was refused


class Spool:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(_TABLES)

    def add(
        self, kind: str, key: str, *, project: ProjectKey, line: int, body: Body, evaluation: str | None = None
    ) -> Clash | None:
        """Keep a row, or say why it cannot be kept beside the others."""
        if evaluation is not None:
            known = self._db.execute("SELECT line, project FROM evaluation WHERE key = ?", (evaluation,)).fetchone()
            if known and known[1] != project:
                return Clash(*known)
        if known := self._db.execute("SELECT line FROM row WHERE kind = ? AND key = ?", (kind, key)).fetchone():
            return Clash(known[0], None)
        if evaluation is not None:
            self._db.execute("INSERT OR IGNORE INTO evaluation VALUES (?, ?, ?)", (evaluation, line, project))
        self._db.execute("INSERT INTO row VALUES (?, ?, ?, ?, ?)", (kind, key, line, project, json.dumps(body)))
        return None

    def note_incomplete(self, project: ProjectKey) -> None:
        self._db.execute("INSERT OR IGNORE INTO incomplete VALUES (?)", (project,))

    def count(self) -> int:
        """How many projects there are."""
        return int(self._db.execute("SELECT count(DISTINCT project) FROM row").fetchone()[0])

    def batches(self) -> Iterator[list[Gathered]]:
        """All projects in a fixed order, a few at a time."""
        batch: list[Gathered] = []
        size = 0
        for (project,) in self._db.execute("SELECT DISTINCT project FROM row ORDER BY project").fetchall():
            batch.append(self._gathered(project))
            size += sum(map(len, batch[-1].rows.values()))
            if size >= ENOUGH_ROWS or len(batch) >= ENOUGH_PROJECTS:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def projects_with(self, kind: str) -> set[ProjectKey]:
        """Those of which there is a row of this kind."""
        return {key for (key,) in self._db.execute("SELECT DISTINCT project FROM row WHERE kind = ?", (kind,))}

    def has(self, kind: str, keys: Collection[str]) -> set[str]:
        """Those of these rows that the source has."""
        query = "SELECT key FROM row WHERE kind = ? AND key IN (SELECT value FROM json_each(?))"
        return {key for (key,) in self._db.execute(query, (kind, json.dumps(list(keys))))}

    def has_evaluations(self, keys: Collection[str]) -> set[str]:
        query = "SELECT key FROM evaluation WHERE key IN (SELECT value FROM json_each(?))"
        return {key for (key,) in self._db.execute(query, (json.dumps(list(keys)),))}

    def _gathered(self, project: ProjectKey) -> Gathered:
        rows: dict[str, list[Body]] = {}
        query = "SELECT kind, body FROM row WHERE project = ? ORDER BY kind, line"
        for kind, body in self._db.execute(query, (project,)).fetchall():
            rows.setdefault(kind, []).append(json.loads(body))
        missing = self._db.execute("SELECT 1 FROM incomplete WHERE project = ?", (project,)).fetchone()
        return Gathered(project, rows, is_incomplete=missing is not None)


@contextmanager
def open_spool() -> Iterator[Spool]:
    """A spool in a file that SQLite makes and removes by itself."""
    connection = sqlite3.connect("", isolation_level=None)
    try:
        yield Spool(connection)
    finally:
        connection.close()
