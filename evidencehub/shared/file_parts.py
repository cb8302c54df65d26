"""Parts of files that come bit by bit, kept in the store until the file is whole; read together as one file."""

import io
from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import BinaryIO
from uuid import UUID, uuid4

from evidencehub.shared.files import CHUNK_BYTES, FileStore

PARTS = "parts"  # a folder for each file that is coming


@dataclass(frozen=True)
class Part:
    name: str
    size_bytes: int


class PartStore(FileStore):
    """Which parts make a file, and in which order, is for the caller to know: one that was cut off lies here too."""

    def add_part(self, of: UUID, stream: BinaryIO, *, max_bytes: int) -> Part:
        """:raises FileTooLarge: more than ``max_bytes``; nothing is left behind."""
        fs, root = self._place()
        for folder in (root, f"{root}/{PARTS}", f"{root}/{PARTS}/{of.hex}"):
            self._make_folder(fs, folder)
        name = uuid4().hex
        path = f"{root}/{PARTS}/{of.hex}/{name}"
        try:
            return Part(name, self._copy(fs, path, stream, max_bytes).size)
        except BaseException:
            with suppress(FileNotFoundError):
                fs.rm_file(path)
            raise

    def open_parts(self, of: UUID, parts: Sequence[Part]) -> BinaryIO:
        """All of them as one file, of which one part at a time is open."""
        fs, root = self._place()

        def open_part(name: str) -> BinaryIO:
            opened: BinaryIO = fs.open(f"{root}/{PARTS}/{of.hex}/{name}", "rb")
            return opened

        return io.BufferedReader(Joined(open_part, parts), CHUNK_BYTES)

    def remove_parts(self, of: UUID) -> None:
        fs, root = self._place()
        if fs.exists(f"{root}/{PARTS}/{of.hex}"):
            fs.rm(f"{root}/{PARTS}/{of.hex}", recursive=True)

    def sweep_parts(self, *, before: datetime) -> int:
        """Remove what was written before that moment (UTC), and say how many parts that were."""
        fs, root = self._place()
        if not fs.exists(f"{root}/{PARTS}"):
            return 0
        stale = [path for path in fs.find(f"{root}/{PARTS}") if fs.modified(path) < before]
        for path in stale:
            with suppress(FileNotFoundError):
                fs.rm_file(path)
            with suppress(OSError):  # others of it are younger, or the store has no folders
                fs.rmdir(fs._parent(path))
        return len(stale)


class Joined(io.RawIOBase):
    """A file that lies in parts: it can be read from anywhere, as one."""

    def __init__(self, open_part: Callable[[str], BinaryIO], parts: Sequence[Part]) -> None:
        self._open_part = open_part
        self._names = [part.name for part in parts]
        self._ends = list(accumulate(part.size_bytes for part in parts))
        self._at = 0
        self._current: tuple[int, BinaryIO] | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        size = self._ends[-1] if self._ends else 0
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: size}[whence])
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        number = bisect_right(self._ends, self._at)
        if number == len(self._ends):
            return 0
        stream = self._stream(number)
        stream.seek(self._at - (self._ends[number - 1] if number else 0))
        read = stream.read(min(len(buffer), self._ends[number] - self._at))
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)

    def close(self) -> None:
        if self._current is not None:
            self._current[1].close()
            self._current = None
        super().close()

    def _stream(self, number: int) -> BinaryIO:
        if self._current is not None and self._current[0] != number:
            self._current[1].close()
            self._current = None
        if self._current is None:
            self._current = number, self._open_part(self._names[number])
        return self._current[1]
