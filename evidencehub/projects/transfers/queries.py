"""Reads over projects that go to another organisation, and over who ran them before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Membership, Person
from evidencehub.projects.models import Document, Evaluation, Project, Submission
from evidencehub.projects.on_request.models import ReportRequest
from evidencehub.projects.on_request.states import ReportRequestState
from evidencehub.projects.states import SubmissionState
from evidencehub.projects.transfers.models import PastTeam, Transfer
from evidencehub.projects.transfers.states import TransferState

_RUNNING = [state for state in SubmissionState if state.is_under_way and not state.is_closed]


@dataclass(frozen=True)
class Before:
    """Who ran a project before: organisations, and whoever was in their teams on the day."""

    organisations: frozenset[UUID] = frozenset()
    people: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Goes:
    """What goes along with a project."""

    studies: Sequence[str]  # titles
    sent: int
    is_being_graded: bool
    files: int
    files_bytes: int
    requests: int  # for full reports, that wait for an answer


def transfer(session: Session, transfer_id: UUID) -> Transfer | None:
    return session.get(Transfer, transfer_id)


def open_of(session: Session, project_id: UUID) -> Transfer | None:
    query = select(Transfer).where(Transfer.project_id == project_id, Transfer.state == TransferState.OFFERED)
    return session.scalar(query)


def open_from(session: Session, organisation_id: UUID) -> int:
    """How many of its offers wait for an answer."""
    query = select(func.count()).select_from(Transfer)
    return session.scalar(query.where(Transfer.from_id == organisation_id, _IS_OPEN)) or 0


def offered_to(session: Session, organisation_ids: Collection[UUID], *, now: datetime) -> Sequence[Transfer]:
    """What waits for an answer of these organisations, the oldest first."""
    query = select(Transfer).where(Transfer.to_id.in_(organisation_ids), _IS_OPEN, Transfer.expires_at > now)
    query = query.options(joinedload(Transfer.project), joinedload(Transfer.giver), joinedload(Transfer.taker))
    return session.scalars(query.order_by(Transfer.offered_at, Transfer.id)).all()


def seen_by_all(session: Session, project_id: UUID) -> Sequence[Transfer]:
    """Those handings over that explain a public record: since the first that was graded was sent; the latest first."""
    graded = [state for state in SubmissionState if state.is_over]
    first = select(func.min(Submission.submitted_at)).where(
        Submission.project_id == project_id, Submission.state.in_(graded)
    )
    query = select(Transfer).where(Transfer.project_id == project_id, Transfer.state == TransferState.ACCEPTED)
    query = query.where(Transfer.decided_at > first.scalar_subquery())
    return session.scalars(query.order_by(Transfer.decided_at.desc(), Transfer.id)).all()


def before(session: Session, project_ids: Collection[UUID]) -> dict[UUID, Before]:
    """Who ran these before; one query. Most were never handed over, and are left out."""
    columns = PastTeam.project_id, PastTeam.organisation_id, PastTeam.person_id
    organisations: dict[UUID, set[UUID]] = {}
    people: dict[UUID, set[UUID]] = {}
    query = select(*columns).where(PastTeam.project_id.in_(project_ids))
    for key, organisation_id, person_id in session.execute(query):
        organisations.setdefault(key, set()).add(organisation_id)
        people.setdefault(key, set()).update([person_id] if person_id else [])
    return {key: Before(frozenset(some), frozenset(people[key])) for key, some in organisations.items()}


def behind(person_id: UUID | None) -> Select[UUID]:
    """Projects that this person's organisations run or ran, and those of teams that they were in."""
    own = select(Membership.organisation_id).where(Membership.person_id == person_id)
    was = select(PastTeam.project_id).where(or_(PastTeam.person_id == person_id, PastTeam.organisation_id.in_(own)))
    return select(Project.id).where(or_(Project.organisation_id.in_(own), Project.id.in_(was)))


def is_behind(session: Session, person_id: UUID | None, project: Project) -> bool:
    """Whether it is or was the project of this person's team."""
    own = behind(person_id).where(Project.id == project.id)
    return person_id is not None and session.scalar(own) is not None


def emails_behind(session: Session, project: Project) -> frozenset[str]:
    """Addresses of those whose project it is or was."""
    was = select(PastTeam.organisation_id).where(PastTeam.project_id == project.id)
    people = select(PastTeam.person_id).where(PastTeam.project_id == project.id, PastTeam.person_id.is_not(None))
    of_it = or_(Membership.organisation_id == project.organisation_id, Membership.organisation_id.in_(was))
    members = select(Membership.person_id).where(of_it)
    return frozenset(session.scalars(select(Person.email).where(Person.id.in_(members) | Person.id.in_(people))))


def ran_before(session: Session, person_id: UUID, project_id: UUID) -> bool:
    """Whether somebody's team gave this project away."""
    own = select(Membership.organisation_id).where(Membership.person_id == person_id)
    query = select(PastTeam.id).where(PastTeam.project_id == project_id)
    query = query.where(or_(PastTeam.person_id == person_id, PastTeam.organisation_id.in_(own)))
    return session.scalar(query.limit(1)) is not None


def goes(session: Session, project: Project) -> Goes:
    titles = session.scalars(
        select(Evaluation.title).where(Evaluation.project_id == project.id).order_by(Evaluation.created_at)
    ).all()
    sent = select(Submission.state).where(Submission.project_id == project.id, Submission.submitted_at.is_not(None))
    states = session.scalars(sent).all()
    own = or_(
        Document.project_id == project.id,
        func.coalesce(Document.evaluation_id, Document.plan_study_id).in_(
            select(Evaluation.id).where(Evaluation.project_id == project.id)
        ),
    )
    files, size = session.execute(
        select(func.count(), func.coalesce(func.sum(Document.size_bytes), 0)).where(own, Document.removed_at.is_(None))
    ).one()
    asked = select(func.count()).select_from(ReportRequest).join(ReportRequest.document).join(Document.evaluation)
    waiting = session.scalar(
        asked.where(Evaluation.project_id == project.id, ReportRequest.state == ReportRequestState.WAITING)
    )
    return Goes(titles, len(states), any(each in _RUNNING for each in states), files, size, waiting or 0)


_IS_OPEN = Transfer.state == TransferState.OFFERED
