"""Postings as arrays inside a Whoosh index, through the place that Whoosh has for it: a codec.

Whoosh keeps its schema, the stored records, deletions, merges and commits. Its own postings cost Python some
microseconds for each word of each document, which was nearly all of a rebuild; so a field hands its whole text on, the
pool inverts it, and the codec writes the arrays beside the segment's other files, under the segment's name.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType
from whoosh.formats import Existence
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from evidencehub.search.files import NAME, Files
from evidencehub.search.postings.field import FIELDS, Numbers
from evidencehub.search.postings.inverting import Inverter
from evidencehub.search.postings.run import Text

EXTENSION = ".postings"


def postings_path(folder: Path, segment_name: str) -> Path:
    return folder / f"{segment_name}{EXTENSION}"


class TextField(FieldType):
    """A field whose value is a ``Text``, which is put in order together with many others."""

    format = Existence()

    def __init__(self) -> None:
        """Whoosh's own asks for an analyser."""

    def index(self, value: Text, **_: Any) -> Any:
        yield b"", 0, 1.0, value


class ArrayCodec(W3Codec):
    """Whoosh's own, but for postings."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> "_Writer":
        return _Writer(postings_path(Path(storage.folder), segment.segment_id()))

    def terms_reader(self, storage: Any, segment: Any) -> "_Reader":
        return _Reader()


class _Writer:
    """As much of a ``FieldWriter`` as Whoosh's commit calls."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Inverter) -> None:
        items.save(self._path)

    def close(self) -> None:
        self.is_closed = True


class _Reader:
    """As much of a ``TermsReader`` as Whoosh's merging calls; whoever searches reads the arrays."""

    def indexed_field_names(self) -> tuple[str, ...]:
        return FIELDS

    def close(self) -> None:
        """Nothing was opened."""


class IndexWriter(SegmentWriter):
    """Whoosh's writer, with a pool that takes whole texts."""

    def __init__(self, folder: Path) -> None:
        index = cast(Any, FileIndex)(Files(folder), indexname=NAME)
        cast(Any, super()).__init__(index, codec=cast(Any, ArrayCodec)(), compound=False)
        self._folder = folder
        self.texts = Inverter(Path(cast(Any, self).temp_storage().folder))
        cast(Any, self).pool = self.texts

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Mapping[int, int] | None) -> None:
        """Called by ``add_reader``, which merges a segment: hand its postings on as they are."""
        segment = reader.segment()
        numbers = _renumbered(segment.doc_count_all(), startdoc, docmap)
        self.texts.take(postings_path(self._folder, segment.segment_id()), numbers)


def _renumbered(count: int, startdoc: int, docmap: Mapping[int, int] | None) -> Numbers:
    if docmap is None:
        return np.arange(startdoc, startdoc + count)
    numbers = np.full(count, -1, dtype=np.int64)
    numbers[list(docmap)] = list(docmap.values())
    return numbers
