"""Later results of studies on the editors' board, beside the cases, in three queries."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.later import queries
from evidencehub.projects.transfers import queries as transfers
from evidencehub.review.board import Source
from evidencehub.review.board_rows import BoardRow, Kind
from evidencehub.review.deadlines import Turn
from evidencehub.review.models import Assignment

KIND = Kind("later", "Later results", "review.later_results", "later_id")


def rows(session: Session, editor_id: UUID | None, now: datetime) -> Iterator[BoardRow]:
    """Without those of this editor's own team and own reviews."""
    graded = set(session.scalars(select(Assignment.submission_id).where(Assignment.reviewer_id == editor_id)))
    own = set(session.scalars(transfers.behind(editor_id)))
    for made in queries.waiting(session):
        if made.submission_id in graded or made.submission.project_id in own:
            continue
        told = made.state.told
        yield BoardRow(
            KIND, made.id, name_sent(made.submission), made.state.value, told.editor.label, made.sent_at,
            Turn(told.turn, told.todo, made.sent_at + timedelta(days=told.days)), now, demo=made.submission.demo,
        )  # fmt: skip


LATER = Source(KIND, rows)
