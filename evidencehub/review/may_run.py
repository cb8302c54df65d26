"""Which of many cases an editor may act on, asked at once: as ``access.case_facts`` says of one."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.queries import actor_for, person_with_teams
from evidencehub.projects.models import Project, Submission
from evidencehub.review import conflicts, ruled, teams
from evidencehub.review.models import Assignment
from evidencehub.shared.clock import day_of


def of_these(session: Session, editor_id: UUID | None, case_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of other teams that this editor was not asked to grade, and where nothing stands against them.

    Of what was removed nobody can say whose it was, so it is left out.
    """
    person = person_with_teams(session, editor_id) if editor_id else None
    if person is None or not actor_for(person).editor:
        return frozenset()
    asked = set(session.scalars(select(Assignment.submission_id).where(Assignment.reviewer_id == person.id)))
    columns = (
        Submission.id, Project.id, Project.organisation_id, Submission.sent_by, Submission.submitted_at,
        Submission.created_at,
    )  # fmt: skip
    query = select(*columns).join(Submission.project).where(Submission.id.in_(set(case_ids) - asked))
    found = [
        teams.Sent(case_id, project_id, organisation_id, sent_by, day_of(submitted_at or created_at).year)
        for case_id, project_id, organisation_id, sent_by, submitted_at, created_at in session.execute(query)
    ]
    said, mine = ruled.of_person(session, person.id), conflicts.party(person)
    return frozenset(
        case_id
        for case_id, team in teams.teams_of(session, found).items()
        if not ruled.standing(conflicts.check(mine, team), said.get(case_id, frozenset()))
    )
