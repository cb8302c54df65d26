"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from evidencehub.shared.errors import HubError


class UnwritableFile(HubError):
    """The message is one plain line that names the file."""


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Write to a file beside it, which takes its place at the end; what was there stays as it is until then.

    :raises UnwritableFile: there is no such folder, no right to write, or no room; nothing is left behind.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise UnwritableFile(f"{path} cannot be written: {error.strerror or error}.") from None
    finally:
        part.unlink(missing_ok=True)
