"""Whose work is next where many wait for the same workers: nobody's twice at one time, and first who waited longest."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Protocol, TypeVar


class Owned(Protocol):
    @property
    def owner(self) -> str: ...


Work = TypeVar("Work", bound=Owned)


class Turns:
    """Shared by the threads that do one kind of work. It knows who was served since the process began."""

    def __init__(self) -> None:
        self._lock, self._busy = Lock(), set[str]()
        self._served: dict[str, int] = {}  # by owner: the number of the turn that was theirs last
        self._count = 0

    @contextmanager
    def taken(
        self, look: Callable[[frozenset[str]], Iterable[Work]], hold: Callable[[Work], bool]
    ) -> Iterator[Work | None]:
        """The next work, for as long as the block runs; None where there is none.

        :param look: the first work of each owner who waits, in the order in which it came, without those it is told.
        :param hold: whether this process got it; another one may have been faster.
        """
        with self._lock:
            waiting = sorted(look(frozenset(self._busy)), key=lambda work: self._served.get(work.owner, 0))
            chosen = next((work for work in waiting if hold(work)), None)
            if chosen is not None:
                owner = chosen.owner
                self._count += 1
                self._busy.add(owner)
                self._served[owner] = self._count
        try:
            yield chosen
        finally:
            if chosen is not None:
                self._busy.discard(owner)
