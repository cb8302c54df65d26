"""Somebody joined a team or changed their address while something is judged: who has a conflict now, who is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.states import AppealState
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.transfers.models import PastTeam
from evidencehub.review import cases, moving, owner_mails, owning, ruled, teams
from evidencehub.review.appeals import handling
from evidencehub.review.deadlines import on_the_case, seats_on_appeal
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

APPEALED = [state for state in AppealState if state.is_with_editors]
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


def conflicted(session: Session, desk: Submission | Appeal, assignments: Sequence[Assignment]) -> list[Conflicted]:
    """Reviewers of a running case, or of an appeal, with a conflict, whenever it arose; none where it does not run."""
    taken = _seated(desk, assignments)
    if not _is_running(desk) or not taken:
        return []
    submission = _case_of(desk)
    team = teams.team_of(session, submission)
    people = with_teams(session, [one.reviewer_id for one in taken])
    said = ruled.by_person(session, submission)
    looked_at = [(one, against(people[one.reviewer_id], team, said.get(one.reviewer_id, frozenset()))) for one in taken]
    return [Conflicted(one, tuple(check.told for check in found)) for one, found in looked_at if found]


def _case_of(desk: Submission | Appeal) -> Submission:
    return desk.submission if isinstance(desk, Appeal) else desk


def _is_running(desk: Submission | Appeal) -> bool:
    return desk.state.is_with_editors if isinstance(desk, Appeal) else desk.state in RUNNING


def _seated(desk: Submission | Appeal, assignments: Sequence[Assignment]) -> list[Assignment]:
    return seats_on_appeal(assignments, desk) if isinstance(desk, Appeal) else on_the_case(assignments)


def _look_again(session: Session, which: ColumnElement[bool], change: Change, *, now: datetime, links: Links) -> None:
    """Tell the editors of each case and each appeal on which somebody has a conflict that they had not before.

    :param which: projects of whose cases.
    """
    is_editor = (Person.is_editor, Person.is_active, Person.confirmed_at.is_not(None))
    editors = list(session.scalars(select(Person).where(*is_editor).options(TEAMS).order_by(Person.id)))
    for desk in _running(session, which):
        _look_at(session, desk, editors, change, now=now, links=links)


def _running(session: Session, which: ColumnElement[bool]) -> list[Submission | Appeal]:
    cases_ = select(Submission).join(Project).where(Submission.state.in_(RUNNING), which).order_by(Submission.id)
    appeals = select(Appeal).join(Appeal.submission).join(Project).where(Appeal.state.in_(APPEALED), which)
    return [*session.scalars(cases_), *session.scalars(appeals.order_by(Appeal.id))]


def _look_at(
    session: Session, desk: Submission | Appeal, editors: Sequence[Person], change: Change, *, now: datetime,
    links: Links,
) -> None:  # fmt: skip
    submission = _case_of(desk)
    team, asked = teams.team_of(session, submission), cases.assignments_of(session, submission)
    told: dict[str, Any] = {"now": now, "links": links, "but_not": frozenset(one.reviewer.email for one in asked)}
    on_case: dict[str, Any] = {"subject_type": moving.KIND, "subject_id": submission.id, "actor_id": None, "at": now}
    if isinstance(change, HandedOver):
        audit.record(session, "team.changed", **on_case)
        owner_mails.changed_hands(session, desk, **told)
    people = with_teams(session, [one.reviewer_id for one in _seated(desk, asked)])
    said = ruled.by_person(session, submission)
    reviewers = sum(arose(person, team, change, said) for person in people.values())
    barred = sum(arose(person, team, change, said) for person in editors)
    owner = cases.owner_of(session, desk)
    if owner is not None and against(owner, team, said.get(owner.id, frozenset())):
        _release(session, desk, owner, now=now, links=links)
    if reviewers or barred:
        details = {"person": str(change.person_id or ""), "reviewers": reviewers, "editors": barred}
        audit.record(session, "conflict.arose", **on_case, details=details)
        owner_mails.conflict_arose(
            session, desk, because=change.words, reviewers=reviewers, editors=barred, **told
        )  # fmt: skip


def _release(session: Session, desk: Submission | Appeal, owner: Person, *, now: datetime, links: Links) -> None:
    if isinstance(desk, Appeal):
        handling.release(session, desk, owner.id, now=now, links=links)
    else:
        owning.release(session, desk, now=now, links=links)
