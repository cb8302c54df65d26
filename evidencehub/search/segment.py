"""One immutable Whoosh segment, opened for reading. Deletions belong to the generation, not to the segment.

Whoosh seeks in shared files, so its readers are not safe for threads: everything that touches the files holds ``lock``.
"""

import copy
import weakref
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from whoosh.query import positional, terms
from whoosh.reading import TermNotFound
from whoosh.searching import Searcher

from evidencehub.search import columns
from evidencehub.search.columns import Columns
from evidencehub.search.damage import damage_named
from evidencehub.search.files import TEXT, WRITTEN, open_segment
from evidencehub.search.respelling import Vocabulary

Docs = NDArray[np.int64]
Floats = NDArray[np.float32]
Postings = tuple[Docs, Floats]


class Segment:
    """Postings and columns of one segment; document numbers are the segment's own, counted from 0."""

    def __init__(self, folder: Path, schema: Any, whoosh_segment: Any) -> None:
        self.name: str = whoosh_segment.segment_id()
        self.count: int = whoosh_segment.doc_count_all()
        without_deletions = copy.copy(whoosh_segment)
        without_deletions._deleted = None  # the same segment serves later generations, each with its own deletions
        self._root = folder.parent
        self._reader: Any = open_segment(folder, schema, without_deletions)
        self._lock = Lock()
        weakref.finalize(self, self._reader.close)  # with the last snapshot that uses it, whichever thread that is in
        self.columns: Columns = columns.load(self.columns_path(folder)) or self._columns_from_records()

    def columns_path(self, folder: Path) -> Path:
        return folder / f"{self.name}.columns.npz"

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, damage_named(self._root):
            yield

    def records(self) -> list[str]:
        """Return the stored record of every document, deleted ones too."""
        with self._reading():
            return [cast(str, stored["record"]) for _, stored in self._reader.iter_docs()]

    def _columns_from_records(self) -> Columns:
        return columns.of_records(self.records())

    def postings(self, term: str, field: str = TEXT) -> Postings:
        """Return the documents that hold ``term``, ascending, and how often each does."""
        with self._reading():
            try:
                matcher = self._reader.postings(field, term)
            except TermNotFound:
                return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
            numbers, frequencies = array("q"), array("f")
            while matcher.is_active():
                numbers.append(matcher.id())
                frequencies.append(matcher.weight())
                matcher.next()
            return np.array(numbers, dtype=np.int64), np.array(frequencies, dtype=np.float32)

    def with_phrase(self, words: tuple[str, ...]) -> Docs:
        """Return the documents in which ``words`` follow each other, stop words left out."""
        if len(words) == 1:
            return self.postings(words[0])[0]
        return self._matching(cast(Any, positional.Phrase)(TEXT, list(words)))

    def with_prefix(self, field: str, prefix: str) -> Docs:
        return self._matching(cast(Any, terms.Prefix)(field, prefix))

    def _matching(self, query: Any) -> Docs:
        with self._reading():
            matcher = query.matcher(cast(Any, Searcher)(self._reader))
            return np.unique(np.fromiter(matcher.all_ids(), dtype=np.int64))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every word that is written in it, read when the first unknown word is typed."""
        with self._reading():
            return Vocabulary([word.decode(errors="replace") for word in self._reader.lexicon(WRITTEN)])
