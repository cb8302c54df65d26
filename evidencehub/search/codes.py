"""Numbers for values (projects, outcomes, tiers ...) that hold for all segments of one index folder."""

from collections.abc import Sequence

import numpy as np

from evidencehub.search.columns import Codes, Columns, facet_and_value
from evidencehub.search.contract import CELL_FACETS, FACETS, TRAITS


class Codebook:
    """Gives each new value the next number and never takes one back; a rebuild starts anew."""

    def __init__(self) -> None:
        self._codes: dict[bytes, int] = {}
        self.values: list[str] = []

    def code(self, value: bytes) -> int:
        code = self._codes.get(value)
        if code is None:
            code = self._codes[value] = len(self.values)
            self.values.append(value.decode())
        return code

    def find(self, value: str) -> int | None:
        return self._codes.get(value.encode(errors="replace"))

    def __len__(self) -> int:
        return len(self.values)


class Books:
    """The codebooks of one folder. Written to only while a snapshot is put together, by one thread at a time."""

    def __init__(self) -> None:
        self.projects = Codebook()
        self._studies = Codebook()
        self.facets = {facet: Codebook() for facet in FACETS}

    def project_codes(self, columns: Columns) -> Codes:
        return _translated(
            [self.projects.code(value) for value in columns.project_values.tolist()], columns.project_codes
        )

    def study_codes(self, columns: Columns) -> Codes:
        return _translated([self._studies.code(value) for value in columns.study_values.tolist()], columns.study_codes)

    def cell_codes(self, columns: Columns) -> Codes:
        """Return facets x cells."""
        return _translated(self._values(CELL_FACETS, columns.cell_values.tolist()), columns.cell_codes)

    def trait_codes(self, columns: Columns) -> Codes:
        """Return all values of all documents, as the segment's columns have them."""
        return _translated(self._values(TRAITS, columns.trait_values.tolist()), columns.trait_codes)

    def _values(self, names: Sequence[str], held: Sequence[bytes]) -> list[int]:
        """The codes of values that a segment keeps after the numbers of their facets."""
        return [self.facets[names[facet]].code(value) for facet, value in map(facet_and_value, held)]


def _translated(codes: list[int], held: Codes) -> Codes:
    """What a segment's own codes are in the book."""
    return np.array(codes, dtype=np.int32)[held]
