"""Later results of studies on the editors' board, beside the cases, in one query."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.later import queries
from evidencehub.review.board import Source
from evidencehub.review.board_rows import BoardRow, Kind
from evidencehub.review.deadlines import Turn

KIND = Kind("later", "Later results", "review.later_results", "later_id")


def rows(session: Session, _editor_id: UUID | None, now: datetime) -> Iterator[BoardRow]:
    """What waits: each is for any editor without a conflict of interest."""
    for made in queries.waiting(session):
        told = made.state.told
        yield BoardRow(
            KIND, made.id, name_sent(made.submission), made.state.value, told.editor.label, made.sent_at,
            Turn(told.turn, told.todo, made.sent_at + timedelta(days=told.days)), now, demo=made.submission.demo,
        )  # fmt: skip


LATER = Source(KIND, rows)
