"""Reading a table of the clearinghouse, plain, gzipped or in a zip, row by row: memory holds one row at a time.

What is wrong with one row is told with its line, and the rest goes on; what is wrong with the file ends the reading.
"""

import csv
import gzip
import hashlib
import io
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from evidencehub.interchange.records.files import Refused, UnusableFile
from evidencehub.shared.words import listed

_GZIP = b"\x1f\x8b"
MOST_LINES_OF_A_ROW = 20
FETCH = (
    "Fetch WWC-export-archive-2025-08-25.zip from the clearinghouse "
    "(https://ies.ed.gov/ncee/wwc/) and give it as it comes, without opening and saving it."
)


@dataclass(frozen=True, slots=True)
class Row:
    line: int  # where it begins, 1 for the header
    header: list[str]
    cells: list[str]  # as they stand in the file

    @property
    def given(self) -> dict[str, str]:
        """The cells by column."""
        return dict(zip(self.header, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class Source:
    """A table, and where it lies: a file, or a member of a zip."""

    path: Path
    member: str = ""

    def __str__(self) -> str:
        return f"{self.path}, {self.member}" if self.member else str(self.path)

    @property
    def name(self) -> str:
        """ "Findings.csv" also where the file is gzipped, since lines are counted unpacked."""
        return self.member or self.path.name.removesuffix(".gz")

    @contextmanager
    def opened(self) -> Iterator[tuple[IO[bytes], Callable[[], float]]]:
        """Its bytes unpacked, and what says which part of them was read, 0 to 1."""
        if self.member:
            with ZipFile(self.path) as packed, packed.open(self.member) as file:
                whole = max(packed.getinfo(self.member).file_size, 1)
                yield file, lambda: file.tell() / whole
            return
        with self.path.open("rb") as raw:
            whole = max(self.path.stat().st_size, 1)
            yield _unpacked(raw), lambda: raw.tell() / whole


def content_sha256(source: Source) -> str:
    """Of what is in it, however it is packed.

    :raises UnusableFile: it cannot be read to its end.
    """
    digest = hashlib.sha256()
    with _told_plainly(source, _Lines()), source.opened() as (file, _):
        while part := file.read(1_048_576):
            digest.update(part)
    return digest.hexdigest()


def check_columns(source: Source, columns: Iterable[str]) -> None:
    """:raises UnusableFile: as :func:`read_rows`."""
    with _text_of(source) as (lines, _):
        _header(source, lines, columns)


def columns_of(source: Source) -> list[str]:
    """The names of its columns.

    :raises UnusableFile: as :func:`read_rows`.
    """
    with _text_of(source) as (lines, _):
        return _header(source, lines, ())


def read_rows(source: Source, columns: Iterable[str], progress: Callable[[float], None]) -> Iterator[Row | Refused]:
    """Yield every row of the table, or why it cannot be one.

    :param progress: told from time to time which part of the file was read, 0 to 1.
    :raises UnusableFile: it is missing, unreadable, cut off, not in UTF-8, or lacks some of ``columns``.
    """
    with _text_of(source) as (lines, part):
        header = _header(source, lines, columns)
        while record := lines.take(1):
            if record[0].strip():  # an empty line is no row
                yield _row(source, lines, header, record)
            progress(part())
    progress(1.0)


@contextmanager
def _text_of(source: Source) -> Iterator[tuple["_Lines", Callable[[], float]]]:
    lines = _Lines()
    with (
        _told_plainly(source, lines),
        source.opened() as (raw, part),
        io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text,
    ):
        lines.source = text
        yield lines, part


@contextmanager
def _told_plainly(source: Source, lines: "_Lines") -> Iterator[None]:
    """One line for whatever goes wrong with a file as a whole."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, BadZipFile, zlib.error):
        raise UnusableFile(f"{source} is cut off or damaged after line {lines.number}: fetch it again.") from None
    except UnicodeDecodeError:
        raise UnusableFile(
            f"{source} is not in UTF-8 (somewhere after line {lines.number}): save it as UTF-8."
        ) from None
    except OSError as error:
        raise UnusableFile(f"{source} cannot be read: {error.strerror or error}.") from None


def _unpacked(raw: IO[bytes]) -> Any:
    packed = raw.read(2) == _GZIP
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if packed else raw


class _Lines:
    """The lines of a file, of which some may be looked at before they are taken."""

    def __init__(self) -> None:
        self.source: Iterator[str] = iter(())
        self.number = 0  # of the line taken last
        self._ahead: deque[str] = deque()

    def look(self, count: int) -> list[str]:
        self._ahead.extend(islice(self.source, max(count - len(self._ahead), 0)))
        return list(islice(self._ahead, count))

    def take(self, count: int) -> list[str]:
        taken = self.look(count)
        for _ in taken:
            self._ahead.popleft()
        self.number += len(taken)
        return taken


def _header(source: Source, lines: _Lines, columns: Iterable[str]) -> list[str]:
    first = lines.take(1)
    if not first or not first[0].strip():
        raise UnusableFile(f"{source} is empty.")
    header = [name.strip() for name in _cells(first) or []]
    if missing := [name for name in columns if name not in header]:
        raise UnusableFile(_wrong_columns(source, first[0], missing))
    if twice := next((name for name in header if header.count(name) > 1), None):
        raise UnusableFile(f"{source} has wrong columns: there are two called {twice!r}.")
    return header


def _wrong_columns(source: Source, line: str, missing: list[str]) -> str:
    """All that is wrong at once: who mends one thing at a time fetches a file three times."""
    mark = next((mark for mark in _MARKS if line.count(mark) > line.count(",")), "")
    if mark:
        held = {name.strip().strip('"') for name in line.split(mark)}
        missing = [name for name in missing if name not in held]
        lacks = f" Besides, it lacks {listed(missing)}." if missing else ""
        return f"{source} has wrong columns: they are parted by {_MARKS[mark]}, not by commas.{lacks} {FETCH}"
    return f"{source} has wrong columns: it lacks {listed(missing)}. {FETCH}"


_MARKS = {";": "semicolons", "\t": "tabs", "|": "upright lines"}


def _row(source: Source, lines: _Lines, header: list[str], record: list[str]) -> Row | Refused:
    """A quotation mark left open takes in the lines after it only if that makes a whole row; else it costs one row."""
    line = lines.number
    cells = _cells(record)
    if cells is None or (len(cells) != len(header) and record[0].count('"') % 2):
        following = lines.look(MOST_LINES_OF_A_ROW - 1)
        for count in range(1, len(following) + 1):
            longer = _cells([*record, *following[:count]])
            if longer is not None and len(longer) == len(header) and following[count - 1].count('"') % 2:
                lines.take(count)
                return Row(line, header, longer)
        return Refused(source.name, line, "a quotation mark is never closed")
    if len(cells) != len(header):
        return Refused(source.name, line, f"has {len(cells)} columns, not {len(header)}")
    return Row(line, header, cells)


def _cells(record: list[str]) -> list[str] | None:
    try:
        return next(csv.reader(record), None)
    except csv.Error:  # a cell of more than 131,072 characters
        return None
