"""Postings of several runs or segments put together, some terms at a time, so that memory does not grow with them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from evidencehub.search.postings.arrays import ArrayFile, ArrayWriter, stable_order
from evidencehub.search.postings.field import FIELDS, Field, Numbers, write_terms
from evidencehub.search.postings.pairs import Pairs, write_common

BLOCK = 1_000_000  # postings, or words, that are put in order at once


@dataclass(frozen=True)
class Source:
    """A file of postings; ``numbers`` has the new number of each document, -1 for one that goes. None: as they are.

    Of several, the documents of each come after those of the one before.
    """

    file: ArrayFile
    numbers: Numbers | None = None


@dataclass(frozen=True)
class _Part:
    """One field of a source, and the place among the joined terms that each of its terms has, ascending."""

    field: Field
    numbers: Numbers | None
    places: Numbers

    @property
    def kind_of_documents(self) -> np.dtype[Any]:
        if self.numbers is None:
            return self.field.kind("docs")
        return np.min_scalar_type(max(int(self.numbers.max(initial=0)), 0))


@dataclass(frozen=True)
class _Piece:
    """``of`` and ``of_positions`` have the term of each document and position, the others what a field holds."""

    of: Numbers
    docs: Numbers
    times: Numbers
    of_positions: Numbers
    positions: Numbers


def join(sources: Sequence[Source], path: Path) -> None:
    file = ArrayWriter(path)
    for name in FIELDS:
        held = [Field(source.file, name) for source in sources]
        terms = sorted(set(chain.from_iterable(field.terms() for field in held)))
        known = {term: place for place, term in enumerate(terms)}
        places = (np.array([known[term] for term in field.terms()], dtype=np.int64) for field in held)
        parts = [_Part(*each) for each in zip(held, (source.numbers for source in sources), places, strict=True)]
        _join_field(file, name, terms, parts)
    write_common(file, frozenset.intersection(*(Pairs(source.file).common for source in sources)))
    file.close()


def _join_field(file: ArrayWriter, name: str, terms: list[bytes], parts: Sequence[_Part]) -> None:
    has_positions = parts[0].field.has_positions
    counts, spans = np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
    nothing = np.empty(0, np.int64)
    file.add(f"{name}.docs", nothing, np.result_type(*(part.kind_of_documents for part in parts)))
    for array in ("times", "positions") if has_positions else ():
        file.add(f"{name}.{array}", nothing, np.result_type(*(part.field.kind(array) for part in parts)))
    for start, stop in _blocks(parts, len(terms)):
        # Of one term nothing has to be put in order, and it may be in very many documents.
        for those in [parts] if stop - start > 1 else [[part] for part in parts]:
            piece = _joined([_piece(part, start, stop) for part in those])
            file.add(f"{name}.docs", piece.docs)
            counts[start:stop] += np.bincount(piece.of, minlength=stop - start)
            if has_positions:
                file.add(f"{name}.times", piece.times)
                file.add(f"{name}.positions", piece.positions)
                spans[start:stop] += np.bincount(piece.of_positions, minlength=stop - start)
    write_terms(file, name, terms, counts, spans if has_positions else None)


def _blocks(parts: Sequence[_Part], terms: int) -> Iterator[tuple[int, int]]:
    """Terms, from one to before another, that have about so many postings and positions together."""
    sizes = np.zeros(terms, np.int64)
    for part in parts:
        sizes[part.places] += part.field.spans if part.field.has_positions else part.field.counts
    ends = np.cumsum(sizes)
    start = 0
    while start < terms:
        before = int(ends[start - 1]) if start else 0
        stop = max(int(np.searchsorted(ends, before + BLOCK, side="right")), start + 1)
        yield start, stop
        start = stop


def _piece(part: _Part, start: int, stop: int) -> _Piece:
    first, last = np.searchsorted(part.places, [start, stop]).tolist()
    of = np.repeat(part.places[first:last] - start, part.field.counts[first:last])
    docs = part.field.documents(first, last)
    docs = docs if part.numbers is None else part.numbers[docs]
    if part.field.has_positions:
        times, positions = part.field.times(first, last), part.field.positions(first, last)
    else:
        times = positions = np.empty(0, np.int64)
    of_positions = np.repeat(of, times) if part.field.has_positions else times
    if part.numbers is None:
        return _Piece(of, docs, times, of_positions, positions)
    stays = docs >= 0
    if not part.field.has_positions:
        return _Piece(of[stays], docs[stays], times, of_positions, positions)
    stay = np.repeat(stays, times)
    return _Piece(of[stays], docs[stays], times[stays], of_positions[stay], positions[stay])


def _joined(pieces: Sequence[_Piece]) -> _Piece:
    """In the order of terms, and within a term of documents."""
    if len(pieces) == 1:
        return pieces[0]
    of, docs, times, of_positions, positions = (
        np.concatenate([getattr(piece, array) for piece in pieces]) for array in _Piece.__dataclass_fields__
    )
    order, order_of_positions = stable_order(of), stable_order(of_positions)
    times = times[order] if len(times) else times
    return _Piece(of[order], docs[order], times, of_positions[order_of_positions], positions[order_of_positions])
