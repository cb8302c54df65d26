"""How well the search orders what people judged: known queries with known answers, asked by the site's own way."""

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidencehub.catalogue.index.searching import find
from evidencehub.search.contract import Engine
from evidencehub.shared.errors import HubError

DEPTH = 100  # hits looked at
FIRST = 10


class UnusableJudgements(HubError):
    """A file of queries or judgements cannot be read; the message names its line."""


Judged = Mapping[str, Mapping[str, int]]  # by query: the grade of each external id; 0 and below are not relevant


@dataclass(frozen=True)
class Relevance:
    """Averages over the queries that have a relevant record; times over all of them."""

    queries: int
    ndcg_10: float
    ap_100: float
    recall_100: float
    ms_per_query: float
    by_meaning: int = 0  # queries whose order meaning had a part in


def read_queries(path: Path) -> dict[str, str]:
    """Texts by the query's own name."""
    return {query: text for query, text in _cells(path, 2)}


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for line, (query, external_id, grade) in enumerate(_cells(path, 3), 1):
        try:
            found.setdefault(query, {})[external_id] = int(grade)
        except ValueError:
            raise UnusableJudgements(f"{path} line {line}: the grade is {grade!r}, not a whole number.") from None
    return found


def _cells(path: Path, count: int) -> Iterable[list[str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableJudgements(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != count:
            raise UnusableJudgements(f"{path} line {number}: {len(cells)} columns between tabs, expected {count}.")
        yield cells


def measure(engine: Engine, queries: Mapping[str, str], judged: Judged) -> Relevance:
    """Ask every query that has a relevant record.

    :raises UnusableJudgements: none has.
    """
    gains = {query: {key: grade for key, grade in judged.get(query, {}).items() if grade > 0} for query in queries}
    asked = {query: text for query, text in queries.items() if gains[query]}
    if not asked:
        raise UnusableJudgements("No query has a record that was judged relevant: do the two files belong together?")
    ndcg = ap = recall = spent = 0.0
    by_meaning = 0
    for query, text in asked.items():
        begun = time.perf_counter()
        answer = find(engine, text, {}, limit=DEPTH, collapse="none")
        spent += time.perf_counter() - begun
        by_meaning += answer.by_meaning
        found = [gains[query].get(hit.external_id, 0) for hit in answer.hits]
        ndcg += _dcg(found) / _dcg(sorted(gains[query].values(), reverse=True))
        ap += _average_precision(found, len(gains[query]))
        recall += sum(gain > 0 for gain in found) / len(gains[query])
    count = len(asked)
    return Relevance(count, ndcg / count, ap / count, recall / count, 1000 * spent / count, by_meaning)


def _dcg(gains: Iterable[int]) -> float:
    """Of the first ten, the grade itself as gain, as trec_eval counts it."""
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(list(gains)[:FIRST], 1))


def _average_precision(gains: list[int], relevant: int) -> float:
    """Over the hits looked at; what was not found among them counts as 0."""
    found, total = 0, 0.0
    for place, gain in enumerate(gains, 1):
        if gain > 0:
            found += 1
            total += found / place
    return total / relevant
