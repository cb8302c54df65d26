"""Nobody graded or decided their own work, or work of people they have to do with. Told from the records alone.

Nothing here asks what the hub asked: organisations, addresses and names are compared anew, as plain as can be.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidencehub.accounts.models import Membership, Person
from evidencehub.projects.models import Submission
from evidencehub.review.models import Assignment, ConflictRuling, Decision, Finding
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.db import reading_only
from evidencehub.simulation.world import World

RAN_IT = ("submission.screen", "submission.start-review", "assignment.made", "assignment.made-on-appeal",
          "case.taken")  # fmt: skip


def problems(world: World) -> list[str]:
    with reading_only(), world.sessions() as session:
        query = select(Assignment).where(Assignment.frozen_at.is_not(None)).order_by(Assignment.assigned_at)
        seats = session.scalars(query.options(selectinload(Assignment.reviewer))).all()
        found = [what for seat in seats for what in _against(session, seat)]
        found += _two_of_one_place(session, seats)
        found += _by_others(session)
        found += _decisions(session)
    return found


def _joined(session: Session, person_id: UUID, until: datetime) -> set[UUID]:
    query = select(Membership.organisation_id).where(
        Membership.person_id == person_id, Membership.created_at <= until
    )  # fmt: skip
    return set(session.scalars(query))


def _team(session: Session, submission: Submission, until: datetime) -> list[Person]:
    query = select(Person).join(Membership).where(
        Membership.organisation_id == submission.project.organisation_id, Membership.created_at <= until
    )  # fmt: skip
    return list(session.scalars(query))


def _against(session: Session, seat: Assignment) -> Iterator[str]:
    submission, reviewer, sent = seat.submission, seat.reviewer, seat.sent_at or seat.assigned_at
    who = f"the reviewer {reviewer.id} of {submission.project.name}"
    if seat.declared_at is None:
        yield f"{who} never declared"
    if seat.declared_kind or seat.declaration:
        yield f"{who} declared a conflict and graded"
    if reviewer.id == submission.sent_by:
        yield f"{who} sent it"
    if submission.project.organisation_id in _joined(session, reviewer.id, sent):
        yield f"{who} was in its team"
    acted = select(AuditEntry.number).where(
        AuditEntry.subject_id == str(submission.id), AuditEntry.actor_id == reviewer.id, AuditEntry.action.in_(RAN_IT)
    )  # fmt: skip
    if session.scalar(acted.limit(1)) is not None:
        yield f"{who} ran the case"
    domain = reviewer.email.partition("@")[2]
    ruled = select(ConflictRuling.id).where(
        ConflictRuling.submission_id == submission.id, ConflictRuling.person_id == reviewer.id
    )  # fmt: skip
    if session.scalar(ruled.limit(1)) is not None:
        return  # an editor's word outranks an address and a name
    if any(domain == one.email.partition("@")[2] for one in _team(session, submission, sent)):
        yield f"{who} has an address where its team has one"
    authors = {name for version in submission.evaluation_versions for name in version.evaluation.authors}
    if reviewer.name in authors:
        yield f"{who} has the name of an author, and no editor ruled on it"


def _two_of_one_place(session: Session, seats: Iterable[Assignment]) -> list[str]:
    by_case: dict[UUID, list[Assignment]] = {}  # or appeal
    for seat in seats:
        if not seat.is_third:
            by_case.setdefault(seat.appeal_id or seat.submission_id, []).append(seat)
    found = []
    for both in by_case.values():
        name = both[0].submission.project.name
        if len(both) != 2:
            found.append(f"{name} has {len(both)} frozen reviews")
            continue
        one, other = (_joined(session, seat.reviewer_id, seat.assigned_at) for seat in both)
        if one & other or both[0].reviewer_id == both[1].reviewer_id:
            found.append(f"both reviewers of {name} are of one organisation")
    return found


def _by_others(session: Session) -> list[str]:
    query = select(Finding.id).join(Assignment).where(Finding.author_id != Assignment.reviewer_id)
    return [
        f"the finding {finding} was written by somebody else than its reviewer" for finding in session.scalars(query)
    ]


def _decisions(session: Session) -> list[str]:
    found = []
    for one in session.scalars(select(Decision)):
        asked = select(Assignment.id).where(
            Assignment.submission_id == one.submission_id, Assignment.reviewer_id == one.decided_by
        )  # fmt: skip
        if session.scalar(asked.limit(1)) is not None:
            found.append(f"{one.submission.project.name} was decided by one of its reviewers")
        team = one.submission.project.organisation_id
        if one.decided_by and team in _joined(session, one.decided_by, one.decided_at):
            found.append(f"{one.submission.project.name} was decided by somebody of its team")
    return found
