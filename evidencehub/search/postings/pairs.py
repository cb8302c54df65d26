"""Pairs of very common words that stand beside each other: the documents of each, found when the texts are read.

A few hundred words make half of all text. Looking up where two of those meet means reading millions of positions, while
all such pairs together are a fifth of what follows each other. In the file they are a field without positions, whose
terms are two with a space between; ``common.terms`` names the words of which every pair is written down.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from evidencehub.search.postings.arrays import ArrayFile, ArrayWriter, narrowed, stable_order
from evidencehub.search.postings.field import PAIRS, Field, Numbers, firsts_of, write_terms

COMMON_FROM = 1 / 2_000  # of all words
MOST_COMMON = 255  # so that a number for each pair has 16 bits, which are put in order soonest
LEAST_WORDS = 100_000  # of texts that are read together; where there are fewer, reading positions takes no time
_COMMON = "common.terms"


class Pairs:
    """As they are read."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file
        self._field = Field(file, PAIRS)

    @cached_property
    def common(self) -> frozenset[bytes]:
        return frozenset(filter(None, self._file.read(_COMMON).tobytes().split(b" ")))

    def documents(self, first: bytes, second: bytes) -> Numbers | None:
        """Those in which the second follows the first; None where that is not written down."""
        if first not in self.common or second not in self.common:
            return None
        place = self._field.place(b"%b %b" % (first, second))
        return np.empty(0, np.uint8) if place is None else self._field.documents(place, place + 1)


class Laid(NamedTuple):
    """The texts of a run, term by term as they follow each other, document by document."""

    terms: list[bytes]  # in order
    held: Numbers  # which of those
    of: Numbers  # in which of the documents
    positions: Numbers
    documents: Numbers  # their numbers


def most_common(terms: list[bytes], counts: Numbers) -> frozenset[bytes]:
    """Of which terms pairs are worth writing down, by how often each stands in what was read first."""
    if counts.sum() < LEAST_WORDS:
        return frozenset()
    order = np.argsort(-counts, kind="stable")[:MOST_COMMON]
    return frozenset(terms[at] for at in order[counts[order] >= COMMON_FROM * counts.sum()].tolist())


def write_common(file: ArrayWriter, common: Iterable[bytes]) -> None:
    file.add(_COMMON, np.frombuffer(b" ".join(sorted(common)), dtype=np.uint8))


def write_pairs(file: ArrayWriter, common: frozenset[bytes], run: Laid) -> None:
    names = sorted(common)
    number_of = {name: number for number, name in enumerate(names)}
    numbers = np.array([number_of.get(term, -1) for term in run.terms], dtype=np.int32)
    held = numbers[run.held]
    beside = np.flatnonzero((held[:-1] >= 0) & (held[1:] >= 0))
    is_same = run.of[beside] == run.of[beside + 1]
    beside = beside[is_same & (run.positions[beside] + 1 == run.positions[beside + 1])]
    keys, of = held[beside] * len(names) + held[beside + 1], run.of[beside]
    order = stable_order(keys)
    keys, of = keys[order], of[order]
    firsts = firsts_of(keys, of)
    file.add(f"{PAIRS}.docs", narrowed(run.documents[of[firsts]]))
    counts = np.bincount(keys[firsts])
    there = np.flatnonzero(counts)
    pairs = [b"%b %b" % (names[key // len(names)], names[key % len(names)]) for key in there.tolist()]
    write_terms(file, PAIRS, pairs, counts[there], None)
