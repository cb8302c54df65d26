"""Numbers for values (projects, outcomes, tiers ...) that hold for all segments of one index folder."""

from collections.abc import Sequence

import numpy as np

from evidencehub.search.columns import Codes, facet_and_value
from evidencehub.search.contract import CELL_FACETS, FACETS, TRAITS
from evidencehub.search.segment import Segment


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
        self._of_segments: dict[str, tuple[Codes, Codes, Codes, Codes]] = {}

    def project_codes(self, segment: Segment) -> Codes:
        return self._translated(segment)[0]

    def study_codes(self, segment: Segment) -> Codes:
        return self._translated(segment)[1]

    def cell_codes(self, segment: Segment) -> Codes:
        """Return facets x cells."""
        return self._translated(segment)[2]

    def trait_codes(self, segment: Segment) -> Codes:
        """Return all values of all documents, as the segment's columns have them."""
        return self._translated(segment)[3]

    def keep_only(self, segments: list[Segment]) -> None:
        names = {segment.name for segment in segments}
        self._of_segments = {name: codes for name, codes in self._of_segments.items() if name in names}

    def _translated(self, segment: Segment) -> tuple[Codes, Codes, Codes, Codes]:
        found = self._of_segments.get(segment.name)
        if found is None:
            columns = segment.columns
            projects = [self.projects.code(value) for value in columns.project_values.tolist()]
            studies = [self._studies.code(value) for value in columns.study_values.tolist()]
            values = self._values(CELL_FACETS, columns.cell_values.tolist())
            traits = self._values(TRAITS, columns.trait_values.tolist())
            found = (
                np.array(projects, dtype=np.int32)[columns.project_codes],
                np.array(studies, dtype=np.int32)[columns.study_codes],
                np.array(values, dtype=np.int32)[columns.cell_codes],
                np.array(traits, dtype=np.int32)[columns.trait_codes],
            )
            self._of_segments[segment.name] = found
        return found

    def _values(self, names: Sequence[str], held: Sequence[bytes]) -> list[int]:
        """The codes of values that a segment keeps after the numbers of their facets."""
        return [self.facets[names[facet]].code(value) for facet, value in map(facet_and_value, held)]
