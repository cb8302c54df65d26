"""One generation of the index as arrays over its living documents, numbered 0 .. n-1 across segments.

Segments and their columns are shared from one generation to the next, so that after a single change arrays only have to
be put together again: some milliseconds for 10,000 documents.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.codes import Books
from evidencehub.search.columns import Codes, Ints
from evidencehub.search.contract import CELL_FACETS, TRAITS
from evidencehub.search.respelling import Vocabulary
from evidencehub.search.segment import Docs, Postings, Segment
from evidencehub.search.store import State
from evidencehub.shared.recently_used import LeastRecentlyUsed

PostingsCache = LeastRecentlyUsed[Postings]
Part = tuple[Segment, Sequence[int]]  # with the numbers of its deleted documents


class Lists:
    """For each document any number of values, end to end."""

    def __init__(self, counts: Ints, values: Codes) -> None:
        self.counts, self.values = counts, values
        self.starts: Ints = np.cumsum(counts) - counts
        self.documents: Ints = np.repeat(np.arange(len(counts)), counts)

    def of(self, documents: Docs) -> tuple[Codes, Ints]:
        """The values of some documents, and beside each the place of its document among those."""
        counts = self.counts[documents]
        places = np.repeat(np.arange(len(documents)), counts)
        shift = self.starts[documents] - (np.cumsum(counts) - counts)
        return self.values[np.arange(len(places)) + shift[places]], places


class Snapshot:
    """Arrays have one entry a document; ``cells`` and ``cell_docs`` one a cell (see ``columns``), in the same order."""

    def __init__(self, state: State, parts: Sequence[Part], books: Books, cache: PostingsCache) -> None:
        self.state = state
        self.generation = f"{state[0].removeprefix('index-')}.{state[1]}"
        self.segments = [segment for segment, _ in parts]
        self.books = books
        self._cache = cache
        living = [_living(segment.count, deleted) for segment, deleted in parts]
        self._local = [np.flatnonzero(alive) for alive in living]
        self._starts = [0, *accumulate(len(numbers) for numbers in self._local)]
        self.count = self._starts[-1]
        self._numbers = [  # from a segment's number of a document to ours; -1 for the deleted
            np.where(alive, np.cumsum(alive) - 1 + start, -1)
            for alive, start in zip(living, self._starts[:-1], strict=True)
        ]
        held = [(segment, segment.columns, alive) for segment, alive in zip(self.segments, living, strict=True)]
        self.lengths: Ints = _joined([columns.lengths[alive] for _, columns, alive in held], np.int64)
        self.years: Ints = _joined([columns.years[alive] for _, columns, alive in held], np.int64)
        self.certainties: Ints = _joined([columns.certainties[alive] for _, columns, alive in held], np.int64)
        self.projects: Codes = _joined([books.project_codes(segment)[alive] for segment, _, alive in held], np.int32)
        self.studies: Codes = _joined([books.study_codes(segment)[alive] for segment, _, alive in held], np.int32)
        by_id = np.argsort(_joined([columns.ids[alive] for _, columns, alive in held], np.bytes_), kind="stable")
        # The order "surest, then newest, then by id" as a rank for each document; every other order ends in it.
        self.ranks: Ints = np.empty(self.count, dtype=np.int64)
        self.ranks[by_id[np.lexsort((-self.years[by_id], -self.certainties[by_id]))]] = np.arange(self.count)

        self.cell_counts: Ints = _joined([columns.cell_counts[alive] for _, columns, alive in held], np.int64)
        self.cell_starts: Ints = np.cumsum(self.cell_counts) - self.cell_counts
        self.cell_docs: Ints = np.repeat(np.arange(self.count), self.cell_counts)
        tables = [
            books.cell_codes(segment)[:, np.repeat(alive, columns.cell_counts)] for segment, columns, alive in held
        ]
        table = np.concatenate([np.empty((len(CELL_FACETS), 0), dtype=np.int32), *tables], axis=1)
        self.cells: dict[str, Codes] = dict(zip(CELL_FACETS, table, strict=True))

        self.costs: Ints = _joined([columns.costs[alive] for _, columns, alive in held], np.int64)
        self.study_counts: Ints = _joined([columns.study_counts[alive] for _, columns, alive in held], np.int64)
        parts_of = [
            _by_trait(columns.trait_counts, books.trait_codes(segment), alive) for segment, columns, alive in held
        ]
        self.traits: dict[str, Lists] = {
            trait: Lists(
                _joined([part[place][0] for part in parts_of], np.int64),
                _joined([part[place][1] for part in parts_of], np.int32),
            )
            for place, trait in enumerate(TRAITS)
        }

    def label(self, document: int) -> tuple[str, str, str, str]:
        """Return id, external id, project and title of a document."""
        part = bisect_right(self._starts, document) - 1
        return self.segments[part].columns.label(int(self._local[part][document - self._starts[part]]))

    def records(self) -> list[str]:
        """Return the stored records of all documents."""
        found = [(segment.records(), numbers) for segment, numbers in zip(self.segments, self._local, strict=True)]
        return [records[number] for records, numbers in found for number in numbers]

    def postings(self, term: str) -> Postings:
        """Return the living documents that hold ``term``, ascending, and how often each does."""
        return self._gathered(("term", term), lambda segment: segment.postings(term))

    def with_phrase(self, words: tuple[str, ...]) -> Docs:
        return self._gathered(("phrase", *words), lambda segment: _once_each(segment.with_phrase(words)))[0]

    def with_prefix(self, prefix: str) -> Docs:
        """Return the documents with a word that begins so, as it is written."""
        return self._gathered(("prefix", prefix), lambda segment: _once_each(segment.with_prefix(prefix)))[0]

    def with_stem_prefix(self, prefix: str) -> Docs:
        return self._gathered(("stem", prefix), lambda segment: _once_each(segment.with_stem_prefix(prefix)))[0]

    def count_written(self, word: str) -> int:
        """How many living documents hold a word as it is written."""
        return len(self._gathered(("written", word), lambda segment: _once_each(segment.with_written(word)))[0])

    def vocabularies(self) -> list[Vocabulary]:
        return [segment.vocabulary for segment in self.segments]

    def _gathered(self, key: tuple[str, ...], read: Callable[[Segment], Postings]) -> Postings:
        """Read each segment once as long as the cache remembers it, whatever generation asks."""
        docs, weights = [], []
        for segment, numbers in zip(self.segments, self._numbers, strict=True):
            found = self._cache.get((self.state[0], segment.name, key))
            if found is None:
                found = read(segment)
                self._cache.put((self.state[0], segment.name, key), found, 200 + found[0].nbytes + found[1].nbytes)
            mapped = numbers[found[0]]
            alive = mapped >= 0
            docs.append(mapped[alive])
            weights.append(found[1][alive])
        return _joined(docs, np.int64), _joined(weights, np.float32)


def _living(count: int, deleted: Sequence[int]) -> NDArray[np.bool_]:
    alive = np.ones(count, dtype=np.bool_)
    alive[np.asarray(deleted, dtype=np.int64)] = False
    return alive


def _by_trait(counts: Ints, codes: Codes, alive: NDArray[np.bool_]) -> list[tuple[Ints, Codes]]:
    """For each trait how many values the living documents have, and those."""
    documents, traits = counts.shape
    of_trait = np.repeat(np.tile(np.arange(traits), documents), counts.ravel())
    is_living = np.repeat(alive, counts.sum(axis=1))
    return [(counts[alive, trait], codes[is_living & (of_trait == trait)]) for trait in range(traits)]


def _once_each(docs: Docs) -> Postings:
    return docs, np.ones(len(docs), dtype=np.float32)


def _joined(arrays: list[Any], kind: type[Any]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype=kind), *arrays])
