"""The postings of one field of one segment: terms in order, and for each the documents that hold it.

In the file a field has the arrays ``terms`` (UTF-8, end to end), ``ends`` (of each term), ``counts`` (documents with
the term), ``docs`` (ascending within a term) and, where it says how often and where, ``times`` (one for each of
``docs``), ``spans`` (all ``times`` of a term together) and ``positions`` (of the term's first document, then of the
next).
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.postings.arrays import ArrayFile, ArrayWriter

# Terms of the text are in order; words as written are not. Pairs stand beside each other (see ``pairs.py``).
ID, TEXT, WRITTEN, PAIRS = "id", "text", "written", "pairs"
FIELDS = (ID, TEXT, WRITTEN, PAIRS)
Numbers = NDArray[Any]  # of whatever kind needs the fewest bytes


class Field:
    """Places count terms from 0. What is read once is the terms and their counts; all else is read as it is asked."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name

    def __len__(self) -> int:
        return self._file.count(f"{self._name}.counts")

    @property
    def has_positions(self) -> bool:
        return self._name == TEXT

    def kind(self, array: str) -> np.dtype[Any]:
        return self._file.kind(f"{self._name}.{array}")

    def terms(self) -> list[bytes]:
        return [self._term(place) for place in range(len(self))]

    def place(self, term: bytes) -> int | None:
        place = bisect_left(range(len(self)), term, key=self._term)
        return place if place < len(self) and self._term(place) == term else None

    def places(self, prefix: bytes) -> tuple[int, int]:
        """The first term that begins so, and the first after it that does not."""
        start = bisect_left(range(len(self)), prefix, key=self._term)
        return start, bisect_left(
            range(len(self)), True, lo=start, key=lambda at: not self._term(at).startswith(prefix)
        )

    def documents(self, start: int, stop: int) -> Numbers:
        """Of the terms from ``start`` to before ``stop``, one term's after the other's."""
        return self._read("docs", self._starts[start], self._starts[stop])

    def times(self, start: int, stop: int) -> Numbers:
        return self._read("times", self._starts[start], self._starts[stop])

    def positions(self, start: int, stop: int) -> Numbers:
        return self._read("positions", self._first_positions[start], self._first_positions[stop])

    def positions_of(self, place: int, start: int, stop: int) -> Numbers:
        """Of one term, from the one that is ``start`` to before ``stop``, counted through its documents."""
        first = self._first_positions[place]
        return self._read("positions", first + start, first + stop)

    @cached_property
    def counts(self) -> Numbers:
        return self._read("counts")

    @cached_property
    def spans(self) -> Numbers:
        return self._read("spans")

    @cached_property
    def _starts(self) -> Sequence[int]:
        return _summed(self.counts)

    @cached_property
    def _first_positions(self) -> Sequence[int]:
        return _summed(self.spans)

    @cached_property
    def _letters(self) -> bytes:
        return self._read("terms").tobytes()

    @cached_property
    def _ends(self) -> Sequence[int]:
        return memoryview(self._read("ends").data)

    def _term(self, place: int) -> bytes:
        return self._letters[self._ends[place - 1] if place else 0 : self._ends[place]]

    def _read(self, array: str, start: int = 0, stop: int | None = None) -> Numbers:
        return self._file.read(f"{self._name}.{array}", start, stop)


def _summed(counts: Numbers) -> Sequence[int]:
    """Where each begins when they lie end to end, and where the last ends."""
    return memoryview(np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).data)


def write_terms(file: ArrayWriter, name: str, terms: list[bytes], counts: Numbers, spans: Numbers | None) -> None:
    """Write what a field holds of its terms; those with a count of 0 are left out."""
    held = counts > 0
    kept = [term for term, is_held in zip(terms, held.tolist(), strict=True) if is_held]
    file.add(f"{name}.terms", np.frombuffer(b"".join(kept), dtype=np.uint8))
    file.add(f"{name}.ends", np.cumsum([len(term) for term in kept], dtype=np.uint32))
    file.add(f"{name}.counts", counts[held].astype(np.uint32))
    if spans is not None:
        file.add(f"{name}.spans", spans[held].astype(np.uint32))


def firsts_of(terms: Numbers, documents: Numbers) -> Numbers:
    """Where another term or another document begins."""
    if not len(terms):
        return np.empty(0, np.int64)
    changes = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
    return np.flatnonzero(np.concatenate([[True], changes]))
