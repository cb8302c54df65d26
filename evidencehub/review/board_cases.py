"""The cases on the editors' board.

Left out are those of an editor's own team and those that they were asked to grade: whose turn it is would tell them how
far the reviewers are, and that they differ. Of a case on which they have another conflict of interest they read what
its page tells them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Person
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.frozen.of_many import names_sent
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.questions import queries as questions
from evidencehub.projects.states import Column, SubmissionState
from evidencehub.projects.transfers import queries as transfers
from evidencehub.review import may_run
from evidencehub.review.board_rows import CASE, BoardRow
from evidencehub.review.corrections import queries as corrections
from evidencehub.review.deadlines import Turn, turn, turn_of_state
from evidencehub.review.models import Assignment
from evidencehub.shared.errors import HubError
from evidencehub.standards.files.loading import load_standard

RECENT = 10


def open_rows(session: Session, *, editor_id: UUID | None, now: datetime) -> Iterator[BoardRow]:
    """All that are under way, still without names: these lie in the frozen texts, which only a page's are read of.

    One that is public stands there too while a fact that its team says is wrong waits for an editor.
    """
    under_way = Submission.state.in_([each for each in SubmissionState if each.is_under_way])
    is_open = of_others(editor_id).where(or_(under_way, Submission.id.in_(corrections.with_waiting())))
    found = list(session.scalars(is_open))
    ids = [case.id for case in found]
    seats, asked = _assignments(session, ids), questions.waiting(session, ids)
    facts = corrections.waiting(session, ids)
    owners = _editors(session, {case.owner_id for case in found if case.owner_id})
    titles = {standard_id: _title(standard_id) for standard_id in {case.standard_id for case in found}}
    turns = {case.id: turn(case, seats.get(case.id, []), asked.get(case.id), facts.get(case.id)) for case in found}
    telling = [case.id for case in found if turns[case.id] != turn_of_state(case)]
    open_to = may_run.of_these(session, editor_id, telling) if telling else frozenset()
    for case in found:
        whose = turns[case.id] if case.id in open_to else turn_of_state(case)
        row = _row(case, whose, owners, now)
        yield replace(row, standard_label=titles[case.standard_id])


def named(session: Session, rows: Sequence[BoardRow]) -> tuple[BoardRow, ...]:
    """The same rows, cases with their names."""
    ids = [row.id for row in rows if row.kind is CASE]
    names = names_sent(session, ids)
    return tuple(replace(row, project=names.get(row.id, row.project)) for row in rows)


def over(session: Session, *, editor_id: UUID | None, now: datetime) -> Iterator[BoardRow]:
    """The last few that are over, the newest first."""
    ended = [state for state in SubmissionState if state.column is Column.OVER]
    query = of_others(editor_id).where(Submission.state.in_(ended)).options(joinedload(Submission.frozen))
    query = query.order_by(Submission.state_since.desc(), Submission.id).limit(RECENT)
    for case in session.scalars(query):
        yield replace(_row(case, turn_of_state(case), {}, now), project=name_sent(case))


def of_others(editor_id: UUID | None) -> Select[Submission]:
    """Submissions that are neither of this editor's team nor theirs to grade."""
    theirs = select(Assignment.submission_id).where(Assignment.reviewer_id == editor_id)
    own = transfers.behind(editor_id)
    return select(Submission).join(Project).where(Submission.id.not_in(theirs), Project.id.not_in(own))


def _row(case: Submission, whose: Turn, owners: Mapping[UUID, str], now: datetime) -> BoardRow:
    return BoardRow(
        CASE, case.id, "", case.state.value, case.state.told.editor.label, case.state_since,
        whose, now, demo=case.demo, standard=case.standard_id, owner_id=case.owner_id,
        owner=owners.get(case.owner_id, "") if case.owner_id else "",
    )  # fmt: skip


def _title(standard_id: str) -> str:
    try:
        return load_standard(standard_id).title
    except HubError:  # its files are broken, or gone
        return standard_id


def _editors(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of those of them who are editors still."""
    query = select(Person.id, Person.name).where(Person.id.in_(ids), Person.is_editor, Person.is_active)
    return {key: name for key, name in session.execute(query)}


def _assignments(session: Session, cases: Sequence[UUID]) -> dict[UUID, list[Assignment]]:
    found: dict[UUID, list[Assignment]] = {}
    query = select(Assignment).where(Assignment.submission_id.in_(cases))
    query = query.order_by(Assignment.assigned_at, Assignment.id)
    for assignment in session.scalars(query):
        found.setdefault(assignment.submission_id, []).append(assignment)
    return found
