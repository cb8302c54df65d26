"""Tables as plain text: a row is a line, as in tables of Word."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from evidencehub.extraction import messages
from evidencehub.extraction.limits import Limits
from evidencehub.extraction.reading import Reading, add_pages, clean, in_parts
from evidencehub.shared.filetypes import is_table

_LOOKED_AT = 20  # lines, as for telling what the file is


def read_csv(stream: BinaryIO, limits: Limits) -> Reading:
    reading = Reading(notes=[messages.TABLE_PARTS])
    text = stream.read(4 * limits.characters + 4).decode("utf-8-sig", errors="replace")  # 4 bytes a character at most
    add_pages(reading, in_parts(_rows(text)), limits)
    return reading


def _rows(text: str) -> Iterator[str]:
    delimiter = is_table(text.splitlines(keepends=True)[:_LOOKED_AT]) or ","
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield row_in_words(row)
    except csv.Error:  # a stray sign further down: the rest is not worth losing the beginning for
        return


def row_in_words(cells: list[str]) -> str:
    return " | ".join(" ".join(clean(cell).split()) for cell in cells).rstrip(" |")
