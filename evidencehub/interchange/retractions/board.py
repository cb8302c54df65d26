"""Papers with notices on the editors' board, beside the cases: one row for each record that names one, in one query."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.authz.told import Who
from evidencehub.interchange.retractions import queries
from evidencehub.review.board import Source
from evidencehub.review.board_rows import BoardRow, Kind
from evidencehub.review.deadlines import Turn

KIND = Kind("retraction", "Notice about a paper", "interchange.retraction", "hit_id")
_TODO = "Read the notice, and decide what readers are told"


def rows(session: Session, _editor_id: UUID | None, now: datetime) -> Iterator[BoardRow]:
    for hit in queries.waiting(session):
        since = max(hit.found_at, hit.paper.changed_at)
        yield BoardRow(
            KIND, hit.id, hit.paper.title or hit.paper.doi, "waiting", hit.paper.standing, since,
            Turn(Who.EDITORS, _TODO, None), now, demo=hit.project.demo,
        )  # fmt: skip


RETRACTIONS = Source(KIND, rows)
