"""Somebody joined a team or changed their address while a case is running: who has a conflict now, and who is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.transfers.models import PastTeam
from evidencehub.review import cases, moving, owner_mails, owning, ruled, teams
from evidencehub.review.deadlines import on_the_case
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.team_changes import (
    BY_REGISTER,
    BY_THEMSELVES,
    TEAMS,
    Address,
    Change,
    HandedOver,
    Joined,
    Merged,
    Moved,
    against,
    arose,
    with_teams,
)
from evidencehub.shared import audit, due

RUNNING = [state for state in SubmissionState if state.is_under_way and not state.is_closed]


@dataclass(frozen=True)
class Conflicted:
    """A reviewer on a case who has a conflict of interest as things stand now."""

    assignment: Assignment
    findings: tuple[str, ...]  # such as "works for the team's organisation"


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler for rows of kind ``joined``: somebody is in a team now, or is somewhere else."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                if "organisation" in payload:
                    joined = Joined(UUID(payload["person"]), UUID(payload["organisation"]))
                    _look_again(session, _of_team(payload["organisation"]), joined, now=now(), links=links)
                elif "handed_over" in payload:
                    change = HandedOver.of(payload, session)
                    _look_again(session, _of([payload["handed_over"]]), change, now=now(), links=links)
                elif "of" in payload:
                    _look_again(session, _of(payload["of"]), Merged.of(payload), now=now(), links=links)
                elif "moved" in payload:
                    was = {UUID(key): Address.of(each) for key, each in payload["moved"].items()}
                    _look_again(session, true(), Moved(was, BY_REGISTER), now=now(), links=links)
                else:
                    was = {UUID(payload["person"]): Address.of(payload)}
                    _look_again(session, true(), Moved(was, BY_THEMSELVES), now=now(), links=links)

        return finish

    return due.Handler(work)


def _of(project_ids: Sequence[str]) -> ColumnElement[bool]:
    return Project.id.in_([UUID(key) for key in project_ids])


def _of_team(organisation_id: str) -> ColumnElement[bool]:
    was = select(PastTeam.project_id).where(PastTeam.organisation_id == UUID(organisation_id))
    return or_(Project.organisation_id == UUID(organisation_id), Project.id.in_(was))


def conflicted(session: Session, submission: Submission, assignments: Sequence[Assignment]) -> list[Conflicted]:
    """Reviewers of a running case with a conflict, whenever it arose; nothing where nobody has a seat."""
    taken = on_the_case(assignments)
    if submission.state not in RUNNING or not taken:
        return []
    team = teams.team_of(session, submission)
    people = with_teams(session, [one.reviewer_id for one in taken])
    said = ruled.by_person(session, submission)
    looked_at = [(one, against(people[one.reviewer_id], team, said.get(one.reviewer_id, frozenset()))) for one in taken]
    return [Conflicted(one, tuple(check.told for check in found)) for one, found in looked_at if found]


def _look_again(session: Session, which: ColumnElement[bool], change: Change, *, now: datetime, links: Links) -> None:
    """Tell the editors of each case on which somebody has a conflict that they had not before.

    :param which: projects of whose cases.
    """
    running = select(Submission).join(Project).where(Submission.state.in_(RUNNING), which)
    is_editor = (Person.is_editor, Person.is_active, Person.confirmed_at.is_not(None))
    editors = list(session.scalars(select(Person).where(*is_editor).options(TEAMS).order_by(Person.id)))
    for submission in session.scalars(running.order_by(Submission.id)):
        team = teams.team_of(session, submission)
        asked = cases.assignments_of(session, submission)
        but_not = frozenset(one.reviewer.email for one in asked)
        if isinstance(change, HandedOver):
            audit.record(
                session, "team.changed", subject_type=moving.KIND, subject_id=submission.id, actor_id=None, at=now
            )  # fmt: skip
            owner_mails.changed_hands(session, submission, now=now, links=links, but_not=but_not)
        people = with_teams(session, [one.reviewer_id for one in on_the_case(asked)])
        said = ruled.by_person(session, submission)
        reviewers = sum(arose(person, team, change, said) for person in people.values())
        barred = sum(arose(person, team, change, said) for person in editors)
        owner = next((person for person in editors if person.id == submission.owner_id), None)
        if owner is not None and against(owner, team, said.get(owner.id, frozenset())):
            owning.release(session, submission, now=now, links=links)
        if reviewers or barred:
            audit.record(
                session, "conflict.arose", subject_type=moving.KIND, subject_id=submission.id, actor_id=None, at=now,
                details={"person": str(change.person_id or ""), "reviewers": reviewers, "editors": barred},
            )  # fmt: skip
            owner_mails.conflict_arose(
                session, submission, because=change.words, reviewers=reviewers, editors=barred, now=now, links=links,
                but_not=but_not,
            )  # fmt: skip
