"""The columns of one segment: what filters, counts, sorting and hits need of its documents, as arrays.

They are derived from the record that Whoosh stores with each document, and kept beside the segment as an ``.npz`` only
because reading 10,000 records one by one takes a web process a good part of a second. A file that is missing or broken
is no loss. Its name begins with the segment's, so Whoosh sweeps both away together.
"""

import json
import os
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
    filters that must hold for the same row are an AND of comparisons. ``*_values`` are sorted UTF-8; ``*_codes`` point
    into them.
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

    def label(self, number: int) -> tuple[str, str, str, str]:
        start = self.label_ends[number - 1] if number else 0
        document, external, project, title = json.loads(self.labels[start : self.label_ends[number]].tobytes())
        return document, external, project, title


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
    """Build the columns from the stored records of one segment, in the order of its documents."""
    ids, lengths, years, certainties, projects, counts, cells, labels = [], [], [], [], [], [], [], []  # type: ignore
    studies: list[bytes] = []
    trait_counts: list[list[int]] = []
    traits: list[bytes] = []
    costs: list[int] = []
    study_counts: list[int] = []
    for text in records:
        held = json.loads(text)
        key, _, project, _ = held["label"]
        before = len(cells)
        cells.extend(_cells(held["rows"], held["source"]))
        counts.append(len(cells) - before)
        ids.append(key.encode())
        projects.append((project or key).encode())
        studies.append((held["study"] or key).encode())
        lengths.append(held["length"])
        years.append(held["year"])
        certainties.append(held["certainty"])
        trait_counts.append([len(values) for values in held["traits"]])
        traits += [f"{trait}:{value}".encode() for trait, values in enumerate(held["traits"]) for value in values]
        costs.append(held["cost"])
        study_counts.append(held["studies"])
        labels.append(json.dumps(held["label"], ensure_ascii=False).encode(errors="backslashreplace"))
    project_values, project_codes = np.unique(np.array(projects, dtype=np.bytes_), return_inverse=True)
    study_values, study_codes = np.unique(np.array(studies, dtype=np.bytes_), return_inverse=True)
    table = np.array(cells, dtype=np.bytes_).reshape(-1, len(CELL_FACETS)).T
    cell_values, cell_codes = np.unique(table, return_inverse=True)
    trait_values, trait_codes = np.unique(np.array(traits, dtype=np.bytes_), return_inverse=True)
    return Columns(
        ids=np.array(ids, dtype=np.bytes_),
        lengths=np.array(lengths, dtype=np.int64),
        years=np.array(years, dtype=np.int64),
        certainties=np.array(certainties, dtype=np.int64),
        project_values=project_values,
        project_codes=project_codes.astype(np.int32),
        study_values=study_values,
        study_codes=study_codes.astype(np.int32),
        cell_counts=np.array(counts, dtype=np.int64),
        cell_values=cell_values,
        cell_codes=cell_codes.astype(np.int32).reshape(len(CELL_FACETS), -1),
        trait_counts=np.array(trait_counts, dtype=np.int64).reshape(-1, len(TRAITS)),
        trait_values=trait_values,
        trait_codes=trait_codes.astype(np.int32),
        costs=np.array(costs, dtype=np.int64),
        study_counts=np.array(study_counts, dtype=np.int64),
        labels=np.frombuffer(b"".join(labels), dtype=np.uint8),
        label_ends=np.cumsum([len(label) for label in labels], dtype=np.int64),
    )


def _cells(rows: list[list[Any]], source: str) -> Iterator[list[bytes]]:
    for row in rows or [["" for _ in ROW_FACETS]]:
        choices = [(value or [""]) if isinstance(value, list) else [value] for value in row]
        for values in product(*choices, [source]):
            yield [f"{facet}:{value}".encode() for facet, value in enumerate(values)]


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
