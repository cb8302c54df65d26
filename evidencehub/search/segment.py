"""One immutable Whoosh segment, opened for reading. Deletions belong to the generation, not to the segment."""

import copy
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidencehub.search import columns
from evidencehub.search.columns import Columns, Labels
from evidencehub.search.damage import damage_named
from evidencehub.search.distinct import distinct
from evidencehub.search.files import open_segment
from evidencehub.search.postings.arrays import ArrayFile, BrokenFile
from evidencehub.search.postings.codec import postings_path
from evidencehub.search.postings.field import FIELDS, ID, TEXT, WRITTEN, Field, Numbers
from evidencehub.search.postings.pairs import Pairs
from evidencehub.search.postings.phrases import with_phrase
from evidencehub.search.respelling import Vocabulary

Docs = NDArray[np.int64]
Floats = NDArray[np.float32]
Postings = tuple[Docs, Floats]


class Segment:
    """Postings and columns of one segment; document numbers are the segment's own, counted from 0. Safe for threads."""

    def __init__(self, folder: Path, schema: Any, whoosh_segment: Any) -> None:
        self.name: str = whoosh_segment.segment_id()
        self.count: int = whoosh_segment.doc_count_all()
        without_deletions = copy.copy(whoosh_segment)
        without_deletions._deleted = None  # the same segment serves later generations, each with its own deletions
        self._folder, self._root = folder, folder.parent
        self._labels: Labels | None = None
        self._lock = Lock()  # Whoosh seeks in shared files
        with self._reading():
            self._whoosh: Any = open_segment(folder, schema, without_deletions)
            weakref.finalize(self, self._whoosh.close)  # with the last snapshot that uses it, in whichever thread
            self._whoosh.stored_fields(self.count - 1)  # opens the file, which may be deleted later
            self._postings = ArrayFile(postings_path(folder, self.name))
            self._fields = {name: Field(self._postings, name) for name in FIELDS}
            self._pairs = Pairs(self._postings)

    def columns(self) -> Columns:
        """Read them. Of all that only the labels are kept here."""
        found = columns.load(self.columns_path) or columns.of_records(self.records())
        self._labels = found.only_labels
        return found

    @property
    def labels(self) -> Labels:
        return self._labels or self.columns().only_labels

    @property
    def columns_path(self) -> Path:
        return self._folder / f"{self.name}.columns.npz"

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with damage_named(self._root):
            yield

    def records(self) -> Iterator[str]:
        """Yield the stored record of every document, deleted ones too."""
        for number in range(self.count):
            with self._lock, self._reading():
                record: str = self._whoosh.stored_fields(number)["record"]
            yield record

    def verify(self) -> None:
        """Read all of it.

        :raises IndexDamaged: it is not what was written.
        """
        for _ in self.records():  # Whoosh packs each with a checksum
            pass
        with self._reading():
            self._postings.verify()

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of the documents with these ids, of those that are here."""
        with self._reading():
            return [int(number) for key in ids for number in self._of_term(ID, key)]

    def postings(self, term: str) -> Postings:
        """Return the documents that hold ``term``, ascending, and how often each does."""
        with self._reading():
            field = self._fields[TEXT]
            place = field.place(_encoded(term))
            if place is None:
                return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
            return self._known(field.documents(place, place + 1)), field.times(place, place + 1).astype(np.float32)

    def with_written(self, word: str) -> Docs:
        """Return the documents in which a word stands as it is written."""
        with self._reading():
            return self._of_term(WRITTEN, word)

    def with_phrase(self, words: tuple[str, ...]) -> Docs:
        """Return the documents in which ``words`` follow each other, stop words left out."""
        with self._reading():
            return self._known(with_phrase(self._fields[TEXT], self._pairs, list(map(_encoded, words))))

    def with_prefix(self, prefix: str) -> Docs:
        """Return the documents with a word that begins so, as it is written."""
        return self._beginning(WRITTEN, prefix)

    def with_stem_prefix(self, prefix: str) -> Docs:
        return self._beginning(TEXT, prefix)

    def _beginning(self, name: str, prefix: str) -> Docs:
        with self._reading():
            field = self._fields[name]
            return self._known(distinct(field.documents(*field.places(_encoded(prefix)))))

    def _of_term(self, name: str, term: str) -> Docs:
        field = self._fields[name]
        place = field.place(_encoded(term))
        return self._known(np.empty(0, np.int64) if place is None else field.documents(place, place + 1))

    def _known(self, documents: Numbers) -> Docs:
        """:raises BrokenFile: they are not in order, or there are no such documents; overwritten bytes look so."""
        found = documents.astype(np.int64)
        if len(found) and (found[-1] >= self.count or bool((found[1:] <= found[:-1]).any())):
            raise BrokenFile(self.name)
        return found

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every word that is written in it, read when the first unknown word is typed."""
        with self._reading():
            return Vocabulary([word.decode(errors="replace") for word in self._fields[WRITTEN].terms()])


def _encoded(word: str) -> bytes:
    return word.encode(errors="replace")
