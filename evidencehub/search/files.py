"""Opens Whoosh's files so that none stays open when Whoosh stumbles over a damaged one."""

from pathlib import Path
from typing import Any, cast

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader

NAME = "MAIN"


class Files(FileStorage):
    """A folder that remembers what it has opened; Whoosh itself closes files only on the way without errors."""

    def __init__(self, folder: Path) -> None:
        cast(Any, super().__init__)(str(folder))
        self._given: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        file = cast(Any, super().open_file)(name, **options)
        self._given.append(file)
        return file

    def close_all(self) -> None:
        for file in self._given:
            file.file.close()  # harmless where Whoosh has closed it already
        self._given.clear()


def read_contents(folder: Path, generation: int) -> Any:
    """Return Whoosh's table of contents: ``schema`` and ``segments``, these with their deletions."""
    files = Files(folder)
    try:
        return cast(Any, TOC).read(files, NAME, gen=generation)
    finally:
        files.close_all()


def open_segment(folder: Path, schema: Any, segment: Any) -> Any:
    """Return a SegmentReader, which the caller closes."""
    files = Files(folder)
    try:
        return cast(Any, SegmentReader)(files, schema, segment)
    except BaseException:
        files.close_all()
        raise
