"""Reports of mistakes on the editors' board, beside the cases, in one query."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.feedback.mistakes.models import MistakeReport
from evidencehub.feedback.mistakes.states import MistakeState
from evidencehub.review.board import Source
from evidencehub.review.board_rows import BoardRow, Kind
from evidencehub.review.deadlines import Turn

KIND = Kind("mistake", "Report of a mistake", "feedback.mistake", "report_id")


def rows(session: Session, _editor_id: UUID | None, now: datetime) -> Iterator[BoardRow]:
    """What waits: each is any editor's to answer, as on the desk of reports."""
    query = select(MistakeReport).where(MistakeReport.state == MistakeState.WAITING)
    for made in session.scalars(query.options(joinedload(MistakeReport.project))):
        told = made.state.told
        yield BoardRow(
            KIND, made.id, made.project.name, made.state.value, told.editor.label, made.sent_at,
            Turn(told.turn, told.todo, made.due_at), now, demo=made.project.demo,
        )  # fmt: skip


MISTAKES = Source(KIND, rows)
