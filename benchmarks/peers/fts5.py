"""SQLite's full text search, with the facets in a table beside it."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from benchmarks.peers.engine import FACETS
from benchmarks.records import Question
from evidencehub.search.contract import Document


class FTS5:
    def __init__(self, folder: Path, excerpts: bool) -> None:
        self._shown = "snippet(text, 2, '', '', '…', 30)" if excerpts else "id"
        self._base = sqlite3.connect(folder / "fts5.sqlite3")
        self._count = 0

    def rebuild(self, records: Iterable[Document]) -> None:
        self._base.execute("CREATE VIRTUAL TABLE text USING fts5(id UNINDEXED, title, body, tokenize='porter')")
        self._base.execute("CREATE TABLE facet (doc INTEGER, outcome TEXT, direction TEXT)")
        self._base.execute("CREATE INDEX facet_doc ON facet (doc)")
        self._base.execute("CREATE TABLE number (id TEXT PRIMARY KEY, doc INTEGER)")
        for record in records:
            self._add(record)
        self._base.commit()

    def ask(self, question: Question, turn: int) -> int:
        called = [f'"{word}"' for also in question.also for word in also.words]
        match = " OR ".join([*question.text.split(), *called])
        self._base.execute(
            f"SELECT {self._shown} FROM text WHERE text MATCH ? ORDER BY rank LIMIT 10 OFFSET ?", (match, turn)
        ).fetchall()
        matching = "SELECT rowid FROM text WHERE text MATCH ?"
        for facet in FACETS:
            counted = f"SELECT {facet}, COUNT(DISTINCT doc) FROM facet WHERE doc IN ({matching}) GROUP BY 1"
            self._base.execute(counted, (match,)).fetchall()
        return int(self._base.execute("SELECT COUNT(*) FROM text WHERE text MATCH ?", (match,)).fetchone()[0])

    def change(self, record: Document) -> None:
        (number,) = self._base.execute("SELECT doc FROM number WHERE id = ?", (record.id,)).fetchone()
        self._base.execute("DELETE FROM text WHERE rowid = ?", (number,))
        self._base.execute("DELETE FROM facet WHERE doc = ?", (number,))
        self._write(number, record)
        self._base.commit()

    def _add(self, record: Document) -> None:
        self._count += 1
        self._base.execute("INSERT INTO number VALUES (?, ?)", (record.id, self._count))
        self._write(self._count, record)

    def _write(self, number: int, record: Document) -> None:
        self._base.execute(
            "INSERT INTO text (rowid, id, title, body) VALUES (?, ?, ?, ?)",
            (number, record.id, record.title, record.text),
        )
        facets = {(outcome, row.direction) for row in record.rows for outcome in row.outcome}
        self._base.executemany("INSERT INTO facet VALUES (?, ?, ?)", [(number, *pair) for pair in sorted(facets)])
