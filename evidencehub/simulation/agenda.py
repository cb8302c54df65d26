"""What will happen when, and a clock that goes on only when something does."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

TICK = timedelta(milliseconds=1)

Act = Callable[[], object]  # what it returns is nobody's


class MovedClock:
    """Each look at it is a moment of its own, so that what an act wrote is known by its time."""

    def __init__(self, starts: datetime) -> None:
        self._at = starts

    def __call__(self) -> datetime:
        self._at += TICK
        return self._at

    def move_to(self, at: datetime) -> None:
        """Never back."""
        self._at = max(self._at, at)


class Agenda:
    """What people will do, by time; of two at one time the one that was entered first."""

    def __init__(self) -> None:
        self._rows: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def add(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._rows, (at, next(self._numbers), act))

    @property
    def next(self) -> datetime | None:
        """When somebody acts again."""
        return self._rows[0][0] if self._rows else None

    def take(self, until: datetime) -> tuple[datetime, Act] | None:
        """What is next, and when, if it is to happen by then."""
        if not self._rows or self._rows[0][0] > until:
            return None
        at, _, act = heapq.heappop(self._rows)
        return at, act
