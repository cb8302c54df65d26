"""Uploaded bytes, kept under their own SHA-256: one copy of each content, and no path that a user chose.

Any store that fsspec knows will do: ``file://`` on one machine, ``s3://`` for several, ``memory://`` in tests.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

from evidencehub.shared.errors import HubError, Invalid, NotFound

CHUNK_BYTES = 1024 * 1024
INCOMING = "incoming"  # names still being written; nothing is ever read from there
_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileTooLarge(Invalid):
    """The upload is over the limit; nothing of it was kept."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"The file is bigger than {max_bytes / CHUNK_BYTES:.3g} MB, the most we can take")
        self.max_bytes = max_bytes


class BadFileName(HubError):
    """A stored file was asked for by something that is not a SHA-256."""


class FileMissing(NotFound):
    """The store holds no file of that SHA-256."""


@dataclass(frozen=True)
class StoredFile:
    sha256: str
    size: int  # bytes


class FileStore:
    """Files by content. Deleting is for the caller to decide: several records may share one content."""

    def __init__(self, url: str) -> None:
        self.url = url

    def put(self, stream: BinaryIO, *, max_bytes: int) -> StoredFile:
        """Copy ``stream`` into the store and return its hash and size. It is on disk when this returns.

        :raises FileTooLarge: more than ``max_bytes``; nothing is left behind.
        """
        fs, root = self._place()
        self._make_folder(fs, root)  # by itself: only the last folder of a path is made private
        self._make_folder(fs, f"{root}/{INCOMING}")
        incoming = f"{root}/{INCOMING}/{uuid4().hex}"
        try:
            stored = self._copy(fs, incoming, stream, max_bytes)
            final = self._path(root, stored.sha256)
            if not fs.exists(final):
                folder = fs._parent(final)
                self._make_folder(fs, folder)
                fs.mv(incoming, final)  # a rename on disk, a server-side copy on S3: a reader sees all of it or nothing
                _sync_folder(fs, folder)
        finally:
            if fs.exists(incoming):
                fs.rm_file(incoming)
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """:raises FileMissing: the store has no such content."""
        fs, root = self._place()
        try:
            return cast(BinaryIO, fs.open(self._path(root, sha256), "rb"))
        except FileNotFoundError:
            raise FileMissing(f"There is no stored file {sha256}") from None

    def exists(self, sha256: str) -> bool:
        fs, root = self._place()
        return bool(fs.exists(self._path(root, sha256)))

    def delete(self, sha256: str) -> None:
        """Remove the content; deleting what is not there is no error, so that a redaction can be run again."""
        fs, root = self._place()
        try:
            fs.rm_file(self._path(root, sha256))
        except FileNotFoundError:
            return

    @contextmanager
    def local_path(self, sha256: str) -> Iterator[Path]:
        """A path to read the content from, for libraries that want one; a remote file is fetched for that long.

        :raises FileMissing: the store has no such content.
        """
        fs, root = self._place()
        if isinstance(fs, LocalFileSystem):
            path = Path(self._path(root, sha256))
            if not path.is_file():
                raise FileMissing(f"There is no stored file {sha256}")
            yield path
            return
        with self.open(sha256) as source, tempfile.NamedTemporaryFile(prefix="evidencehub-") as copy:
            while chunk := source.read(CHUNK_BYTES):
                copy.write(chunk)
            copy.flush()
            yield Path(copy.name)

    def sweep(self, *, before: datetime) -> int:
        """Remove uploads that were cut off before that moment (UTC) by a crash, and say how many."""
        fs, root = self._place()
        if not fs.exists(f"{root}/{INCOMING}"):
            return 0
        stale = [path for path in fs.find(f"{root}/{INCOMING}") if fs.modified(path) < before]
        for path in stale:
            fs.rm_file(path)
        return len(stale)

    def _place(self) -> tuple[Any, str]:
        # Asked for each time: fsspec keeps one instance per process and thread, and a forked worker needs its own.
        # Other nodes write to the same store, so a remembered listing would be a wrong answer.
        fs, root = fsspec.url_to_fs(self.url, use_listings_cache=False)
        return fs, root.rstrip("/")

    @staticmethod
    def _path(root: str, sha256: str) -> str:
        if not _SHA256.fullmatch(sha256):
            raise BadFileName("That is not the name of a stored file")
        return f"{root}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    @staticmethod
    def _make_folder(fs: Any, folder: str) -> None:
        if isinstance(fs, LocalFileSystem):
            Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        else:
            fs.makedirs(folder, exist_ok=True)

    @staticmethod
    def _copy(fs: Any, path: str, stream: BinaryIO, max_bytes: int) -> StoredFile:
        digest, size = hashlib.sha256(), 0
        with fs.open(path, "wb") as target:
            while chunk := stream.read(CHUNK_BYTES):
                size += len(chunk)
                if size > max_bytes:
                    raise FileTooLarge(max_bytes)
                digest.update(chunk)
                target.write(chunk)
            if isinstance(fs, LocalFileSystem):
                target.flush()
                os.fsync(target.fileno())
        return StoredFile(digest.hexdigest(), size)


def _sync_folder(fs: Any, folder: str) -> None:
    """Without this a power cut may forget the new name although the bytes are on the disk."""
    if not isinstance(fs, LocalFileSystem):
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
