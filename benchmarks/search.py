"""The search engine beside tantivy and SQLite's FTS5: the same records, questions, facets and changes in one run.

Each engine works in processes of its own, one that makes the index and one that answers, so that what a process needs
of memory is that engine's. Records come from a file; the time that reading them takes is measured and left out.
On a machine that does other work too, processor time says more than the clock on the wall; both can be asked for.
Nothing here is asserted: times are the machine's as much as ours.
"""

import re
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.peers.engine import Ours, Peer
from benchmarks.peers.fts5 import FTS5
from benchmarks.peers.tantivy import Tantivy
from benchmarks.records import Question, never_asked, questions, spool, spooled
from evidencehub.search.contract import Document

CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}
PEERS: dict[str, type[Peer]] = {"ours": Ours, "tantivy": Tantivy, "fts5": FTS5}
CHANGES = 20
TURNS = 5  # of a question whose words are known; the median of these is what it takes
SAMPLE = 500  # of the records, from which questions are made

Figures = dict[str, float]
FIGURES = {  # in what is printed, with its unit
    "rebuild_s": "rebuild, one thread (s)",
    "rebuild_mb": "memory of the process that rebuilds (MB)",
    "met_median_ms": "a word met for the first time, median (ms)",
    "met_p95_ms": "a word met for the first time, p95 (ms)",
    "first_median_ms": "question asked for the first time, median (ms)",
    "first_p95_ms": "question asked for the first time, p95 (ms)",
    "median_ms": "question, median (ms)",
    "p95_ms": "question, p95 (ms)",
    "change_ms": "one change, median (ms)",
    "after_ms": "first answer after it, median (ms)",
    "answer_mb": "memory of a process that answers (MB)",
}


def measure(records: Iterable[Document], peers: list[str], clock: str, excerpts: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = spool(records, folder / "records")
        reading_s = _alone(_read, folder, clock)
        found: dict[str, Figures] = {}
        for peer in peers:
            figures = _alone(_rebuilt, folder, peer, clock, excerpts)
            figures["rebuild_s"] = round(figures["rebuild_s"] - reading_s, 2)
            found[peer] = figures | _alone(_answered, folder, peer, clock, excerpts)
        letters = sum(len(record.text) for record in islice(spooled(folder / "records"), SAMPLE))
    about = {"records": count, "letters": letters // min(count, SAMPLE), "clock": clock, "excerpts": excerpts}
    return about | {"engines": found}


def _alone(work: Callable[..., Any], *given: Any) -> Any:
    """What a process that does nothing else returns."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *given).result()


def _read(folder: Path, clock: str) -> float:
    return _took_ms(lambda: deque(spooled(folder / "records"), maxlen=0), clock) / 1000


def _rebuilt(folder: Path, peer: str, clock: str, excerpts: bool) -> Figures:
    engine = PEERS[peer](folder, excerpts)
    took_s = _took_ms(lambda: engine.rebuild(spooled(folder / "records")), clock) / 1000
    return {"rebuild_s": took_s, "rebuild_mb": _peak_mb()}


def _answered(folder: Path, peer: str, clock: str, excerpts: bool) -> Figures:
    some = list(islice(spooled(folder / "records"), SAMPLE))
    asked = questions(some)
    words = [Question(word) for word in never_asked(some, asked)]
    engine = PEERS[peer](folder, excerpts)
    engine.ask(asked[0], 0)
    met = sorted(_took_ms(partial(engine.ask, word, 0), clock) for word in words)
    firsts_asked = sorted(_took_ms(partial(engine.ask, question, 1), clock) for question in asked)
    took = sorted(_usual_ms(engine, question, clock) for question in asked)
    answer_mb = _peak_mb()
    changes, firsts = [], []
    for number, record in enumerate(islice(some, CHANGES)):
        changed = replace(record, title=f"{record.title} {number}")
        changes.append(_took_ms(partial(engine.change, changed), clock))
        firsts.append(_took_ms(partial(engine.ask, asked[number], 0), clock))
    return {
        "met_median_ms": round(statistics.median(met), 2),
        "met_p95_ms": round(_p95(met), 2),
        "first_median_ms": round(statistics.median(firsts_asked), 2),
        "first_p95_ms": round(_p95(firsts_asked), 2),
        "median_ms": round(statistics.median(took), 2),
        "p95_ms": round(_p95(took), 2),
        "change_ms": round(statistics.median(changes), 1),
        "after_ms": round(statistics.median(firsts), 2),
        "answer_mb": answer_mb,
    }


def _usual_ms(engine: Peer, question: Question, clock: str) -> float:
    """Of several turns, so that what else the machine did in one of them says nothing of the question."""
    return statistics.median(_took_ms(partial(engine.ask, question, turn), clock) for turn in range(2, 2 + TURNS))


def _p95(ascending: list[float]) -> float:
    return ascending[int(len(ascending) * 0.95)]


def _took_ms(work: Callable[[], object], clock: str) -> float:
    now = CLOCKS[clock]
    started = now()
    work()
    return (now() - started) * 1000


def _peak_mb() -> int:
    """The most that this process held so far, as Linux counts it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


def lines(result: dict[str, Any]) -> list[str]:
    engines: dict[str, Figures] = result["engines"]
    told = [
        f"{result['records']:,} records of about {result['letters']:,} letters; two facets counted, words of one "
        f"meaning on; excerpts {'on' if result['excerpts'] else 'off'}; {result['clock']} time.",
        f"{'':46}" + "".join(f"{name:>10}" for name in engines) + "    ours to each",
    ]
    for figure, label in FIGURES.items():
        ours = engines["ours"][figure]
        ratios = ", ".join(f"{ours / max(each[figure], 0.001):.2f}" for name, each in engines.items() if name != "ours")
        told.append(f"{label:46}" + "".join(f"{each[figure]:>10,}" for each in engines.values()) + f"    {ratios}")
    return told
