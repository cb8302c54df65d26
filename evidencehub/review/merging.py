"""Two entries of one organisation become one: its people, projects, invitations and helpers go along; nothing is lost.

The first entry stays as a row, so that its address leads to the other for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.accounts import joining
from evidencehub.accounts.models import Invitation, Membership, Organisation, TeamRole
from evidencehub.projects import public
from evidencehub.projects.models import Project
from evidencehub.projects.transfers import services as transfers
from evidencehub.projects.transfers.models import PastTeam
from evidencehub.review import helpers
from evidencehub.review.models import TeamHelper
from evidencehub.shared import audit, due, mail
from evidencehub.shared.errors import Invalid, WrongState

_MOST = (TeamRole.OWNER, TeamRole.CONTRIBUTOR, TeamRole.READER)  # what lets somebody do most comes first


@dataclass(frozen=True)
class Holds:
    """How much goes along."""

    projects: int
    people: int


def holds(session: Session, organisation: Organisation) -> Holds:
    def count(model: type[Project] | type[Membership]) -> int:
        query = select(func.count()).select_from(model).where(model.organisation_id == organisation.id)
        return session.scalar(query) or 0

    return Holds(count(Project), count(Membership))


def merge(session: Session, source: Organisation, target: Organisation, *, actor_id: UUID, now: datetime) -> None:
    """Make ``source`` part of ``target``. Its people are told; running cases are looked at again by the worker.

    :raises Invalid: they are the same, or one is invented and the other is not.
    :raises WrongState: one of them is part of another already, or the second is closed.
    """
    for each in sorted((source, target), key=lambda one: one.id):
        joining.lock(session, each)
        session.refresh(each)
    if source.id == target.id or source.demo is not target.demo:
        raise Invalid("Choose another organisation, of the same kind: real or invented.")
    if source.merged_into_id or target.merged_into_id or target.closed_at:
        raise WrongState("One of them is part of another organisation already, or is closed.")
    theirs, ours = joining.members(session, source.id), joining.members(session, target.id)
    people = [member.person for member in theirs]
    before = {one.id: [member.person_id for member in some] for one, some in ((source, theirs), (target, ours))}
    helping = helpers.by_organisation(session, [source.id, target.id])
    known = {one.id: [str(key) for key in helping.get(one.id, ())] for one in (source, target)}
    moved, own = _projects(session, source), _projects(session, target)
    had = {one.id: _had(session, one) for one in (source, target)}
    for project in moved:
        project.organisation_id = target.id
        public.changed(session, project.id)
    _move_people(session, theirs, ours, target)
    _move_invitations(session, source, target, actor_id=actor_id, now=now)
    _move_helpers(session, source, target, ours=set(known[target.id]))
    transfers.merged(session, source, target, now=now)
    source.merged_into_id, source.closed_at = target.id, source.closed_at or now
    session.flush()
    for was, other, projects in ((source, target, moved), (target, source, own)):
        if of := [str(key) for key in {*(project.id for project in projects), *had[was.id]}]:
            came = [key for key in known[other.id] if key not in known[was.id]]
            due.add(session, "joined", uuid4(), {
                "of": sorted(of), "was": str(was.id), "into": str(target.id), "came": came,
                "before": [str(key) for key in before[was.id]],
                "new": [str(key) for some in before.values() for key in some if key not in before[was.id]],
            })  # fmt: skip
    for person in people:
        mail.queue(
            session, to=person.email, subject=f"{source.name} is part of {target.name} now", at=now,
            about="organisation.merged",
            body=f"Hello {person.name},\n\nWhoever runs this hub found that {source.name} and {target.name} are the "
            f"same organisation. Your projects, people and invitations are in {target.name} now. Nothing is lost, and "
            "old addresses lead to the new ones.\n\nIf that is a mistake, write to whoever runs this hub.",
        )  # fmt: skip
    for organisation, other in ((source, target), (target, source)):
        audit.record(
            session, "organisation.merged", subject_type="organisation", subject_id=organisation.id, actor_id=actor_id,
            at=now, details={"with": str(other.id), "into": str(target.id), "projects": len(moved)},
        )  # fmt: skip


def _projects(session: Session, organisation: Organisation) -> Sequence[Project]:
    query = select(Project).where(Project.organisation_id == organisation.id)
    return session.scalars(query.order_by(Project.id)).all()


def _had(session: Session, organisation: Organisation) -> Sequence[UUID]:
    """Projects that it gave to others."""
    query = select(PastTeam.project_id).where(PastTeam.organisation_id == organisation.id)
    return session.scalars(query.distinct()).all()


def _move_people(
    session: Session, theirs: Sequence[Membership], ours: Sequence[Membership], target: Organisation
) -> None:
    """Somebody in both keeps what lets them do more."""
    known = {member.person_id: member for member in ours}
    for member in theirs:
        here = known.get(member.person_id)
        if here is None:
            member.organisation_id = target.id
        else:
            here.role = min(here.role, member.role, key=_MOST.index)
            session.delete(member)


def _move_invitations(
    session: Session, source: Organisation, target: Organisation, *, actor_id: UUID, now: datetime
) -> None:
    """Of two open ones to one address, the one from here stays."""
    asked = {
        each.email for each in joining.open_invitations(session, target.id, now=datetime.min.replace(tzinfo=now.tzinfo))
    }
    for each in session.scalars(select(Invitation).where(Invitation.organisation_id == source.id)).all():
        if each.state.is_open and each.email in asked:
            joining.withdraw(session, each, facts=None, actor_id=actor_id, now=now)
        each.organisation_id = target.id


def _move_helpers(session: Session, source: Organisation, target: Organisation, *, ours: set[str]) -> None:
    for each in session.scalars(select(TeamHelper).where(TeamHelper.organisation_id == source.id)).all():
        if str(each.person_id) in ours:
            session.delete(each)
        else:
            each.organisation_id = target.id
