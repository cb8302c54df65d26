"""Opening a backup that somebody hands us: nothing in it is believed, and nothing is unpacked by its name."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from evidencehub.preservation.backup import besides, manifest
from evidencehub.preservation.backup.contents import ListedFile, listed
from evidencehub.preservation.backup.kinds import values_of
from evidencehub.preservation.backup.manifest import NotABackup, Part, TablePart

LONGEST_LINE = 64 * 1024 * 1024  # bytes of one row
MOST_TIMES = 200  # that a part may be larger unpacked, beyond the first few megabytes; rows come to 5 to 30
_CHUNK_BYTES = 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


class Archive:
    """A backup, part by part. Reading a part to its end checks its length and hash."""

    def __init__(self, path: Path, opened: zipfile.ZipFile) -> None:
        self._path, self._zip = path, opened
        self._members = {info.filename: info for info in opened.infolist()}
        if len(self._members) != len(opened.infolist()):
            raise self._damaged("it names a part twice")
        if sum(info.compress_size for info in self._members.values()) > path.stat().st_size:
            raise self._damaged("its parts take more room than it has")
        self.manifest = manifest.read(self._manifest())

    def check_members(self) -> None:
        """:raises NotABackup: a part is missing, is one too many, or is not as long as was said."""
        told = self._told()
        if unknown := next((name for name in self._members if name not in told), None):
            raise self._damaged(f"it has a part {unknown[:80]!r} that its manifest does not name")
        for name, size in told.items():
            info = self._members.get(name)
            if info is None:
                raise self._damaged(f"the part {name} is missing")
            if size is not None and info.file_size != size:
                raise self._damaged(f"the part {name} has {info.file_size:,} bytes instead of {size:,}")
            if info.file_size > besides.MOST_BYTES + MOST_TIMES * info.compress_size:
                raise self._damaged(f"the part {name} would unpack to more than {MOST_TIMES} times its size")

    def chunks(self, part: Part) -> Iterator[bytes]:
        """The bytes of a part. :raises NotABackup: they are not what the manifest says."""
        digest, left = hashlib.sha256(), part.bytes
        with self._open(part.name) as member:
            while chunk := member.read(min(_CHUNK_BYTES, left + 1)):
                left -= len(chunk)
                if left < 0:
                    break
                digest.update(chunk)
                yield chunk
        if left or digest.hexdigest() != part.sha256:
            raise self._damaged(f"the part {part.name} is not what was written")

    def whole(self, part: Part) -> bytes:
        """A small part at once."""
        if part.bytes > besides.MOST_BYTES:
            raise self._damaged(f"the part {part.name} is larger than such a part can be")
        return b"".join(self.chunks(part))

    def rows(self, table: TablePart) -> Iterator[dict[str, Any]]:
        """The rows of a table. :raises NotABackup: a line is none, or they are not as many as was said."""
        number = 0
        for number, read in enumerate(self._lines(table.part), start=1):
            try:
                row = values_of(table.columns, read)
            except ValueError as error:
                raise self._damaged(f"line {number:,} of {table.part.name} is no row: {error}") from None
            yield row
        if number != table.rows:
            raise self._damaged(f"{table.part.name} has {number:,} rows instead of {table.rows:,}")

    def files(self) -> Iterator[ListedFile]:
        """The list of files, each once. :raises NotABackup: it is not the list that the manifest tells of."""
        last, told = "", self.manifest.files
        count = size = 0
        try:
            for each in listed(self._lines(self.manifest.part("files.jsonl"))):
                if each.name <= last:
                    raise ValueError("it is not in order")
                last, count, size = each.name, count + 1, size + (each.size_bytes or 0)
                yield each
        except ValueError as error:
            raise self._damaged(f"the list of files cannot be used: {error}") from None
        if (count, size) != (told.count, told.bytes):
            raise self._damaged("the list of files is not as long as the manifest says")

    def content(self, each: ListedFile) -> Iterator[bytes]:
        return self.chunks(Part(each.member, each.size_bytes or 0, each.sha256 or ""))

    def _told(self) -> dict[str, int | None]:
        """Every part that has to be there, with its length."""
        made = self.manifest
        parts = {part.name: part.bytes for part in (*made.parts, *(table.part for table in made.tables))}
        if len(parts) != len(made.parts) + len(made.tables) or "files.jsonl" not in parts:
            raise self._damaged("its manifest names a part twice, or no list of files")
        files = {each.member: each.size_bytes for each in self.files() if not each.is_missing}
        return {manifest.NAME: None, **parts, **files}

    def _manifest(self) -> bytes:
        info = self._members.get(manifest.NAME)
        if info is None:
            raise NotABackup(f"{self._path} is a ZIP archive and no backup: it has no {manifest.NAME}.")
        with self._open(manifest.NAME) as member:
            content = member.read(manifest.MOST_BYTES + 1)
        if len(content) > manifest.MOST_BYTES:
            raise self._damaged(f"its {manifest.NAME} is larger than one can be")
        return content

    def _lines(self, part: Part) -> Iterator[Any]:
        rest = b""
        for chunk in self.chunks(part):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST_LINE:
                raise self._damaged(f"a line of {part.name} is too long")
            for each in lines:
                yield self._json(part, each)
        if rest:
            raise self._damaged(f"the last line of {part.name} is cut off")

    def _json(self, part: Part, content: bytes) -> Any:
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise self._damaged(f"a line of {part.name} is no JSON") from None

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(name) as member:
                yield member
        except KeyError:
            raise self._damaged(f"the part {name} is missing") from None
        except _BROKEN as error:
            raise self._damaged(f"the part {name} cannot be read ({error})") from None

    def _damaged(self, why: str) -> NotABackup:
        return NotABackup(f"{self._path} is damaged, or was changed: {why}.")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """:raises NotABackup: the file is missing, cannot be read, is none, or was cut off."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise NotABackup(f"{path} cannot be read: {error.strerror}.") from None
    with file:
        begins_like_one = file.read(4) == b"PK\x03\x04"
        try:
            opened = zipfile.ZipFile(file)
        except (*_BROKEN, ValueError):
            why = "it was cut off, or is damaged" if begins_like_one else "it is no ZIP archive"
            raise NotABackup(f"{path} is not a whole backup: {why}.") from None
        with opened:
            yield Archive(path, opened)
