"""What stands in the way of erasing somebody, each with the way out: others wait for them, or nobody could follow."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Membership, Person, TeamRole
from evidencehub.catalogue.outcomes.certainty.models import Seat
from evidencehub.projects.models import Project
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState

_SEATED = [state for state in AssignmentState if state.has_seat]


@dataclass(frozen=True)
class Obstacle:
    what: str
    way_out: str
    endpoint: str = ""  # the page on which it is done
    arguments: tuple[tuple[str, Any], ...] = ()

    @property
    def told(self) -> str:
        return f"{self.what} {self.way_out}"


def obstacles(session: Session, person: Person) -> list[Obstacle]:
    """:param person: with their teams."""
    found = [*_reviews(session, person), *_teams(session, person)]
    if person.is_admin and not _others(session, Person.is_admin, person):
        found.append(
            Obstacle("You are the only admin of this hub.", "Make somebody else an admin first.", "admin.people")
        )
    return found


def _reviews(session: Session, person: Person) -> list[Obstacle]:
    query = select(Assignment).where(Assignment.reviewer_id == person.id, Assignment.state.in_(_SEATED))
    seats = session.scalars(query.options(joinedload(Assignment.submission), joinedload(Assignment.appeal))).all()
    open_ones = [one for one in seats if _is_under_way(one)]
    to_do = [one for one in open_ones if one.state.is_due]
    found = []
    if to_do:
        found.append(
            Obstacle("You are asked to grade a case.", "Send your findings, or say no to it.", "review.my_reviews")
        )
    if len(open_ones) > len(to_do):
        found.append(
            Obstacle(
                "You sent findings on a case that is not decided yet.",
                "Others may have questions about them until it is. Ask again then.",
            )
        )
    judging = (
        select(Seat).where(Seat.person_id == person.id, Seat.state.in_(_SEATED)).options(joinedload(Seat.judgement))
    )
    if any(one.judgement.state.is_open for one in session.scalars(judging)):
        found.append(
            Obstacle(
                "You are asked how sure we can be of what several studies found.",
                "Answer, or ask an editor to have somebody else do it.",
            )
        )
    return found


def _is_under_way(seat: Assignment) -> bool:
    if seat.appeal is not None:
        return seat.appeal.state.is_open
    return seat.submission.state.is_under_way


def _teams(session: Session, person: Person) -> list[Obstacle]:
    """A team that has projects, or other people, has an owner."""
    found = []
    for one in person.memberships:
        others = (
            Membership.organisation_id == one.organisation_id,
            Membership.person_id != person.id,
            Person.is_active,
        )
        people = select(func.count()).select_from(Membership).join(Person).where(*others)
        owners = people.where(Membership.role == TeamRole.OWNER)
        has_projects = select(Project.id).where(Project.organisation_id == one.organisation_id).limit(1)
        if one.role is not TeamRole.OWNER or session.scalar(owners):
            continue
        if session.scalar(people) or session.scalar(has_projects):
            found.append(
                Obstacle(
                    f"You are the only owner of the team of {one.organisation.name}.",
                    "Make somebody else an owner, or ask somebody to join as one. Or hand its projects to another "
                    "organisation.",
                    "accounts.team",
                    (("organisation_id", one.organisation_id),),
                )
            )
    return found


def _others(session: Session, role: Any, person: Person) -> bool:
    query = select(Person.id).where(role, Person.is_active, Person.id != person.id).limit(1)
    return session.scalar(query) is not None
