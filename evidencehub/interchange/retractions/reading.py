"""The Retraction Watch data as Crossref keeps it: one CSV with a row for each notice. Read as a stream."""

import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from evidencehub.interchange.records.files import UnusableFile
from evidencehub.interchange.retractions.notices import Nature, Notice
from evidencehub.shared.doi import canonical

FETCH = "Fetch the file anew: https://gitlab.com/crossref/retraction-watch-data"
NEEDED = ("Record ID", "Title", "Journal", "RetractionDate", "RetractionDOI", "OriginalPaperDOI", "RetractionNature",
          "Reason")  # fmt: skip
LONGEST_TITLE = 500
LONGEST_CELL = 1_000_000  # characters: names of hundreds of authors are one cell
_TELL_EVERY = 2_000  # rows
_NATURES = {each.value: each for each in Nature if each is not Nature.OTHER}


@dataclass
class Paper:
    """A paper that somebody asked about, with every notice that the file has of it."""

    doi: str
    title: str
    journal: str
    notices: list[Notice] = field(default_factory=list)


@dataclass
class Found:
    papers: dict[str, Paper] = field(default_factory=dict)  # by DOI
    rows: int = 0
    without_doi: int = 0  # rows that say of no DOI whose paper it was
    odd: int = 0  # rows with more or fewer cells than there are columns


def look_up(path: Path, wanted: Collection[str], *, advance: Callable[[float], None]) -> Found:
    """What the file says of these papers. Never more than a row is in memory beside what was found.

    :param wanted: DOIs, canonical.
    :raises UnusableFile: it cannot be read, has other columns, or breaks off.
    """
    found, short = Found(), False
    for cells, columns, done in _rows(path):
        if not any(cell.strip() for cell in cells):
            continue
        found.rows += 1
        short = len(cells) < len(columns)
        if len(cells) != len(columns):
            found.odd += 1
            continue
        row = dict(zip(columns, cells, strict=True))
        doi = canonical(row["OriginalPaperDOI"])
        if not doi:
            found.without_doi += 1
        elif doi in wanted:
            paper = found.papers.setdefault(doi, Paper(doi, _text(row["Title"]), _text(row["Journal"])))
            paper.notices.append(_notice(row))
        if found.rows % _TELL_EVERY == 0:
            advance(done)
    if short:
        raise UnusableFile(f"{path} breaks off in its last row. {FETCH}")
    if not found.rows:
        raise UnusableFile(f"{path} holds no row. {FETCH}")
    advance(1.0)
    return found


def _rows(path: Path) -> Iterator[tuple[list[str], Sequence[str], float]]:
    """The cells of each row, the columns, and how much of the file is read, 0 to 1."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        # A sign that is broken in a name or a note says nothing of the rest.
        with path.open("rb") as raw:
            size = max(path.stat().st_size, 1)
            reader = csv.reader(line.decode("utf-8", "replace") for line in raw)
            columns = [each.strip("\ufeff ") for each in next(reader, [])]
            if missing := [each for each in NEEDED if each not in columns]:
                raise UnusableFile(f"{path} has no column {' or '.join(missing)}: it is another file. {FETCH}")
            for read, cells in enumerate(reader, start=1):
                yield cells, columns, min(raw.tell() / size, 1.0) if read % _TELL_EVERY == 0 else 0.0
    except csv.Error as error:
        raise UnusableFile(f"{path} cannot be read as CSV: {error}. {FETCH}") from None
    except OSError as error:
        raise UnusableFile(f"{path} cannot be read: {error.strerror or error}.") from None
    finally:
        csv.field_size_limit(before)


def _notice(row: dict[str, str]) -> Notice:
    called = _text(row["RetractionNature"])
    return Notice(
        _NATURES.get(called.lower(), Nature.OTHER), called, _day(row["RetractionDate"]),
        canonical(row["RetractionDOI"]), _text(row["Record ID"]),
        tuple(filter(None, (each.strip(" +") for each in row["Reason"].split(";")))),
    )  # fmt: skip


def _day(text: str) -> date | None:
    """ "6/25/2021 0:00": month, day, year."""
    with suppress(ValueError):
        return datetime.strptime(text.split(maxsplit=1)[0], "%m/%d/%Y").date() if text.strip() else None
    return None


def _text(cell: str) -> str:
    return " ".join(cell.split())[:LONGEST_TITLE]
