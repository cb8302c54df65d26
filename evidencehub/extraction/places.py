"""On which page of a text without fixed pages a picture stands.

A reader that meets a picture says a mark in its place, as a paragraph of its own: one character from a plane in which
nothing has a meaning. The marks are taken out before the text is parted, so that no page is another for a picture.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

from evidencehub.extraction.archive import Archive
from evidencehub.extraction.reading import Picture, has_text

_FIRST = 0xF0000
_MOST = 60_000  # pictures that can be told apart
MARK = re.compile("[\U000f0000-\U000ffffd]")

Part = Callable[[list[str]], Iterable[str]]


class Places:
    def __init__(self) -> None:
        self._loads: list[Callable[[], bytes]] = []
        self._names: set[str] = set()  # of parts of an archive that were met
        self._pages: dict[int, int] = {}  # of each mark, from 1
        self._read = 0  # pages so far

    def mark(self, load: Callable[[], bytes]) -> str:
        if len(self._loads) == _MOST:
            return ""
        self._loads.append(load)
        return chr(_FIRST + len(self._loads) - 1)

    def mark_of(self, archive: Archive, name: str | None) -> str:
        """The mark of a part of the archive; "" where it has no such part."""
        if name is None or not archive.holds(name):
            return ""
        self._names.add(name.casefold())
        return self.mark(lambda: archive.open(name).read())

    def parts(self, blocks: Iterable[str], part: Part) -> Iterator[str]:
        """The pages that ``part`` makes of the blocks without their marks."""
        lines, marks = list[str](), list[tuple[int, int]]()
        for block in blocks:
            left = MARK.sub("", block)
            marks += [(len(lines), ord(mark) - _FIRST) for mark in MARK.findall(block)]
            if left or not block:
                lines += left.split("\n")
        pages = list(part(lines))
        before = next((number for number, line in enumerate(lines) if line.strip()), 0)  # which no page keeps
        ends = list(accumulate(page.count("\n") + 1 for page in pages))
        for line, mark in marks:
            place = min(bisect_right(ends, line - before), max(0, len(pages) - 1))
            self._pages[mark] = max(1, self._read + (place + 1 if pages else 0))
        self._read += len(pages)
        yield from pages

    def pictures(self, archive: Archive | None = None) -> list[Picture]:
        """All that were met, and all others that the archive holds: in headers, behind charts, or hidden."""
        met = [Picture(min(self._pages.get(number, 0), self._read), load) for number, load in enumerate(self._loads)]
        names = archive.names if archive is not None else []
        others = [name for name in names if _is_picture(name) and name.casefold() not in self._names]
        return met + [Picture(0, lambda name=name: archive.open(name).read()) for name in others]  # type: ignore[misc, union-attr]


def without(blocks: Iterable[str]) -> Iterator[str]:
    """Blocks that stand on no page of their own, such as headers, without marks."""
    for block in blocks:
        left = MARK.sub("", block)
        if left or not block:
            yield left


def _is_picture(name: str) -> bool:
    return "/media/" in name or (name.startswith("Pictures/") and has_text(name[9:]))
