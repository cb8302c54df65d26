"""Two small thread-safe caches that forget what was used longest ago: one counts entries, one counts bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class LeastRecentlyUsed(Generic[Value]):
    """Holds values up to ``limit`` units; what an entry weighs is said when it is put in (1 unless told)."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.weight = 0
        self._entries: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, value: Value, weight: int = 1) -> None:
        """Keep ``value``, unless it alone would fill more than a quarter of the cache."""
        if weight * 4 > self.limit:
            return
        with self._lock:
            old = self._entries.pop(key, None)
            self.weight += weight - (old[1] if old else 0)
            self._entries[key] = (value, weight)
            while self.weight > self.limit:
                _, (_, freed) = self._entries.popitem(last=False)
                self.weight -= freed

    def __len__(self) -> int:
        return len(self._entries)
