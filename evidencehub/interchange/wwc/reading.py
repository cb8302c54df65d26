"""Reading a CSV file of the clearinghouse, plain or gzipped, row by row: memory holds one row at a time.

What is wrong with one row is told with its line, and the rest goes on; what is wrong with the file ends the reading.
"""

import csv
import gzip
import hashlib
import io
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from evidencehub.shared.errors import HubError

_GZIP = b"\x1f\x8b"
MOST_LINES_OF_A_ROW = 20


class UnusableFile(HubError):
    """The file as a whole cannot be read; the message is one plain line that names it."""


@dataclass(frozen=True, slots=True)
class Row:
    line: int  # where it begins, 1 for the header
    given: dict[str, str]  # by column, as it stands in the file


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that stays out, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.reason}"


def plain_name(path: Path) -> str:
    """The name of the table: "Findings.csv" also where the file is gzipped, since lines are counted unpacked."""
    return path.name.removesuffix(".gz")


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_rows(path: Path, columns: Iterable[str], progress: Callable[[float], None]) -> Iterator[Row | Refused]:
    """Yield every row of the file, or why it cannot be one.

    :param progress: told from time to time which part of the file was read, 0 to 1.
    :raises UnusableFile: it is missing, unreadable, cut off, not in UTF-8, or lacks one of ``columns``.
    """
    lines = _Lines()
    try:
        with path.open("rb") as raw:
            size = max(path.stat().st_size, 1)
            with io.TextIOWrapper(_unpacked(raw), encoding="utf-8-sig", newline="") as text:
                lines.source = text
                header = _header(path, lines, columns)
                while record := lines.take(1):
                    if record[0].strip():  # an empty line is no row
                        yield _row(path, lines, header, record)
                    progress(raw.tell() / size)
        progress(1.0)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise UnusableFile(f"{path} is cut off or damaged after line {lines.number}: fetch it again.") from None
    except UnicodeDecodeError:
        raise UnusableFile(f"{path} is not in UTF-8 (somewhere after line {lines.number}): save it as UTF-8.") from None
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror or error}.") from None


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


def _header(path: Path, lines: _Lines, columns: Iterable[str]) -> list[str]:
    first = lines.take(1)
    if not first or not first[0].strip():
        raise UnusableFile(f"{path} is empty.")
    header = [name.strip() for name in _cells(first) or []]
    if missing := [name for name in columns if name not in header]:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise UnusableFile(f"{path} has wrong columns: there is no {missing[0]}{more}.")
    if twice := next((name for name in header if header.count(name) > 1), None):
        raise UnusableFile(f"{path} has wrong columns: there are two called {twice!r}.")
    return header


def _row(path: Path, lines: _Lines, header: list[str], record: list[str]) -> Row | Refused:
    """A quotation mark left open takes in the lines after it only if that makes a whole row; else it costs one row."""
    line = lines.number
    cells = _cells(record)
    if cells is None or (len(cells) != len(header) and record[0].count('"') % 2):
        following = lines.look(MOST_LINES_OF_A_ROW - 1)
        for count in range(1, len(following) + 1):
            longer = _cells([*record, *following[:count]])
            if longer is not None and len(longer) == len(header) and following[count - 1].count('"') % 2:
                lines.take(count)
                return Row(line, dict(zip(header, longer, strict=True)))
        return Refused(plain_name(path), line, "a quotation mark is never closed")
    if len(cells) != len(header):
        return Refused(plain_name(path), line, f"has {len(cells)} columns, not {len(header)}")
    return Row(line, dict(zip(header, cells, strict=True)))


def _cells(record: list[str]) -> list[str] | None:
    try:
        return next(csv.reader(record), None)
    except csv.Error:  # a cell of more than 131,072 characters
        return None
