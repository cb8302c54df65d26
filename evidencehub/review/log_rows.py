"""Entries of learning logs on the editors' board, beside the cases, in two queries."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects.learning import queries
from evidencehub.review.board import Source
from evidencehub.review.board_rows import BoardRow, Kind
from evidencehub.review.deadlines import Turn

KIND = Kind("log", "Entry of a learning log", "review.log_entry", "log_version_id")


def rows(session: Session, _editor_id: UUID | None, now: datetime) -> Iterator[BoardRow]:
    """What waits and may become public now: each is for any editor who is not in its team."""
    for made in queries.waiting(session):
        told = made.state.told
        yield BoardRow(
            KIND, made.id, made.project_name, made.state.value, told.editor.label, made.sent_at,
            Turn(told.turn, told.todo, made.sent_at + timedelta(days=told.days)), now, demo=made.entry.project.demo,
        )  # fmt: skip


LOG_ENTRIES = Source(KIND, rows)
