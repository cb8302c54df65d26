"""What a backup has beside rows, put where the hub keeps it: files, keys, the operator's own standards."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import unquote, urlsplit

from evidencehub.accreditation.credentials import keys
from evidencehub.preservation.backup.besides import SECRET_KEY, SIGNING
from evidencehub.preservation.backup.opening import Archive
from evidencehub.shared.errors import HubError
from evidencehub.shared.files import FileStore
from evidencehub.shared.settings import KEY_LENGTH, Settings

Step = Callable[[str], AbstractContextManager[Callable[[float], None]]]
STANDARDS = "standards"  # the folder of the operator's own, in the hub's home


class NoRoom(HubError):
    """The files of the backup are more than the disk has room for."""


def refuse_without_room(archive: Archive, files_url: str, home: Path) -> None:
    """:raises NoRoom: told before anything is written, where the files lie on a disk of this machine."""
    wanted = archive.manifest.files.bytes + sum(table.bytes for table in archive.manifest.tables)
    place = Path(unquote(urlsplit(files_url).path)) if files_url.startswith("file:///") else home
    there = next(each for each in (place, *place.parents) if each.is_dir())
    free = shutil.disk_usage(there).free
    if wanted > free:
        raise NoRoom(f"The backup needs {wanted / 1e6:,.0f} MB, and {there} has room for {free / 1e6:,.0f} MB.")


def place_files(archive: Archive, store: FileStore, step: Step) -> None:
    """Put every file into the store; those that are there from a run that was cut off are left."""
    with step("Writing the files") as advance:
        done, total = 0, archive.manifest.files.bytes or 1
        for each in archive.files():
            if not each.is_missing and not each.is_damaged and not store.exists(each.name):
                store.put(_stream(archive.content(each)), max_bytes=each.size_bytes or 0)
            done += each.size_bytes or 0
            advance(done / total)


def _stream(pieces: Iterator[bytes]) -> BinaryIO:
    """Pieces as something that is read until it is empty."""
    return cast(BinaryIO, _Pieces(pieces))


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, size: int = -1) -> bytes:
        """The next piece, however much was asked for."""
        return next(self._pieces, b"")


def place_keys(archive: Archive, settings: Settings) -> bool:
    """Keep the public keys, and where the backup has them those that sign; say whether it has.

    :raises UnusableKey: one of them is none.
    """
    held = {part.name: archive.whole(part) for part in archive.manifest.parts if part.name.startswith("keys/")}
    secret, signing = held.pop(SECRET_KEY, None), held.pop(SIGNING, None)
    keys.take_over(settings.home, signing, list(held.values()))
    if secret is not None and secret != settings.secret_key.encode():
        if len(secret) < KEY_LENGTH:
            raise HubError(
                f"{SECRET_KEY} in this backup has fewer than the {KEY_LENGTH} characters of a key in a file: set "
                "EVIDENCEHUB_SECRET_KEY to it, and restore again."
            )
        _write(settings.home / "secret_key", secret)
    return secret is not None


def place_standards(archive: Archive, home: Path) -> Path | None:
    """Write the operator's own standards to a folder of the hub's home, and say where; None where there are none."""
    parts = [part for part in archive.manifest.parts if part.name.startswith(f"{STANDARDS}/")]
    for part in parts:
        path = home / part.name  # of nothing but letters, digits, dots, dashes and underscores, as the manifest is read
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _write(path, archive.whole(part))
    return home / STANDARDS if parts else None


def _write(path: Path, content: bytes) -> None:
    """All of it or nothing, also when the machine stops in between."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
