"""How long a connection may take over what it does, and how much it may send."""

import resource
from dataclasses import dataclass, replace
from enum import Enum

FILES_BESIDE_CONNECTIONS = 100  # the database, the index, files that are read, the server's own


class Doing(Enum):
    """What a connection is busy with, seen from here."""

    IDLE = "idle"  # nothing of a request has come yet, or the last one was answered
    HEADER = "header"
    BODY = "body"
    WORKING = "working"  # the hub has the request: it takes what it takes
    READING = "reading"  # the answer is there, and the other side has not taken all of it


@dataclass(frozen=True)
class Limits:
    """What one connection may take. Seconds are of our clock, so a byte now and then buys no time."""

    body_bytes: int
    connections: int = 1_500  # of one process; beyond them the oldest unfinished ones are cut
    header_bytes: int = 32 * 1024
    idle_seconds: float = 60
    header_seconds: float = 15
    patience_seconds: float = 30  # of a body or an answer, before its speed counts
    slowest: int = 2_000  # bytes a second of a body or an answer: a tenth of what a poor mobile line does
    whole_seconds: float = 900  # of a body or an answer, however fast
    waiting_bytes: int = 1024**3  # of all bodies that have not arrived whole, in one process

    def seconds_for(self, doing: Doing, moved: int) -> float:
        """How long a connection may have been at it after ``moved`` bytes."""
        if doing is Doing.WORKING:
            return float("inf")
        if doing is Doing.IDLE:
            return self.idle_seconds
        if doing is Doing.HEADER:
            return self.header_seconds
        return min(self.patience_seconds + moved / self.slowest, self.whole_seconds)

    def within_open_files(self) -> "Limits":
        """The same with no more connections than this process may have files; a body that waits is a file too."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if most == resource.RLIM_INFINITY:
            return self
        return replace(self, connections=max(20, min(self.connections, (most - FILES_BESIDE_CONNECTIONS) // 2)))


def raise_open_files() -> None:
    """Allow this process, and those it starts, as many open files as the system lets it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
