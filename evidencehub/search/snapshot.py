"""One generation of the index as arrays over its documents, numbered through all segments from 0.

Deleted documents keep their numbers, so that after a change only what is new is put behind what was there before: under
a millisecond for most arrays, however many documents there are. ``is_living`` tells them apart.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.bits import Bits, extended
from evidencehub.search.codes import Books
from evidencehub.search.columns import Codes, Ints
from evidencehub.search.contract import CELL_FACETS, TRAITS, Beside
from evidencehub.search.growing import Growing
from evidencehub.search.lists import Lists, by_trait
from evidencehub.search.respelling import Vocabulary
from evidencehub.search.segment import Docs, Floats, Postings, Segment
from evidencehub.search.store import State
from evidencehub.shared.recently_used import LeastRecentlyUsed

PostingsCache = LeastRecentlyUsed[Postings]
Part = tuple[Segment, Sequence[int]]  # with the numbers of its deleted documents
Selection = tuple[Ints | None, Ints]  # numbers of cells, None for all of them; the places of their documents
Label = tuple[str, str, str, str]
FEW = 500  # documents that are put into an order one by one, and not with all others


class Snapshot:
    """Arrays have one entry a document; ``cells`` and ``cell_docs`` one a cell (see ``columns``), in the same order.

    :param before: the generation before, of the same folder; the arrays of segments that both begin with are shared.
    """

    def __init__(
        self, state: State, parts: Sequence[Part], books: Books, cache: PostingsCache, before: "Snapshot | None" = None
    ) -> None:
        self.state = state
        self.generation = f"{state[0].removeprefix('index-')}.{state[1]}"
        self.segments = [segment for segment, _ in parts]
        self.books = books
        self._cache = cache
        self._deleted = [np.asarray(deleted, dtype=np.int64) for _, deleted in parts]
        self._starts = [0, *accumulate(segment.count for segment in self.segments)]
        self.size = self._starts[-1]
        self.is_living = np.ones(self.size, dtype=np.bool_)
        for start, deleted in zip(self._starts[:-1], self._deleted, strict=True):
            self.is_living[start + deleted] = False
        self.count = int(np.count_nonzero(self.is_living))
        same = _beginning_alike(before.segments, self.segments) if before else 0
        kept, new = self._starts[same], self.segments[same:]
        self._growing: dict[str, Growing] = before._growing if before else {}
        columns = [segment.columns() for segment in new]
        self.lengths: Ints = self._grown("lengths", np.int64, kept, [each.lengths for each in columns])
        self.years: Ints = self._grown("years", np.int64, kept, [each.years for each in columns])
        self.certainties: Ints = self._grown("certainties", np.int64, kept, [each.certainties for each in columns])
        self.projects: Codes = self._grown("projects", np.int32, kept, map(books.project_codes, columns))
        self.studies: Codes = self._grown("studies", np.int32, kept, map(books.study_codes, columns))
        self._order: Docs = self._put_in_order(before._order if before else np.empty(0, np.int64), kept)
        # The order "surest, then newest, then by id" as a rank for each document; every other order ends in it.
        self.ranks: Ints = np.empty(self.size, dtype=np.int64)
        self.ranks[self._order] = np.arange(self.size)

        self.costs: Ints = self._grown("costs", np.int64, kept, [each.costs for each in columns])
        self.study_counts: Ints = self._grown("study counts", np.int64, kept, [each.study_counts for each in columns])

        self.cell_counts, self.cell_starts, self.cell_docs, kept_cells = self._spread(
            "cells", kept, [each.cell_counts for each in columns]
        )
        tables = [books.cell_codes(each) for each in columns]
        self.cells: dict[str, Codes] = {
            facet: self._grown(f"cells {facet}", np.int32, kept_cells, [table[at] for table in tables])
            for at, facet in enumerate(CELL_FACETS)
        }
        of_traits = [by_trait(each.trait_counts, books.trait_codes(each)) for each in columns]
        self.traits: dict[str, Lists] = {
            trait: self._listed(trait, kept, [found[at] for found in of_traits]) for at, trait in enumerate(TRAITS)
        }
        known = before.bits if before else {}
        self.bits: dict[str, Bits | None] = {}
        for facet, (of, codes) in self._with_codes(kept, kept_cells).items():
            self.bits[facet] = extended(known.get(facet), kept, self.size, len(books.facets[facet]), of, codes)

    def _with_codes(self, kept: int, kept_cells: int) -> dict[str, tuple[Ints, Codes]]:
        """For each facet the codes of all documents from ``kept`` on, and the document of each."""
        found = {facet: (self.cell_docs[kept_cells:], column[kept_cells:]) for facet, column in self.cells.items()}
        for trait, lists in self.traits.items():
            first = int(lists.counts[:kept].sum())
            found[trait] = lists.documents[first:], lists.values[first:]
        return found

    def _listed(self, name: str, kept: int, pieces: Sequence[tuple[Ints, Codes]]) -> Lists:
        counts, starts, documents, kept_values = self._spread(name, kept, [counts for counts, _ in pieces])
        values = self._grown(f"{name} values", np.int32, kept_values, [values for _, values in pieces])
        return Lists(counts, starts, documents, values)

    def _spread(self, name: str, kept: int, pieces: Sequence[Ints]) -> tuple[Ints, Ints, Ints, int]:
        """How many values each document has, where they begin, the document of each, and how many were there before."""
        counts = self._grown(f"{name} counts", np.int64, kept, pieces)
        kept_values, new = int(counts[:kept].sum()), counts[kept:]
        starts = self._grown(f"{name} starts", np.int64, kept, [kept_values + np.cumsum(new) - new])
        of_new = np.repeat(np.arange(kept, self.size), new)
        return counts, starts, self._grown(f"{name} documents", np.int64, kept_values, [of_new]), kept_values

    def _grown(self, name: str, kind: type[Any], kept: int, pieces: Any) -> NDArray[Any]:
        return self._growing.setdefault(name, Growing(kind)).extended(kept, list(pieces))

    def _put_in_order(self, before: Docs, kept: int) -> Docs:
        """All documents, the surest first, then the newest, then by id; ``before`` has the first ``kept`` so."""
        if self.size - kept > FEW:
            ids = np.concatenate([np.empty(0, np.bytes_), *(segment.labels.ids for segment in self.segments)])
            by_id = np.argsort(ids, kind="stable")
            order: Docs = by_id[np.lexsort((-self.years[by_id], -self.certainties[by_id]))]
            return order
        order = before[before < kept] if len(before) > kept else before
        new = sorted(range(kept, self.size), key=self._place_in_order)
        places = [bisect_left(order, self._place_in_order(document), key=self._place_in_order) for document in new]
        return np.insert(order, np.array(places, dtype=np.int64), new)

    def _place_in_order(self, document: int) -> tuple[int, int, bytes]:
        segment, number = self._at(document)
        return -int(self.certainties[document]), -int(self.years[document]), bytes(segment.labels.ids[number])

    def _at(self, document: int) -> tuple[Segment, int]:
        part = bisect_right(self._starts, document) - 1
        return self.segments[part], int(document) - self._starts[part]

    @cached_property
    def living(self) -> Docs:
        return np.flatnonzero(self.is_living)

    @cached_property
    def living_cells(self) -> Selection:
        """The cells of all documents there are, and the places of their documents among ``living``."""
        if self.count == self.size:
            return None, self.cell_docs
        cells = np.flatnonzero(self.is_living[self.cell_docs])
        return cells, (np.cumsum(self.is_living) - 1)[self.cell_docs[cells]]

    def labels(self, documents: Sequence[int]) -> list[Label]:
        """Return id, external id, project and title of each of the documents."""
        held = (segment.labels.json(number) for segment, number in map(self._at, documents))
        return list(map(tuple, json.loads(b"[%b]" % b",".join(held))))

    def places(self, beside: Beside) -> tuple[Docs, Floats]:
        """The living documents of these ids, ascending, and the number that stands with each."""
        found: dict[int, float] = {}
        for segment, start in zip(self.segments, self._starts[:-1], strict=True):
            for key, amount in beside:
                found |= dict.fromkeys((start + number for number in segment.numbers([key])), amount)
        living = sorted(number for number in found if self.is_living[number])
        return np.array(living, dtype=np.int64), np.array([found[number] for number in living], dtype=np.float32)

    def ids_of(self, projects: Iterable[str]) -> Iterator[str]:
        """The ids of the living documents of these projects."""
        codes = [code for key in projects if (code := self.books.projects.find(key)) is not None]
        theirs = np.flatnonzero(np.isin(self.projects, codes) & self.is_living)
        return (label[0] for label in self.labels(theirs.tolist()))

    def records(self) -> Iterator[str]:
        """Yield the stored records of all documents."""
        return compress(chain.from_iterable(segment.records() for segment in self.segments), self.is_living)

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
        for segment, start, deleted in zip(self.segments, self._starts[:-1], self._deleted, strict=True):
            found = self._cache.get((self.state[0], segment.name, key))
            if found is None:
                found = read(segment)
                self._cache.put((self.state[0], segment.name, key), found, 200 + found[0].nbytes + found[1].nbytes)
            numbered = found[0] + start
            living = self.is_living[numbered] if len(deleted) else slice(None)
            docs.append(numbered[living])
            weights.append(found[1][living])
        if len(docs) == 1:
            return docs[0], weights[0]
        return np.concatenate([np.empty(0, np.int64), *docs]), np.concatenate([np.empty(0, np.float32), *weights])


def _beginning_alike(some: Sequence[Segment], others: Sequence[Segment]) -> int:
    """With how many of the same segments both begin."""
    count = 0
    for one, other in zip(some, others, strict=False):
        if one is not other:
            break
        count += 1
    return count


def _once_each(docs: Docs) -> Postings:
    return docs, np.ones(len(docs), dtype=np.float32)
