"""The studies of a list as records that can be cited."""

from collections.abc import Iterable, Iterator

from evidencehub.catalogue.cited.hub import Hub
from evidencehub.catalogue.cited.record import Record
from evidencehub.catalogue.cited.studies import study_record
from evidencehub.catalogue.downloads.column import StudyRow


def references(rows: Iterable[StudyRow], hub: Hub) -> Iterator[Record]:
    """One for each study; an approach without one, or of which only titles are public, has nothing to cite."""
    for row in rows:
        if row.evaluation and row.study_address:
            yield study_record(row.view, row.evaluation, hub, None)
