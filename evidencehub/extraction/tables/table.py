"""What comes out of a file that holds a table, and how much of one is read."""

from dataclasses import dataclass

from evidencehub.extraction.limits import MIB, Limits

ROWS = 1_000  # that hold something; a sheet with more is a list of something else than results
COLUMNS = 60
CELL_CHARACTERS = 1_000
SHEETS = 20
FILE_BYTES = 10 * MIB
READING = Limits(seconds=20.0, uncompressed_bytes=100 * MIB)  # somebody waits for the next page
OUTPUT_BYTES = 24 * MIB

FORMULA = "[formula: no value]"  # the program that wrote the file did not work it out
LONG = "“{name}” has more than {most:,} rows, so it holds more than results: we left that sheet out"
WIDE = "“{name}” has more than {most} columns: we left those beyond out"
HIDDEN = "Hidden sheets, rows and columns are left out"
MERGED = "Merged cells: each of their rows and columns has got what stands in them"
GUESSED_LETTERS = "The file does not say how its letters are kept. Look whether é, £ and the like are right"


class NotATable(Exception):
    """Nothing can be read from the file; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int  # of the row, as the person's own program counts
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that hold something. ``name`` is "" where there is only one."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Found:
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()  # what was left out or filled in, for the person to know
