"""The engine that needs nothing but a folder: Whoosh stores and analyses, arrays score, filter and count."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from evidencehub.search.answering import answer
from evidencehub.search.answers import ANSWERS_KEPT, weight
from evidencehub.search.codes import Books
from evidencehub.search.contract import (
    Answer,
    Crossed,
    Crossing,
    Document,
    IndexDamaged,
    IndexMissing,
    Query,
    Status,
)
from evidencehub.search.crossing import crossed
from evidencehub.search.damage import damage_named
from evidencehub.search.files import read_contents
from evidencehub.search.scoring import Scorer
from evidencehub.search.segment import Postings, Segment
from evidencehub.search.snapshot import Snapshot
from evidencehub.search.store import State, Store
from evidencehub.shared.recently_used import LeastRecentlyUsed

MEGABYTE = 1_000_000
NOTHING_OPENED: State = ("", 0)
Asked = TypeVar("Asked", Query, Crossing)
Found = TypeVar("Found", Answer, Crossed)


@dataclass(frozen=True)
class _Opened:
    snapshot: Snapshot
    scorer: Scorer
    books: Books


class WhooshEngine:
    """Safe for threads; any number of processes may read while one writes. Nothing is opened before it is needed.

    :param memory_mb: bound on the postings and weights kept by one process; columns come on top.
    """

    def __init__(self, root: Path, *, memory_mb: int = 128) -> None:
        self._store = Store(root)
        self._memory = memory_mb * MEGABYTE
        self._postings: LeastRecentlyUsed[Postings] = LeastRecentlyUsed(self._memory // 2)
        self._answers: LeastRecentlyUsed[Answer | Crossed] = LeastRecentlyUsed(ANSWERS_KEPT)
        nothing = Snapshot(NOTHING_OPENED, [], Books(), self._postings)
        self._opened = _Opened(nothing, Scorer(nothing, 0), nothing.books)
        self._opening = Lock()

    def search(self, query: Query) -> Answer:
        """Answer from the newest generation on disk.

        :raises IndexMissing: there is none, which is not the same as one that holds nothing.
        :raises IndexDamaged: the index cannot be read and must be rebuilt.
        :raises ValueError: the query names a facet that does not exist.
        """
        found = self._remembered(query, answer)
        facets = {facet: counts.copy() for facet, counts in found.facets.items()}
        return Answer(found.total, found.hits, facets, found.generation, found.told)

    def cross(self, crossing: Crossing) -> Crossed:
        """Answer from the newest generation on disk; raises as :meth:`search`."""
        return self._remembered(crossing, crossed)

    def check(self) -> None:
        self._store.check()

    def verify(self) -> None:
        self._store.verify()

    def apply(self, upserts: Iterable[Document], deletes: Iterable[str] = ()) -> None:
        self._store.apply(upserts, deletes)

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        return self._store.rebuild(documents, progress)

    def forget_replaced(self) -> None:
        self._store.forget_replaced()

    def status(self) -> Status:
        snapshot = self._current().snapshot
        folder = self._store.root / snapshot.state[0]
        size_bytes = 0
        for path in folder.glob("*"):
            with suppress(FileNotFoundError):  # swept away by a writer
                size_bytes += path.stat().st_size
        return Status(snapshot.count, snapshot.generation, str(folder), size_bytes, len(snapshot.segments))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to find. :raises IndexMissing: nothing was ever indexed."""
        return self._current().snapshot.count == 0

    def ids_of(self, projects: Iterable[str]) -> set[str]:
        """The ids of all documents of these projects."""
        return set(self._current().snapshot.ids_of(projects))

    def standing(self, words: Iterable[str]) -> tuple[str, ...]:
        """Those of the words that a search for each alone would find something for."""
        alone = ((word, Query(word, limit=0, facets=(), respell=False)) for word in words)
        return tuple(word for word, query in alone if self.search(query).total)

    def ids(self) -> dict[str, str]:
        held = map(json.loads, self._current().snapshot.records())
        return {record["label"][0]: record["digest"] for record in held}

    def _remembered(self, asked: Asked, find: Callable[[Snapshot, Scorer, Asked], Found]) -> Found:
        """What was found for the same in the same generation, else what is found now."""
        try:
            opened = self._current()
            key = (opened.snapshot.generation, asked.key)
            found = cast(Found | None, self._answers.get(key))
            if found is None:
                found = find(opened.snapshot, opened.scorer, asked)
                self._answers.put(key, found, weight(found))
        except IndexMissing:
            raise
        except IndexDamaged:
            self._store.remember_damage()
            raise
        return found

    def _current(self) -> _Opened:
        state = self._store.state()
        opened = self._opened
        if opened.snapshot.state == state:
            return opened
        with self._opening:
            if self._opened.snapshot.state != self._store.state():
                self._opened = self._open_newest()
            return self._opened

    def _open_newest(self) -> _Opened:
        """Open what is new on disk and share the rest with the generation before."""
        for attempt in range(10):
            state = self._store.state()
            same_folder = state[0] == self._opened.snapshot.state[0]
            known = {segment.name: segment for segment in self._opened.snapshot.segments} if same_folder else {}
            try:
                with damage_named(self._store.root):
                    return self._read(state, known, self._opened.books if same_folder else Books())
            except IndexDamaged:
                # A writer may have swept the files away between our looking and our opening: then the state is newer.
                if attempt == 9 or self._store.state() == state:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _read(self, state: State, known: dict[str, Segment], books: Books) -> _Opened:
        folder = self._store.root / state[0]
        contents = read_contents(folder, state[1])
        parts = [
            (known.get(each.segment_id()) or Segment(folder, contents.schema, each), list(each.deleted_docs()))
            for each in contents.segments
        ]
        return self._assembled(state, parts, books)

    def _assembled(self, state: State, parts: list[tuple[Segment, list[int]]], books: Books) -> _Opened:
        before = self._opened.snapshot if state[0] == self._opened.snapshot.state[0] else None
        snapshot = Snapshot(state, parts, books, self._postings, before)
        return _Opened(snapshot, Scorer(snapshot, self._memory // 2), books)
