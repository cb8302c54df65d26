"""The file of a backup: a ZIP archive, written under another name until it is whole."""

import errno
import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from evidencehub.preservation.backup import parts
from evidencehub.preservation.backup.manifest import Part
from evidencehub.shared.errors import HubError


class CannotWrite(HubError):
    """The file cannot be written; nothing of it is left."""


class PartWriter:
    """Writes one member, and knows its length and hash."""

    def __init__(self, member: IO[bytes], name: str) -> None:
        self._member, self._name = member, name
        self._bytes, self._digest = 0, hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._member.write(content)
        self._bytes += len(content)
        self._digest.update(content)

    @property
    def part(self) -> Part:
        return Part(self._name, self._bytes, self._digest.hexdigest())


class ArchiveWriter:
    """A new archive, to be finished or abandoned; memory holds a few hundred bytes for each member.

    What killed runs left in the folder goes first: each locks what it writes, and a lock ends with its process.
    """

    def __init__(self, path: Path, at: datetime) -> None:
        self._path, self._at = path, at
        self._temporary = parts.beside(path)
        with self._told():
            if path.exists():
                raise CannotWrite(f"There is a file {path} already, and it stays as it is: give another name.")
            parts.sweep(path.parent)
            handle = parts.begun(self._temporary)
        self._target = _Target(os.fdopen(handle, "wb"))
        self._zip = zipfile.ZipFile(self._target, "w", allowZip64=True)

    @contextmanager
    def part(self, name: str, *, packed: bool = True) -> Iterator[PartWriter]:
        """:param packed: compressed; most files that people send are already."""
        info = zipfile.ZipInfo(name, self._at.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self._told(), self._zip.open(info, "w", force_zip64=True) as member:
            yield PartWriter(member, name)

    def finish(self) -> None:
        """Give it its name. It is on disk when this returns."""
        with self._told():
            self._zip.close()
            self._target.finish()
            if self._path.exists():
                raise CannotWrite(f"Somebody made a file {self._path} meanwhile: give another name.")
            os.rename(self._temporary, self._path)  # still locked: a hidden file without a lock is taken for dead
            self._target.close()
            _sync(self._path.parent)

    def abandon(self) -> None:
        """Leave nothing behind; after ``finish`` nothing happens."""
        self._target.close()
        with suppress(OSError, ValueError):
            self._zip.close()
        with suppress(FileNotFoundError):
            self._temporary.unlink()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror
            raise CannotWrite(f"{self._path} cannot be written: {why}. Nothing of it is left.") from None


class _Target:
    """What ``zipfile`` writes to. Once closed it takes everything and keeps nothing, so that it can be closed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._closed = file, False
        self._at = 0

    def write(self, content: bytes) -> int:
        if not self._closed:
            self._file.write(content)
        self._at += len(content)
        return len(content)

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int) -> int:
        """From the beginning, as ``zipfile`` asks."""
        if not self._closed:
            self._file.seek(offset)
        self._at = offset
        return offset

    def flush(self) -> None:
        if not self._closed:
            self._file.flush()

    def finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._closed = True
        with suppress(OSError):
            self._file.close()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
