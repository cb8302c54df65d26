"""Rows that were found good, kept in a temporary file until both tables are read.

The findings of one intervention lie all over the table. Put in order here, each intervention can be written whole, in
one transaction, while memory holds a few of them at a time.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from evidencehub.interchange.wwc.schemas import Finding, Report

ENOUGH_FINDINGS = 500  # findings written in one transaction, or a few more to end with a whole intervention
ENOUGH_INTERVENTIONS = 100

_TABLES = """
PRAGMA journal_mode=OFF;
CREATE TABLE finding (id TEXT PRIMARY KEY, line INTEGER, intervention INTEGER, review TEXT, body TEXT) WITHOUT ROWID;
CREATE INDEX finding_of_intervention ON finding (intervention, line);
CREATE TABLE review (id TEXT PRIMARY KEY, line INTEGER, intervention INTEGER) WITHOUT ROWID;
CREATE TABLE report (intervention INTEGER, rates TEXT, line INTEGER, body TEXT, PRIMARY KEY (intervention, rates));
CREATE TABLE incomplete (intervention INTEGER PRIMARY KEY);
BEGIN;
"""


@dataclass(frozen=True)
class Intervention:
    """All that the two tables say of one intervention."""

    external_id: str
    reports: list[Report]
    findings: list[Finding]
    is_incomplete: bool  # some row of its report was refused, so what the hub holds of it stays


class Spool:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(_TABLES)

    def add_finding(self, finding: Finding, line: int) -> str | None:
        """Keep a finding, or say why it cannot be kept beside the others."""
        review = (finding.review_id, line, int(finding.intervention_id))
        first, intervention = self._first("review", "intervention", "id = ?", finding.review_id) or review[1:]
        if intervention != review[2]:
            return f"ReviewID: {finding.review_id} belongs to intervention {intervention} on line {first}"
        if known := self._first("finding", "id", "id = ?", finding.finding_id):
            return f"FindingID: {finding.finding_id} stands on line {known[0]} already"
        self._db.execute("INSERT OR IGNORE INTO review VALUES (?, ?, ?)", review)
        row = (finding.finding_id, line, review[2], finding.review_id, json.dumps(asdict(finding)))
        self._db.execute("INSERT INTO finding VALUES (?, ?, ?, ?, ?)", row)
        return None

    def add_report(self, report: Report, version: str, domain: str, line: int) -> str | None:
        """Keep a row of a report, or say why it cannot be kept beside the others."""
        key = int(report.intervention_id)
        rates = json.dumps([report.protocol, version, domain])
        if known := self._first("report", "rates", "intervention = ? AND rates = ?", key, rates):
            return f"Outcome_Domain: rated on line {known[0]} already, under the same protocol"
        self._db.execute("INSERT INTO report VALUES (?, ?, ?, ?)", (key, rates, line, json.dumps(asdict(report))))
        return None

    def refuse_report(self, intervention_id: str) -> None:
        """Note that an intervention's report is not all there."""
        if intervention_id.isascii() and intervention_id.isdigit() and len(intervention_id) < 12:
            self._db.execute("INSERT OR IGNORE INTO incomplete VALUES (?)", (int(intervention_id),))

    def count(self) -> int:
        """How many interventions there are."""
        return int(self._db.execute(f"SELECT count(*) FROM ({_KEYS})").fetchone()[0])  # noqa: S608

    def batches(self) -> Iterator[list[Intervention]]:
        """All interventions in a fixed order, a few at a time."""
        batch: list[Intervention] = []
        findings = 0
        for (key,) in self._db.execute(f"{_KEYS} ORDER BY 1").fetchall():
            batch.append(self._intervention(key))
            findings += len(batch[-1].findings)
            if findings >= ENOUGH_FINDINGS or len(batch) >= ENOUGH_INTERVENTIONS:
                yield batch
                batch, findings = [], 0
        if batch:
            yield batch

    def held_findings(self, ids: Collection[str]) -> set[str]:
        """Those of these findings that the table has."""
        return self._held("finding", ids)

    def held_reviews(self, ids: Collection[str]) -> set[str]:
        return self._held("review", ids)

    def _held(self, table: str, ids: Collection[str]) -> set[str]:
        query = f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608
        return {key for (key,) in self._db.execute(query, (json.dumps(list(ids)),))}

    def _first(self, table: str, column: str, where: str, *values: Any) -> tuple[int, Any] | None:
        query = f"SELECT line, {column} FROM {table} WHERE {where}"  # noqa: S608
        found: tuple[int, Any] | None = self._db.execute(query, values).fetchone()
        return found

    def _intervention(self, key: int) -> Intervention:
        def bodies(table: str) -> Iterator[dict[str, Any]]:
            query = f"SELECT body FROM {table} WHERE intervention = ? ORDER BY line"  # noqa: S608
            return (json.loads(body) for (body,) in self._db.execute(query, (key,)).fetchall())

        missing = self._db.execute("SELECT 1 FROM incomplete WHERE intervention = ?", (key,)).fetchone()
        return Intervention(
            external_id=str(key),
            reports=[Report(**body) for body in bodies("report")],
            findings=[Finding(**body) for body in bodies("finding")],
            is_incomplete=missing is not None,
        )


_KEYS = "SELECT intervention FROM finding UNION SELECT intervention FROM report"


@contextmanager
def open_spool() -> Iterator[Spool]:
    """A spool in a file that SQLite makes and removes by itself."""
    connection = sqlite3.connect("", isolation_level=None)
    try:
        yield Spool(connection)
    finally:
        connection.close()
