"""Which of many cases an editor may act on, asked at once: as ``access.case_facts`` says of one."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.queries import actor_for, person_with_teams
from evidencehub.projects.frozen.keeping import is_whole
from evidencehub.projects.models import Submission
from evidencehub.review import conflicts, ruled
from evidencehub.review.models import Assignment
from evidencehub.review.queries import with_frozen_texts


def of_these(session: Session, editor_id: UUID | None, case_ids: Iterable[UUID]) -> dict[UUID, Submission]:
    """By id, those of other teams that this editor was not asked to grade, and where nothing stands against them.

    Of what was removed nobody can say whose it was, so it is left out.
    """
    person = person_with_teams(session, editor_id) if editor_id else None
    if person is None or not actor_for(person).editor:
        return {}
    asked = set(session.scalars(select(Assignment.submission_id).where(Assignment.reviewer_id == person.id)))
    query = select(Submission).where(Submission.id.in_(set(case_ids) - asked)).options(*with_frozen_texts())
    found = [one for one in session.scalars(query) if is_whole(one)]
    teams, said, mine = conflicts.teams_of(session, found), ruled.of_person(session, person.id), conflicts.party(person)
    return {
        one.id: one
        for one in found
        if not ruled.standing(conflicts.check(mine, teams[one.id]), said.get(one.id, frozenset()))
    }
