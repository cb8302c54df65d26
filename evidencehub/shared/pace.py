"""How fast one address may ask for what costs more than a page, counted in this process: a brake, and no lock.

What must hold over all processes is counted in the database, as tries to sign in are.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from threading import Lock
from time import monotonic

from evidencehub.shared.errors import TooMany
from evidencehub.shared.recently_used import LeastRecentlyUsed

ADDRESSES = 10_000  # remembered; who asked longest ago goes first
_asked, _lock = LeastRecentlyUsed[int](ADDRESSES), Lock()
_is_counted = ContextVar("is_counted", default=True)


@dataclass(frozen=True)
class Left:
    """How many more requests may be sent, and in how many seconds the next minute begins; below 0: too many."""

    requests: int
    seconds: int


@contextmanager
def uncounted() -> Iterator[None]:
    """A command of the hub's own asks here, in its own process: nobody else waits for it."""
    token = _is_counted.set(False)
    try:
        yield
    finally:
        _is_counted.reset(token)


def take(what: str, address: str, *, most: int, clock: Callable[[], float] = monotonic) -> None:
    """Count one request.

    :param most: in a minute; minutes begin for everybody at the same moment.
    :raises TooMany: there were as many in this minute.
    """
    if count(what, address, most=most, clock=clock).requests < 0:
        raise TooMany("Wait a minute, and try again.")


def count(what: str, address: str, *, most: int, clock: Callable[[], float] = monotonic) -> Left:
    """As :func:`take`, for who tells the number."""
    now = clock()
    if not _is_counted.get():
        return Left(most, 60 - int(now % 60))
    key = (what, _whose(address), int(now // 60))
    with _lock:
        asked = (_asked.get(key) or 0) + 1
        _asked.put(key, asked)
    return Left(most - asked, 60 - int(now % 60))


def _whose(address: str) -> str:
    """An IPv6 address stands for its /64: one customer has all of it."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(int(known) >> 64) if isinstance(known, IPv6Address) else address
