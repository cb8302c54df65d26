"""Search by meaning: what it adds to a question, how many records a second become vectors, what its process holds."""

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from benchmarks.records import made_up
from evidencehub.catalogue.index.by_meaning import WithMeaning
from evidencehub.meaning.asking import Reader, ask, wait_for
from evidencehub.meaning.holding import Holder
from evidencehub.meaning.model import source
from evidencehub.meaning.vectors import Vectors, digest_of, text_of
from evidencehub.search.contract import Document, Query
from evidencehub.search.opening import open_engine

RECORDS, QUESTIONS = 300, 60


def measure(words: tuple[int, int]) -> dict[str, float]:
    """Times by the clock, but for what the process of the model took of a processor."""
    records = list(islice(made_up(RECORDS, *words), RECORDS))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _held(folder) as pid:
            engine = WithMeaning(
                open_engine(f"whoosh://{folder}/index", folder), Vectors(folder), Reader(folder), lambda *_: False
            )
            engine.rebuild(records)
            begun, spent = time.perf_counter(), _processor_seconds(pid)
            _embed(engine, folder, records)
            seconds, processor = time.perf_counter() - begun, _processor_seconds(pid) - spent
            asked = [Query(" ".join(record.text.split()[:6]), limit=20, facets=()) for record in records[:QUESTIONS]]
            by_words = _median_ms(engine, asked)
            new = _median_ms(engine, [_meant(query) for query in asked])
            again = _median_ms(engine, [_meant(query) for query in asked])
            return {
                "records_per_second": RECORDS / seconds, "records_per_processor_second": RECORDS / processor,
                "bytes_per_record": engine.vectors.path.stat().st_size / RECORDS,
                "by_words_ms": by_words, "new_question_ms": new, "known_question_ms": again,
                "process_mb": _megabytes(pid),
            }  # fmt: skip


def _meant(query: Query) -> Query:
    return Query(query.text, limit=20, facets=(), by_meaning=True)


def _embed(engine: WithMeaning, folder: Path, records: list[Document]) -> None:
    digests = {record.id: digest_of(record) for record in records}
    for start in range(0, RECORDS, 20):
        some = records[start : start + 20]
        made = {each.id: (digests[each.id], ask(folder, text_of(each), seconds=60).vector) for each in some}
        engine.vectors.put(engine.model, made, lambda: digests)


@contextmanager
def _held(folder: Path) -> Iterator[int]:
    process = multiprocessing.get_context("spawn").Process(target=_hold, args=(folder,), daemon=True)
    process.start()
    try:
        if not wait_for(folder, seconds=30):
            raise RuntimeError("the model was not loaded within 30 seconds")
        yield process.pid or 0
    finally:
        process.kill()
        process.join()


def _hold(folder: Path) -> None:
    Holder(folder, source(None)).serve()


def _median_ms(engine: WithMeaning, queries: list[Query]) -> float:
    times = []
    for query in queries:
        begun = time.perf_counter()
        answer = engine.search(query)
        times.append(1000 * (time.perf_counter() - begun))
        if answer.may_change:
            raise RuntimeError("a question was not answered in time: the machine is too busy to measure")
    return statistics.median(times)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _megabytes(pid: int) -> float:
    (line,) = [each for each in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if each.startswith("Pss:")]
    return int(line.split()[1]) / 1000


def lines(found: dict[str, float]) -> list[str]:
    return [
        f"search by meaning, {RECORDS} records: {found['records_per_second']:.1f} a second made into vectors"
        f" ({found['records_per_processor_second']:.1f} of a processor's), {found['bytes_per_record']:,.0f} bytes each",
        f"  a question by words {found['by_words_ms']:.2f} ms; new, by meaning too {found['new_question_ms']:.2f};"
        f" asked before {found['known_question_ms']:.2f}",
        f"  the process that holds the model {found['process_mb']:.0f} MB",
    ]
