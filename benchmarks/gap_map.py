"""The map of what was studied beside SQLite, counting the same places of the same records."""

import itertools
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.records import AREAS, PEOPLE, made_up
from evidencehub.search.contract import Crossing, Document
from evidencehub.search.opening import open_engine

TIMES = 10


def measure(count: int) -> dict[str, float]:
    records = list(made_up(count, 8, 8))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"whoosh://{folder}/index", Path(folder))
        engine.rebuild(records)
        turns = itertools.count()

        def ours() -> object:
            # Another filter each time, which lets everything pass: no answer that was kept.
            sources = frozenset({"", f"other-{next(turns)}"})
            return engine.cross(
                Crossing(
                    "population", tuple(PEOPLE), "outcome", tuple(AREAS),
                    by=("direction",), filters={"source": sources},
                )
            )  # fmt: skip

        times = {"ours_median_ms": _median_ms(ours), "sqlite_median_ms": _median_ms(_in_sqlite(records))}
    return {"records": count} | times


def _in_sqlite(records: list[Document]) -> Callable[[], object]:
    """How many records stand in each place of people and areas, and how many of each direction."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE cell (doc INTEGER, outcome TEXT, people TEXT, direction TEXT)")
    base.executemany(
        "INSERT INTO cell VALUES (?, ?, ?, ?)",
        [
            (number, row.outcome[0], people, row.direction)
            for number, record in enumerate(records)
            for row in record.rows
            for people in row.population
        ],
    )

    def gap_map() -> int:
        counted = "SELECT outcome, people{}, COUNT(DISTINCT doc) FROM cell GROUP BY outcome, people{}"
        return sum(len(base.execute(counted.format(by, by)).fetchall()) for by in ("", ", direction"))

    return gap_map


def _median_ms(work: Callable[[], object]) -> float:
    work()
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(took), 1)


def lines(found: dict[str, float]) -> list[str]:
    ours, theirs = found["ours_median_ms"], found["sqlite_median_ms"]
    of = f"Gap map of {len(PEOPLE)} by {len(AREAS)}, {found['records']:,} records"
    return [f"{of}: ours {ours} ms, SQLite {theirs} ms: {theirs / ours:.1f} times faster"]
