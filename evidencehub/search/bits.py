"""Which documents have each value of a facet, a bit for each: counting is then a matter of the machine's own words.

Counts over ten thousand documents cost as much as over a hundred, and nothing is gathered document by document.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.columns import Codes, Ints

Words = NDArray[np.uint64]
Mask = NDArray[np.bool_]
MOST_VALUES = 256  # of a facet; with more, a row of bits for each value costs more than the values themselves
_BITS = 64


@dataclass(frozen=True)
class Bits:
    """``held`` is values x words of 64 documents; documents that are deleted keep their bits."""

    held: Words

    def counts(self, packed: Words) -> Ints:
        """How many of the documents whose bits are given have each value."""
        found: Ints = np.bitwise_count(self.held & packed).sum(axis=1, dtype=np.int64)
        return found


def packed(mask: Mask) -> Words:
    """A bit for each truth, in whole words."""
    bits = np.packbits(mask, bitorder="little")
    words = np.zeros(-(-len(mask) // _BITS), dtype=np.uint64)
    words.view(np.uint8)[: len(bits)] = bits
    return words


def extended(before: Bits | None, kept: int, size: int, values: int, documents: Ints, codes: Codes) -> Bits | None:
    """The first ``kept`` documents as they were, and behind them those with these codes; None for too many values.

    :param documents: of each code, ``kept`` or more and below ``size``; the same pair may come several times.
    """
    if values > MOST_VALUES or (before is None and kept):
        return None
    held = np.zeros((values, -(-size // _BITS)), dtype=np.uint64)
    whole = kept // _BITS  # words of which nothing changes
    if before is not None and kept:
        held[: len(before.held), :whole] = before.held[:, :whole]
        if kept > whole * _BITS:
            first = np.uint64((1 << (kept - whole * _BITS)) - 1)
            held[: len(before.held), whole] = before.held[:, whole] & first
    has = np.zeros((values, (held.shape[1] - whole) * _BITS), dtype=np.bool_)
    has[codes, documents - whole * _BITS] = True
    held[:, whole:] |= np.packbits(has, axis=1, bitorder="little").view(np.uint64)
    return Bits(held)
