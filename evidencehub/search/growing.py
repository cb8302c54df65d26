"""Arrays that several generations of the index share: each sees a beginning, and the next writes behind it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

_SPARE = 8  # a new array has an eighth more room than it needs


class Growing:
    """Written to by one thread at a time; what was given out before never changes."""

    def __init__(self, kind: DTypeLike) -> None:
        self._held: NDArray[Any] = np.empty(0, dtype=kind)
        self._used = 0

    def extended(self, kept: int, pieces: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """Return the first ``kept`` entries with the pieces behind them.

        Copies only where somebody was given more than those, or there is no room.
        """
        length = kept + sum(map(len, pieces))
        if kept < self._used or length > len(self._held):
            room = np.empty(length + length // _SPARE, dtype=self._held.dtype)
            room[:kept] = self._held[:kept]
            self._held = room
        at = kept
        for piece in pieces:
            self._held[at : at + len(piece)] = piece
            at += len(piece)
        self._used = length
        return self._held[:length]
