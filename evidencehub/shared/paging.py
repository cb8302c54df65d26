"""One page of an ordered query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    entries: Sequence[T]
    number: int  # 1 for the first
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)


def page_number(raw: str | None) -> int:
    """A page number from an address; nonsense means the first page."""
    return max(1, min(int(raw), 10_000)) if raw and raw.isdecimal() and len(raw) < 6 else 1
