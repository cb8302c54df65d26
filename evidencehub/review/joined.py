"""Somebody joined a team while a case of theirs is running: who has a conflict of interest now, and who is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.accounts.models import Membership, Person
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review import cases, conflicts, mails, moving
from evidencehub.review.deadlines import on_the_case
from evidencehub.review.mails import Links
from evidencehub.review.models import Assignment
from evidencehub.shared import audit, due

_TEAMS = selectinload(Person.memberships).joinedload(Membership.organisation)
RUNNING = [state for state in SubmissionState if state.is_under_way and not state.is_closed]


@dataclass(frozen=True)
class Conflicted:
    """A reviewer on a case who has a conflict of interest as things stand now."""

    assignment: Assignment
    findings: tuple[str, ...]  # such as "works for the team's organisation"


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler for rows of kind ``joined``."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                _tell(session, UUID(payload["organisation"]), UUID(payload["person"]), now=now(), links=links)

        return finish

    return due.Handler(work)


def conflicted(session: Session, submission: Submission, assignments: Sequence[Assignment]) -> list[Conflicted]:
    """Reviewers of a running case with a conflict, whenever it arose; nothing where nobody has a seat."""
    taken = on_the_case(assignments)
    if submission.state not in RUNNING or not taken:
        return []
    team = conflicts.team_of(session, submission)
    people = _with_teams(session, [one.reviewer_id for one in taken])
    looked_at = [(one, conflicts.check(conflicts.party(people[one.reviewer_id]), team)) for one in taken]
    return [
        Conflicted(one, tuple(check.finding for check in conflicts.blocking(checks)))
        for one, checks in looked_at
        if conflicts.blocking(checks)
    ]


def _tell(session: Session, organisation_id: UUID, joined: UUID, *, now: datetime, links: Links) -> None:
    running = select(Submission).join(Project).where(
        Project.organisation_id == organisation_id, Submission.state.in_(RUNNING)
    )  # fmt: skip
    is_editor = (Person.is_editor, Person.is_active, Person.confirmed_at.is_not(None))
    editors = list(session.scalars(select(Person).where(*is_editor).options(_TEAMS).order_by(Person.id)))
    for submission in session.scalars(running.order_by(Submission.id)):
        team = conflicts.team_of(session, submission)
        asked = cases.assignments_of(session, submission)
        people = _with_teams(session, [one.reviewer_id for one in on_the_case(asked)])
        reviewers = sum(_arose(person, team, joined) for person in people.values())
        barred = sum(_arose(person, team, joined) for person in editors)
        if reviewers or barred:
            audit.record(
                session, "conflict.arose", subject_type=moving.KIND, subject_id=submission.id, actor_id=None, at=now,
                details={"person": str(joined), "reviewers": reviewers, "editors": barred},
            )  # fmt: skip
            mails.conflict_arose(
                session, submission, reviewers=reviewers, editors=barred, now=now, links=links,
                but_not=frozenset(one.reviewer.email for one in asked),
            )  # fmt: skip


def _arose(person: Person, team: conflicts.Team, joined: UUID) -> bool:
    """Whether this person has a conflict now that they had not before that one joined the team."""
    if not conflicts.blocking(conflicts.check(conflicts.party(person), team)):
        return False
    before = replace(team, members=tuple(member for member in team.members if member.id != joined))
    return person.id == joined or not conflicts.blocking(conflicts.check(conflicts.party(person), before))


def _with_teams(session: Session, ids: Sequence[UUID]) -> dict[UUID, Person]:
    query = select(Person).where(Person.id.in_(ids)).options(_TEAMS).execution_options(populate_existing=True)
    return {person.id: person for person in session.scalars(query)}
