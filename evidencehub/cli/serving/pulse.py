"""When a process last took a turn, written by itself and read by the one that watches it."""

import mmap
import struct
import time

_FORM = "d"


class Pulse:
    """Eight bytes that both sides of a fork see."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, struct.calcsize(_FORM))
        self.beat()

    def beat(self) -> None:
        struct.pack_into(_FORM, self._shared, 0, time.monotonic())

    def age(self) -> float:
        """Seconds since the last beat."""
        last: float = struct.unpack_from(_FORM, self._shared)[0]
        return time.monotonic() - last
