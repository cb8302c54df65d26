"""Both engines of the hub side by side: one folder, and three nodes of OpenSearch on the same machine.

The same records, and questions as the search page asks them: projects, all facets, twenty hits with their members. A
cluster's work is done by other processes, so times are by the clock on the wall: ratios say more than they do.
"""

import math
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import cranfield
from benchmarks.records import AREAS, PEOPLE, made_up, questions
from evidencehub.search.contract import Crossing, Document, Engine, Query
from evidencehub.search.opening import open_engine
from tests.support.opensearch import Cluster

HEAP = ("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC")
QUESTIONS, CHANGES, MAPS = 40, 10, 3
DEPTH, FIRST = 100, 10  # hits of a question that are judged
FIGURES = {  # in what is printed, with its unit
    "rebuild_s": "rebuild (s)",
    "first_median_ms": "question asked for the first time, median (ms)",
    "first_p95_ms": "question asked for the first time, p95 (ms)",
    "median_ms": "next page of it, median (ms)",
    "p95_ms": "next page of it, p95 (ms)",
    "filtered_ms": "with two filters of one row, median (ms)",
    "everything_ms": "all records, no words, median (ms)",
    "map_ms": "gap map with directions, median (ms)",
    "change_ms": "one change, median (ms)",
    "size_mb": "size of the index, all copies (MB)",
    "ndcg_10": "Cranfield, nDCG@10",
    "ap_100": "Cranfield, average precision at 100",
}


def measure(count: int, words: tuple[int, int], collection: Path | None, cluster: str | None) -> dict[str, Any]:
    """:param cluster: the address of one that runs; None starts one."""
    with tempfile.TemporaryDirectory() as name, _cluster(Path(name), cluster) as url:
        engines = {"folder": open_engine(f"whoosh://{name}/index", Path(name)), "opensearch": open_engine(url, Path())}
        found = {kind: _figures(engine, count, words) for kind, engine in engines.items()}
        if collection:
            for kind, engine in engines.items():
                found[kind] |= _relevance(engine, collection)
        totals = {kind: figures.pop("totals") for kind, figures in found.items()}
    apart = [abs(a - b) / max(a, b, 1) for a, b in zip(*totals.values(), strict=True)]
    return {"records": count, "engines": found, "totals_apart": round(max(apart), 5)}


@contextmanager
def _cluster(folder: Path, url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    started = Cluster(folder, HEAP)
    try:
        yield f"opensearch://{','.join(started.hosts)}/bench"
    finally:
        started.stop()


def _figures(engine: Engine, count: int, words: tuple[int, int]) -> dict[str, Any]:
    started = time.perf_counter()
    engine.rebuild(made_up(count, *words))
    figures: dict[str, Any] = {"rebuild_s": round(time.perf_counter() - started, 1)}
    some = list(made_up(min(count, 500), *words))
    asked = [Query(each.text, collapse="project", limit=20, also=each.also) for each in questions(some)][:QUESTIONS]
    engine.search(replace(asked[0], text="warm"))
    firsts = sorted(_ms(partial(engine.search, query)) for query in asked)
    nexts = sorted(_ms(partial(engine.search, replace(query, offset=20))) for query in asked)
    one_row = {"outcome": frozenset({AREAS[0]}), "direction": frozenset({"better"})}
    filtered = [_ms(partial(engine.search, replace(query, filters=one_row))) for query in asked]
    whole = Query(collapse="project", limit=20, sort="surest")
    everything = [_ms(partial(engine.search, replace(whole, offset=20 * turn))) for turn in range(5)]
    maps = [_ms(partial(engine.cross, _map(turn))) for turn in range(MAPS)]
    figures["totals"] = [engine.search(replace(query, limit=0)).total for query in asked]
    changes = [_ms(partial(_change, engine, each, turn)) for turn, each in enumerate(some[:CHANGES])]
    return figures | {
        "first_median_ms": round(statistics.median(firsts), 1),
        "first_p95_ms": round(firsts[int(len(firsts) * 0.95)], 1),
        "median_ms": round(statistics.median(nexts), 1),
        "p95_ms": round(nexts[int(len(nexts) * 0.95)], 1),
        "filtered_ms": round(statistics.median(filtered), 1),
        "everything_ms": round(statistics.median(everything), 1),
        "map_ms": round(statistics.median(maps), 1),
        "change_ms": round(statistics.median(changes), 1),
        "size_mb": round(engine.status().size_bytes / 1_000_000),
    }


def _ms(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _change(engine: Engine, record: Document, turn: int) -> None:
    engine.apply([replace(record, title=f"{record.title} {turn}")])


def _map(turn: int) -> Crossing:
    # Another filter each time, which lets everything pass: no answer that was kept.
    return Crossing(
        "population", tuple(PEOPLE), "outcome", tuple(AREAS), by=("tier",), at_once=("direction",),
        filters={"source": frozenset({"", f"other-{turn}"})},
    )  # fmt: skip


def _relevance(engine: Engine, folder: Path) -> dict[str, float]:
    """Over the questions that have a relevant record, as the command ``relevance`` counts; grades above 0 as 1."""
    engine.rebuild(cranfield.records(folder))
    judged = cranfield.judgements(folder)
    ndcg, precision = [], []
    for number, text in cranfield.questions(folder).items():
        if relevant := judged.get(number):
            hits = [hit.external_id in relevant for hit in engine.search(Query(text, facets=(), limit=DEPTH)).hits]
            gain = sum(1 / math.log2(place + 2) for place, is_one in enumerate(hits[:FIRST]) if is_one)
            ndcg.append(gain / sum(1 / math.log2(place + 2) for place in range(min(FIRST, len(relevant)))))
            found = [place for place, is_one in enumerate(hits, 1) if is_one]
            precision.append(sum(nth / place for nth, place in enumerate(found, 1)) / len(relevant))
    return {"ndcg_10": round(statistics.mean(ndcg), 4), "ap_100": round(statistics.mean(precision), 4)}


def lines(found: dict[str, Any]) -> list[str]:
    ours, theirs = found["engines"]["folder"], found["engines"]["opensearch"]
    told = [f"Both engines, {found['records']:,} records: a folder, OpenSearch's three nodes on this machine, ratio"]
    for figure, name in FIGURES.items():
        if figure in ours:
            told.append(f"  {name:<48} {ours[figure]:>10} {theirs[figure]:>10} {theirs[figure] / ours[figure]:>8.2f}")
    return [*told, f"  totals of projects are {100 * found['totals_apart']:.2f} % apart at most"]
