"""The search engine and its map of gaps beside SQLite, doing the same work on the same documents in the same run.

Prints medians, 95th percentiles and their ratio. Nothing here is asserted: times are the machine's as much as ours.
"""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from evidencehub.search.contract import Crossing, Document, Query, Row
from evidencehub.search.opening import open_engine

AREAS = [f"area-{number}" for number in range(13)]
PEOPLE = [f"people-{number}" for number in range(16)]
DIRECTIONS = ["better", "worse", "unclear", "no-difference", "not-measured"]
WORDS_A_DOCUMENT, VOCABULARY = 120, 8_000


def _documents(count: int, chance: random.Random) -> list[Document]:
    words = ["".join(chance.choices("abcdefghijklmnoprstuv", k=chance.randint(4, 9))) for _ in range(VOCABULARY)]
    weights = [1 / (rank + 3) for rank in range(VOCABULARY)]  # as in real texts, a few words are everywhere
    made = []
    for number in range(count):
        text = chance.choices(words, weights, k=WORDS_A_DOCUMENT)
        rows = tuple(_row(chance) for _ in range(3))
        made.append(
            Document(f"{number:08d}", "", "", " ".join(text[:8]), " ".join(text), rows, year=2000 + number % 25)
        )
    return made


def _row(chance: random.Random) -> Row:
    people = tuple(chance.sample(PEOPLE, 2))
    return Row(outcome=(chance.choice(AREAS),), direction=chance.choice(DIRECTIONS), population=people)


def _queries(documents: list[Document], chance: random.Random, count: int = 40) -> list[str]:
    return [" ".join(chance.sample(chance.choice(documents).text.split(), chance.randint(2, 3))) for _ in range(count)]


def _fts5(documents: list[Document]) -> Callable[[str], int]:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE text USING fts5(id UNINDEXED, title, body, tokenize='porter')")
    base.execute("CREATE TABLE facet (doc INTEGER, outcome TEXT, direction TEXT)")
    for number, document in enumerate(documents, 1):
        base.execute(
            "INSERT INTO text (rowid, id, title, body) VALUES (?, ?, ?, ?)",
            (number, document.id, document.title, document.text),
        )
        base.executemany(
            "INSERT INTO facet VALUES (?, ?, ?)", [(number, row.outcome[0], row.direction) for row in document.rows]
        )
    base.execute("CREATE INDEX facet_doc ON facet (doc)")

    def search(query: str) -> int:
        match = " OR ".join(query.split())
        base.execute("SELECT id FROM text WHERE text MATCH ? ORDER BY rank LIMIT 10", (match,)).fetchall()
        matching = "SELECT rowid FROM text WHERE text MATCH ?"
        for facet in ("outcome", "direction"):
            counted = f"SELECT {facet}, COUNT(DISTINCT doc) FROM facet WHERE doc IN ({matching}) GROUP BY 1"
            base.execute(counted, (match,)).fetchall()
        return int(base.execute("SELECT COUNT(*) FROM text WHERE text MATCH ?", (match,)).fetchone()[0])

    return search


def _map_in_sqlite(documents: list[Document]) -> Callable[[str], object]:
    """How many documents stand in each place of people and areas, and how many of each direction."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE cell (doc INTEGER, outcome TEXT, people TEXT, direction TEXT)")
    base.executemany(
        "INSERT INTO cell VALUES (?, ?, ?, ?)",
        [
            (number, row.outcome[0], people, row.direction)
            for number, document in enumerate(documents)
            for row in document.rows
            for people in row.population
        ],
    )

    def gap_map(_query: str) -> int:
        counted = "SELECT outcome, people{}, COUNT(DISTINCT doc) FROM cell GROUP BY outcome, people{}"
        return sum(len(base.execute(counted.format(by, by)).fetchall()) for by in ("", ", direction"))

    return gap_map


def _timed(search: Callable[[str], object], queries: list[str]) -> list[float]:
    for query in queries:  # warm
        search(query)
    took = []
    for query in queries:
        started = time.perf_counter()
        search(query)
        took.append((time.perf_counter() - started) * 1000)
    return sorted(took)


def measure(count: int) -> dict[str, float]:
    """Seconds and milliseconds for so many documents, and how many times faster we are."""
    chance = random.Random(2026)
    documents = _documents(count, chance)
    queries = _queries(documents, chance)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"whoosh://{folder}/index", Path(folder))
        started = time.perf_counter()
        engine.rebuild(documents)
        rebuild_s = time.perf_counter() - started
        offsets = iter(range(10**9))

        def ours(query: str) -> int:
            # Another offset each time, so that the engine's cache of answers does not answer.
            return engine.search(Query(query, offset=next(offsets) % 7, facets=("outcome", "direction"))).total

        def our_map(_query: str) -> int:
            crossing = Crossing("population", tuple(PEOPLE), "outcome", tuple(AREAS), by=("direction",))
            # Another filter each time, which lets everything pass: no answer that was kept.
            sources = frozenset({"", f"other-{next(offsets)}"})
            return len(engine.cross(replace(crossing, filters={"source": sources})).places)

        mine, theirs = _timed(ours, queries), _timed(_fts5(documents), queries)
        our_maps, their_maps = _timed(our_map, queries[:10]), _timed(_map_in_sqlite(documents), queries[:10])
    result: dict[str, float] = {"documents": count, "questions": len(queries), "rebuild_s": round(rebuild_s, 1)}
    for name, pick in (("median", statistics.median), ("p95", lambda took: took[int(len(took) * 0.95)])):
        result[f"ours_{name}_ms"], result[f"fts5_{name}_ms"] = round(pick(mine), 3), round(pick(theirs), 3)
        result[f"times_faster_{name}"] = round(pick(theirs) / pick(mine), 1)
    result["map_median_ms"] = round(statistics.median(our_maps), 1)
    result["sqlite_map_median_ms"] = round(statistics.median(their_maps), 1)
    return result


def lines(result: dict[str, float]) -> list[str]:
    found = [
        f"{result['documents']:,} made-up documents, {result['questions']} questions, two facets counted, warm.",
        f"Rebuild of the index: {result['rebuild_s']} s",
    ]
    for name in ("median", "p95"):
        times = f"{result[f'times_faster_{name}']} times faster"
        found.append(
            f"{name:>7}: ours {result[f'ours_{name}_ms']} ms, SQLite FTS5 {result[f'fts5_{name}_ms']} ms: {times}"
        )
    ours, theirs = result["map_median_ms"], result["sqlite_map_median_ms"]
    times = round(theirs / ours, 1)
    found.append(f"Gap map of {len(PEOPLE)} by {len(AREAS)}: ours {ours} ms, SQLite {theirs} ms: {times} times faster")
    return found
