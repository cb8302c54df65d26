"""How many connections each web process has, seen by all of them, so that none takes those which another is free for.

The first to wake would take all that are opened at one moment, and keep them for as long as they are kept alive.
"""

import mmap
import time

WAIT_SECONDS = 0.001  # for a process with fewer connections to take the next one; then whoever sees it does
_WORTH_SECONDS = 0.05  # how long a wait counts: the connection that was waited for is gone after it


class Counts:
    """A number for each process, in memory that a fork shares. A process writes only its own."""

    def __init__(self, processes: int) -> None:
        self._numbers = memoryview(mmap.mmap(-1, 4 * processes)).cast("i")

    def write(self, process: int, connections: int) -> None:
        self._numbers[process] = connections

    def most_free(self) -> int:
        return min(self._numbers)


class Turn:
    """Whether it is this process's turn to accept.

    A wait is short, and not repeated for the same connection: nobody waits for a process that is gone or stands still.
    """

    def __init__(self, counts: Counts, process: int) -> None:
        self._counts, self._process = counts, process
        self._until = 0.0
        self.has(0)

    def has(self, connections: int) -> None:
        self._counts.write(self._process, connections)
        self._connections = connections

    def to_accept(self) -> bool:
        """Whether to accept now; otherwise a wait begins."""
        now = time.monotonic()
        has_waited = self._until <= now <= self._until + _WORTH_SECONDS
        if has_waited or self._connections <= self._counts.most_free():
            self._until = 0.0
            return True
        self._until = now + WAIT_SECONDS
        return False

    @property
    def is_waiting(self) -> bool:
        return time.monotonic() < self._until
