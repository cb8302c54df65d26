"""Named arrays in one file: written once, read piece by piece.

Pieces are read, not mapped: a process that reads a map of a file which somebody cuts short is killed, while a read that
comes back short is an error like any other. The kernel keeps what was read for all processes alike.
"""

import json
import os
import struct
import weakref
import zlib
from contextlib import ExitStack
from io import BufferedRandom
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

_MAGIC = b"EHarray2"
_HEAD = struct.Struct("<8sQII")  # the magic; where the directory begins, how long it is, and its checksum
_AT_ONCE = 1_000_000  # bytes


class _Place(NamedTuple):
    """Of an array in the file: the kind of its numbers, how many, the first byte, and a checksum of all."""

    kind: str
    length: int
    offset: int
    check: int


class BrokenFile(ValueError):
    """It is not whole."""


class ArrayFile:
    """Safe for threads; the file stays open, also when it is deleted, until nobody holds this any more."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        try:
            magic, start, length, check = _HEAD.unpack(self._bytes(0, _HEAD.size))
            directory = self._bytes(start, length)
        except (struct.error, OverflowError, MemoryError) as error:
            raise BrokenFile(path.name) from error
        if magic != _MAGIC or zlib.crc32(directory) != check or os.fstat(self._file).st_size != start + length:
            raise BrokenFile(path.name)
        self._places: dict[str, _Place] = {name: _Place(*place) for name, place in json.loads(directory).items()}

    def count(self, name: str) -> int:
        return self._places[name].length

    def kind(self, name: str) -> np.dtype[Any]:
        return np.dtype(self._places[name].kind)

    def read(self, name: str, start: int = 0, stop: int | None = None) -> NDArray[Any]:
        """:raises BrokenFile: the file was cut since it was opened."""
        place = self._places[name]
        made = np.empty(max((place.length if stop is None else stop) - start, 0), dtype=place.kind)
        offset = place.offset + start * made.itemsize
        if made.nbytes and os.preadv(self._file, [made.view(np.uint8).data], offset) != made.nbytes:
            raise BrokenFile(name)
        return made

    def verify(self) -> None:
        """Read all of it.

        :raises BrokenFile: an array is not what was written.
        """
        for name, place in self._places.items():
            end, check = place.offset + place.length * np.dtype(place.kind).itemsize, 0
            for start in range(place.offset, end, _AT_ONCE):
                check = zlib.crc32(self._bytes(start, min(_AT_ONCE, end - start)), check)
            if check != place.check:
                raise BrokenFile(name)

    def _bytes(self, offset: int, length: int) -> bytes:
        found = os.pread(self._file, length, offset)
        if len(found) != length:
            raise BrokenFile("it was cut")
        return found


class ArrayWriter:
    """Takes arrays in pieces, in any order, and writes the file when it is closed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parts: dict[str, tuple[np.dtype[Any], BufferedRandom]] = {}
        self._open = ExitStack()

    def add(self, name: str, piece: NDArray[Any], kind: DTypeLike | None = None) -> None:
        """:param kind: of the whole array, where the first piece does not say it."""
        if name not in self._parts:
            part = self._open.enter_context(self._path.with_name(f"{self._path.name}.{name}").open("w+b"))
            self._parts[name] = np.dtype(kind or piece.dtype), part
        held, part = self._parts[name]
        part.write(np.ascontiguousarray(piece, dtype=held).data)

    def close(self) -> None:
        directory: dict[str, _Place] = {}
        with self._open, self._path.open("wb") as file:
            file.write(bytes(_HEAD.size))
            for name, (kind, part) in self._parts.items():
                count, offset, check = part.tell() // kind.itemsize, file.tell(), 0
                part.seek(0)
                while piece := part.read(_AT_ONCE):
                    check = zlib.crc32(piece, check)
                    file.write(piece)
                directory[name] = _Place(kind.str, count, offset, check)
                os.unlink(part.name)
            start = file.tell()
            written = json.dumps(directory).encode()
            file.write(written)
            file.seek(0)
            file.write(_HEAD.pack(_MAGIC, start, len(written), zlib.crc32(written)))


def narrowed(numbers: NDArray[Any]) -> NDArray[Any]:
    """The same numbers, none of them negative, in as few bytes as the largest needs."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def stable_order(keys: NDArray[Any]) -> NDArray[np.int64]:
    """Where each of the keys (0 or more, below 2 to the 32) comes from when they are put in order.

    NumPy sorts numbers of 16 bits in one pass over each byte, several times as fast as longer ones.
    """
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    if len(keys) and keys.max() >= 1 << 16:
        high = (keys >> 16).astype(np.uint16)[order]
        order = order[np.argsort(high, kind="stable")]
    return order
