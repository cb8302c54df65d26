"""Appeals on the editors' board, beside the cases, in a fixed number of queries."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Person
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.transfers import queries as transfers
from evidencehub.review.appeals.stepping import due_at
from evidencehub.review.board import Source
from evidencehub.review.board_rows import BoardRow, Kind
from evidencehub.review.deadlines import Turn
from evidencehub.review.models import Assignment

KIND = Kind("appeal", "Appeal", "review.case_appeal", "submission_id")


def rows(session: Session, editor_id: UUID | None, now: datetime) -> Iterator[BoardRow]:
    """What is under way; without what is about this editor's own team, and what they were asked to grade."""
    theirs = select(Assignment.submission_id).where(Assignment.reviewer_id == editor_id)
    own = transfers.behind(editor_id)
    query = (
        select(Appeal, Person.name)
        .join(Submission, Submission.id == Appeal.submission_id)
        .join(Project, Project.id == Submission.project_id)
        .outerjoin(Person, (Person.id == Appeal.editor_id) & Person.is_editor & Person.is_active)
        .where(
            Appeal.state.in_([state for state in AppealState if state.is_with_editors]),
            Submission.id.not_in(theirs),
            Project.id.not_in(own),
        )
        .options(joinedload(Appeal.submission).joinedload(Submission.frozen))
    )
    for appeal, editor in session.execute(query):
        told, submission = appeal.state.told, appeal.submission
        yield BoardRow(
            KIND, submission.id, name_sent(submission), appeal.state.value, told.editor.label, appeal.state_since,
            Turn(told.turn, told.todo, due_at(appeal)), now, demo=submission.demo,
            owner_id=appeal.editor_id if editor else None, owner=editor or "",
        )  # fmt: skip


APPEALS = Source(KIND, rows)
