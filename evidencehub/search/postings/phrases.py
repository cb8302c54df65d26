"""Which documents hold words that follow each other.

Two very common words stand beside each other in many documents, and at many places in each; where they do was written
down with the index (``pairs.py``). Of other words the one with the fewest places is looked at, and there whether the
others stand where they should; only in documents that hold them all.
"""

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.distinct import each_once
from evidencehub.search.postings.field import Field, Numbers
from evidencehub.search.postings.pairs import Pairs

A_READ = 2_000  # positions that are read in the time that it takes to begin reading
Documents = NDArray[np.int64]


def with_phrase(field: Field, pairs: Pairs, terms: Sequence[bytes]) -> Documents:
    """Return the documents, ascending, in which the terms stand at positions one after the other."""
    found = [field.place(term) for term in terms]
    places = [place for place in found if place is not None]
    if len(places) < len(terms):
        return _NOTHING
    beside = [pairs.documents(*pair) for pair in pairwise(terms)]
    known = [documents for documents in beside if documents is not None]
    # A word that stands in a pair needs no list of its own: who holds the pair holds the word.
    alone = [
        field.documents(place, place + 1)
        for nth, place in enumerate(places)
        if all(documents is None for documents in beside[max(nth - 1, 0) : nth + 1])
    ]
    documents = reduce(_in_both, sorted([*known, *alone], key=len)).astype(np.int64)
    if len(terms) <= 2 and len(known) == len(beside):
        return documents
    return documents[_follow([_Standing(field, place, documents) for place in places])] if len(documents) else documents


_NOTHING: Documents = np.empty(0, dtype=np.int64)


class _Standing:
    """Where one term stands in each of some documents, which all hold it."""

    def __init__(self, field: Field, place: int, documents: Documents) -> None:
        held, times = field.documents(place, place + 1), field.times(place, place + 1)
        at = np.searchsorted(held, documents.astype(held.dtype)) if len(held) > len(documents) else slice(None)
        ends = np.cumsum(times, dtype=np.int64)
        self.counts = times[at].astype(np.int64)
        self.starts = ends[at] - self.counts
        self.positions: Numbers
        if len(documents) * A_READ >= int(ends[-1]):
            self.positions = field.positions(place, place + 1)
            return
        spans = zip(self.starts.tolist(), self.counts.tolist(), strict=True)
        self.positions = np.concatenate([field.positions_of(place, start, start + count) for start, count in spans])
        self.starts = np.cumsum(self.counts) - self.counts

    def stands_at(self, of: Numbers, wanted: Numbers) -> NDArray[np.bool_]:
        """Whether it stands at each of the wanted positions, each in a document that is named by its place.

        All are looked for at once, by halving what is left of each document's positions.
        """
        low = self.starts[of]
        high = low + self.counts[of]
        last = len(self.positions) - 1
        for _ in range(int(self.counts.max(initial=0)).bit_length()):
            middle = (low + high) >> 1
            is_before = self.positions[np.minimum(middle, last)] < wanted
            is_before &= middle < high
            np.copyto(low, middle + 1, where=is_before)
            np.copyto(high, middle, where=~is_before)
        found: NDArray[np.bool_] = self.positions[np.minimum(low, last)] == wanted
        return found & (low < self.starts[of] + self.counts[of])


def _follow(standing: Sequence[_Standing]) -> NDArray[np.int64]:
    """The places of the documents in which the terms follow each other."""
    order = sorted(range(len(standing)), key=lambda nth: int(standing[nth].counts.sum()))
    first, *others = order
    rarest = standing[first]
    of = np.repeat(np.arange(len(rarest.counts)), rarest.counts)
    shift = rarest.starts - (np.cumsum(rarest.counts) - rarest.counts)
    begins = rarest.positions[np.arange(len(of)) + shift[of]].astype(np.int64) - first
    for nth in others:
        holds = standing[nth].stands_at(of, begins + nth)
        of, begins = of[holds], begins[holds]
    return each_once(of)


def _in_both(some: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """Both ascending."""
    if not len(others):
        return some[:0]
    at = np.minimum(np.searchsorted(others, some.astype(others.dtype)), len(others) - 1)
    both: NDArray[Any] = some[others[at] == some]
    return both
