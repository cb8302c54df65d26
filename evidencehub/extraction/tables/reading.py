"""The side that is trusted: what a file may be, having it read in a child, and checking what comes back."""

import json
import logging
import os
from typing import Any

from evidencehub.extraction.limits import State
from evidencehub.extraction.process import GaveUp, ReaderUnavailable, output_of
from evidencehub.extraction.reading import scrub
from evidencehub.extraction.tables.table import (
    CELL_CHARACTERS,
    COLUMNS,
    GUESSED_LETTERS,
    HIDDEN,
    LONG,
    MERGED,
    OUTPUT_BYTES,
    READING,
    ROWS,
    SHEETS,
    WIDE,
    Found,
    Line,
    NotATable,
    Sheet,
)
from evidencehub.extraction.tables.text import lines_of
from evidencehub.shared.filetypes import CSV, TEXT, XLSX, is_in_another_encoding, is_old_office, kind_of, refusal

log = logging.getLogger(__name__)

NO_TABLE = "There is no table in it: no row has two cells. Choose another file, or copy the table and paste it"
_SAVE_AS = "Save it as an Excel workbook (.xlsx) or as CSV and choose that, or copy the table and paste it below"
LONG_CELL = (
    f"Row {{number}} has a cell of more than {CELL_CHARACTERS:,} characters. Shorten it: a result is a few words"
)
_WHY = {
    State.ENCRYPTED: "This file is locked with a password. Save a copy without the password and choose that",
    State.TOO_LARGE: "This file is too large for us to read when unpacked. Copy the rows of your results into a new "
    "workbook and choose that, or paste them",
    State.TIMED_OUT: "This file took too long to read, so we stopped. Copy the rows of your results into a new "
    "workbook and choose that, or paste them",
}
_BROKEN = "We could not read this file: it is damaged or incomplete. Open it in Excel, save a new copy and choose that"


def read_file(path: str | os.PathLike[str]) -> Found:
    """The sheets of the file at ``path``.

    :raises NotATable: it is of another kind, damaged, locked, too large, or holds no table.
    :raises ReaderUnavailable: the child cannot run here.
    """
    kind = kind_of(path)
    if kind is None and is_in_another_encoding(path):
        kind = CSV
    if kind is None:
        raise NotATable(_refused(path))
    if kind not in {XLSX, CSV, TEXT}:
        raise NotATable(f"This file is a “{kind.label}”, and no table. Open it, copy the table and paste it below")
    try:
        output = output_of("evidencehub.extraction.tables.child", path, kind, READING, OUTPUT_BYTES)
    except GaveUp as error:
        raise NotATable(_WHY.get(error.state, _BROKEN)) from None
    return _checked(output)


def read_pasted(text: str) -> Found:
    """:raises NotATable: it is none."""
    return _with_rows([("", list(lines_of(text)))], [])


def _refused(path: str | os.PathLike[str]) -> str:
    """What is said of a file of no kind that the hub takes, with a way out that fits a table."""
    if is_old_office(path):
        return "This is an old Office file. If it is from Excel, save it as an Excel workbook (.xlsx) and choose that"
    why = refusal(path)
    if why.startswith("This is a web page"):
        return "This is a web page. Copy the table from it and paste it below"
    if why.startswith(("This file is empty", "This file is locked", "This workbook holds macros")):
        return why.removesuffix(".")
    return f"This is none of the tables that we can read. {_SAVE_AS}"


def _checked(output: bytes) -> Found:
    """Believe nothing: a hostile file may have taken the child over."""
    try:
        said = json.loads(output)
        if said.get("state") == "unavailable":
            raise ReaderUnavailable(str(said.get("reason", ""))[:500])
        state = State(said["state"])
        if state is not State.TEXT:
            raise NotATable(_WHY.get(state, _BROKEN))
        sheets = [(scrub(str(sheet["name"]))[:100], _lines(sheet["rows"])) for sheet in said["sheets"][:SHEETS]]
        flags = ((HIDDEN, "is_hidden"), (MERGED, "is_merged"), (GUESSED_LETTERS, "is_guessed"))
        notes = [words for words, name in flags if said.get(name) is True]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        log.warning("extraction: the answer about a table made no sense")
        raise NotATable(_BROKEN) from None
    return _with_rows(sheets, notes)


def _lines(rows: Any) -> list[Line]:
    """:raises ValueError: there are more than an honest child says, or they are no rows."""
    if len(rows) > ROWS + 1:
        raise ValueError("too many rows")
    return [Line(int(number), tuple(scrub(str(cell)) for cell in cells[: COLUMNS + 1])) for number, cells in rows]


def _with_rows(sheets: list[tuple[str, list[Line]]], notes: list[str]) -> Found:
    kept = list[Sheet]()
    too_long = [name for name, lines in sheets if len(lines) > ROWS]
    for name, lines in sheets:
        if name in too_long or not any(sum(map(bool, line.cells)) > 1 for line in lines):
            continue
        if long := next((line for line in lines if any(len(cell) > CELL_CHARACTERS for cell in line.cells)), None):
            raise NotATable(LONG_CELL.format(number=long.number))
        if any(len(line.cells) > COLUMNS and line.cells[COLUMNS] for line in lines):
            notes.append(WIDE.format(name=name or "The table", most=COLUMNS))
        kept.append(Sheet(name, tuple(Line(line.number, line.cells[:COLUMNS]) for line in lines)))
    notes += [LONG.format(name=name, most=ROWS) for name in too_long if name]
    if not kept and too_long:
        raise NotATable(
            f"It has more than {ROWS:,} rows, and a row is one result. If it is a list of people, keep it: we only "
            "take what your report says of all of them"
        )
    if not kept:
        raise NotATable(NO_TABLE)
    return Found(tuple(kept), tuple(notes))
