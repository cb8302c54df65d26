"""What a backup is until it is whole: a hidden file, locked by who writes it, so that a dead one can be told."""

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

_NAME = re.compile(r"\..+\.[0-9a-f]{32}\.part")
_BEGINS_WITH = b"PK\x03\x04"


def beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{uuid4().hex}.part")


def begun(path: Path) -> int:
    """A new file that only this process may read; its handle holds the lock. :raises OSError: it cannot be written."""
    while True:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with suppress(OSError):  # where a disk has no locks, nothing is ever taken for dead
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle
        os.close(handle)  # another run took it for dead before it was locked


def sweep(folder: Path) -> None:
    """Delete what runs that were killed left there, and nothing that is being written."""
    with suppress(OSError):  # a folder that cannot be read is told of by who writes to it
        for path in folder.iterdir():
            if _NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                with suppress(OSError):
                    _remove_if_dead(path)


def _remove_if_dead(path: Path) -> None:
    """:raises OSError: it is somebody else's, or is being written."""
    with path.open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if file.read(len(_BEGINS_WITH)) in (b"", _BEGINS_WITH):
            path.unlink()
