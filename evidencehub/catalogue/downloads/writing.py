"""Rows as CSV and as JSON, a piece at a time."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from evidencehub.catalogue.downloads.column import Column, Row, StudyRow, as_dict
from evidencehub.catalogue.downloads.gathering import results_of
from evidencehub.catalogue.downloads.result_columns import RESULTS
from evidencehub.catalogue.downloads.study_columns import STUDIES, WHERE_FROM, WHICH
from evidencehub.shared.spreadsheets import UTF8_MARK, in_a_cell

PIECE = 32_768  # characters, at least, that are sent at once
_OF_EACH_STUDY = frozenset(column.name for column in (*WHICH, *WHERE_FROM))


def as_csv(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> Iterator[str]:
    """A line of names, then a line for each row."""
    piece = io.StringIO()
    piece.write(UTF8_MARK)
    writer = csv.writer(piece)
    writer.writerow(column.name for column in columns)
    for row in rows:
        writer.writerow(in_a_cell(column.value(row)) for column in columns)
        if piece.tell() > PIECE:
            yield piece.getvalue()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue()


def as_json(about: Mapping[str, Any], rows: Iterable[StudyRow]) -> Iterator[str]:
    """One object: what this is, and the studies with their results. Names and values are those of the CSV files."""
    yield json.dumps(about, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "studies": ['
    apart = "\n"
    for row in rows:
        record: dict[str, Any] = as_dict(STUDIES, row)
        record["results"] = [
            {name: value for name, value in as_dict(RESULTS, result).items() if name not in _OF_EACH_STUDY}
            for result in results_of(row)
        ]
        yield apart + json.dumps(record, ensure_ascii=False, default=date.isoformat)
        apart = ",\n"
    yield "\n]}\n"
