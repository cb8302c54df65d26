"""What a team brings as a table of results: a file that a child reads, or what was pasted, short enough to go along."""

import tempfile
from threading import BoundedSemaphore

from werkzeug.datastructures import FileStorage

from evidencehub.extraction.tables.reading import read_file, read_pasted
from evidencehub.extraction.tables.table import FILE_BYTES, Found, NotATable
from evidencehub.projects.pages.table_forms import carried
from evidencehub.projects.sheets.cells import MOST_ROWS
from evidencehub.projects.sheets.headings import table_of
from evidencehub.shared.db import db, release

# A file holds a thread of this process while a child reads it: others are left for everybody else's pages.
READING, _WAIT_SECONDS = BoundedSemaphore(2), 3.0
_MOST_CHARACTERS = 300_000  # of a table that goes along in the pages


def found_in(upload: FileStorage | None, pasted: str) -> Found:
    """:raises NotATable: nothing was brought, both were, or it cannot be read."""
    if upload is not None and pasted.strip():
        raise NotATable("Choose a file or paste a table, not both: we cannot tell which you mean")
    if upload is None:
        if not pasted.strip():
            raise NotATable("Choose a file above, or paste a table here")
        return read_pasted(pasted)
    release(db.session)
    if not READING.acquire(timeout=_WAIT_SECONDS):
        raise NotATable("Several tables are being read at this moment. Choose the file again in a minute")
    try:
        return _read(upload)
    finally:
        READING.release()


def _read(upload: FileStorage) -> Found:
    with tempfile.NamedTemporaryFile(prefix="evidencehub-table-") as file:
        size = 0
        while chunk := upload.stream.read(1024 * 1024):
            size += len(chunk)
            if size > FILE_BYTES:
                raise NotATable("This file is larger than 10 MB. Copy the rows of your results and paste them below")
            file.write(chunk)
        file.flush()
        return read_file(file.name)


def shortened(found: Found) -> Found:
    """Without sheets that hold more rows than results. :raises NotATable: nothing is left."""
    short = tuple(each for each in found.sheets if 0 < len(table_of(each).lines) <= MOST_ROWS)
    longest = max(len(table_of(each).lines) for each in found.sheets)
    if not short and longest:
        raise NotATable(
            f"It has {longest:,} rows below its headings. A row is one result, and we take {MOST_ROWS} at a time. "
            "If its rows are people, keep it: we only take what your report says of all of them"
        )
    if not short:
        raise NotATable("There is a row of headings and nothing below it. Put each result in a row of its own")
    left = [f"“{each.name}” has more than {MOST_ROWS} rows: left out" for each in found.sheets
            if each not in short and table_of(each).lines]  # fmt: skip
    kept = Found(short, (*found.notes, *left))
    if len(carried(kept)) > _MOST_CHARACTERS:
        raise NotATable("There is too much text in it. Copy the rows of your results alone, and paste them below")
    return kept
