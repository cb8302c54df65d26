"""The columns of one segment: what filters, counts, sorting and hits need of its documents, as arrays.

They are derived from the record that Whoosh stores with each document, and kept beside the segment as an ``.npz`` only
because reading 10,000 records one by one takes a web process a good part of a second. A file that is missing or broken
is no loss. Its name begins with the segment's, so Whoosh sweeps both away together.
"""

import json
import os
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.contract import CELL_FACETS, ROW_FACETS, TRAITS, Document

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
NO_YEAR = 0
NO_COST = 2**31 - 1  # so that what costs nothing known comes last


@dataclass(frozen=True)
class Columns:
    """One entry for each document of the segment, deleted ones too, unless told otherwise.

    A *cell* is a row of a document with one of its outcomes and one of its populations: with every value single,
    filters that must hold for the same row are an AND of comparisons. ``*_values`` are UTF-8; ``*_codes`` point into
    them.
    """

    ids: NDArray[np.bytes_]
    lengths: Ints  # words, the title counted twice
    years: Ints
    certainties: Ints
    project_values: NDArray[np.bytes_]
    project_codes: Codes
    study_values: NDArray[np.bytes_]
    study_codes: Codes
    cell_counts: Ints
    cell_values: NDArray[np.bytes_]  # of all facets, each value after the number of its facet: b"1:graded-3"
    cell_codes: Codes  # facets x cells
    trait_counts: Ints  # documents x traits: how many values each has
    trait_values: NDArray[np.bytes_]  # as those of cells, with the number of the trait
    trait_codes: Codes  # all values of all documents, in the order of the counts
    costs: Ints
    study_counts: Ints
    labels: NDArray[np.uint8]  # JSON [id, external id, project, title] of all documents, end to end
    label_ends: Ints

    @property
    def only_labels(self) -> "Labels":
        return Labels(self.ids, self.labels, self.label_ends)


@dataclass(frozen=True)
class Labels:
    """What the columns say of single documents; all else is joined with that of other segments and let go."""

    ids: NDArray[np.bytes_]
    _json: NDArray[np.uint8]
    _ends: Ints

    def json(self, number: int) -> bytes:
        """Return id, external id, project and title of a document, as a list in JSON."""
        start = self._ends[number - 1] if number else 0
        return self._json[start : self._ends[number]].tobytes()


def record(document: Document, length: int) -> str:
    """Return what Whoosh stores for a document whose combined field is ``length`` words long."""
    rows = [[getattr(row, facet) for facet in ROW_FACETS] for row in document.rows]
    return json.dumps(
        {
            "label": [document.id, document.external_id, document.project, document.title],
            "length": length,
            "year": document.year or NO_YEAR,
            "certainty": document.certainty,
            "source": document.source,
            "study": document.study,
            "rows": rows,
            "traits": [list(getattr(document.traits, trait)) for trait in TRAITS],
            "cost": NO_COST if document.cost is None else document.cost,
            "studies": document.studies,
            "digest": document.digest,
        },
        separators=(",", ":"),
    )


def of_records(records: Iterable[str]) -> Columns:
    """Build the columns from the stored records of one segment, in the order of its documents.

    What Python holds of a record while the next is read are numbers in arrays, its id and its label.
    """
    lengths, years, certainties, counts, label_ends = (array("q") for _ in range(5))
    trait_counts, costs, study_counts = (array("q") for _ in range(3))
    project_codes, study_codes, cell_codes, trait_codes = (array("i") for _ in range(4))
    projects, studies, cell_values, trait_values = (_Codes() for _ in range(4))
    ids: list[bytes] = []
    labels = bytearray()
    for text in records:
        held = json.loads(text)
        key, _, project, _ = held["label"]
        before = len(cell_codes)
        for cell in _cells(held["rows"], held["source"]):
            cell_codes.extend([cell_values[each] for each in enumerate(cell)])
        counts.append((len(cell_codes) - before) // len(CELL_FACETS))
        ids.append(key.encode())
        project_codes.append(projects[project or key])
        study_codes.append(studies[held["study"] or key])
        lengths.append(held["length"])
        years.append(held["year"])
        certainties.append(held["certainty"])
        trait_counts.extend(map(len, held["traits"]))
        trait_codes.extend(trait_values[each] for each in _numbered(held["traits"]))
        costs.append(held["cost"])
        study_counts.append(held["studies"])
        labels += json.dumps(held["label"], ensure_ascii=False).encode(errors="backslashreplace")
        label_ends.append(len(labels))
    return Columns(
        ids=np.array(ids, dtype=np.bytes_),
        lengths=np.array(lengths),
        years=np.array(years),
        certainties=np.array(certainties),
        project_values=_values(projects),
        project_codes=np.array(project_codes),
        study_values=_values(studies),
        study_codes=np.array(study_codes),
        cell_counts=np.array(counts),
        cell_values=_values(f"{facet}:{value}" for facet, value in cell_values),
        cell_codes=np.ascontiguousarray(np.array(cell_codes).reshape(-1, len(CELL_FACETS)).T),
        trait_counts=np.array(trait_counts).reshape(-1, len(TRAITS)),
        trait_values=_values(f"{trait}:{value}" for trait, value in trait_values),
        trait_codes=np.array(trait_codes),
        costs=np.array(costs),
        study_counts=np.array(study_counts),
        labels=np.frombuffer(bytes(labels), dtype=np.uint8),
        label_ends=np.array(label_ends),
    )


class _Codes(dict[Any, int]):
    """A number for each value, in the order in which they are met."""

    def __missing__(self, value: Any) -> int:
        code = self[value] = len(self)
        return code


def _values(values: Iterable[str]) -> NDArray[np.bytes_]:
    return np.array([value.encode() for value in values], dtype=np.bytes_)


def _numbered(lists: list[list[str]]) -> Iterator[tuple[int, str]]:
    """Each value with the number of its list."""
    return ((number, value) for number, values in enumerate(lists) for value in values)


def _cells(rows: list[list[Any]], source: str) -> Iterator[tuple[str, ...]]:
    for row in rows or [["" for _ in ROW_FACETS]]:
        yield from product(*((value or [""]) if isinstance(value, list) else [value] for value in row), [source])


def facet_and_value(cell_value: bytes) -> tuple[int, bytes]:
    """Take an entry of ``cell_values`` apart into the number of its facet and the value."""
    facet, _, value = cell_value.partition(b":")
    return int(facet), value


def save(columns: Columns, path: Path) -> None:
    """Write the file whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        np.savez(file, **{each.name: getattr(columns, each.name) for each in fields(Columns)})
    os.replace(partial, path)


def load(path: Path) -> Columns | None:
    """Return the columns, or None when the file is missing or broken."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Columns(**{name: arrays[name] for name in arrays.files})
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        return None
