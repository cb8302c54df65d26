"""Closing an organisation: nothing of it is sent any more, and what is public stays and says so. Services flush."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts import joining
from evidencehub.accounts.models import Organisation
from evidencehub.projects import public
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState

_WAITING = [state for state in SubmissionState if state.is_under_way and not state.is_closed]


def under_way(session: Session, organisation: Organisation) -> Sequence[str]:
    """Names of its projects that are being graded."""
    query = select(Project.name).join(Submission).where(
        Project.organisation_id == organisation.id, Submission.state.in_(_WAITING)
    )  # fmt: skip
    return session.scalars(query.distinct().order_by(Project.name)).all()


def close(session: Session, organisation: Organisation, *, actor_id: UUID, now: datetime) -> None:
    """:raises Invalid: something of it is being graded.
    :raises WrongState: it is closed already.
    """
    joining.lock(session, organisation)
    session.refresh(organisation)
    if organisation.closed_at is not None:
        raise WrongState("It is closed already.")
    if names := under_way(session, organisation):
        problem = f"{names[0]} is being graded. Wait for the decision, or withdraw it first"
        raise Invalid(problem)
    organisation.closed_at = now
    _changed(session, organisation, "organisation.closed", actor_id=actor_id, now=now)


def reopen(session: Session, organisation: Organisation, *, actor_id: UUID, now: datetime) -> None:
    """:raises WrongState: it is open, or became part of another."""
    joining.lock(session, organisation)
    session.refresh(organisation)
    if organisation.closed_at is None or organisation.merged_into_id is not None:
        raise WrongState("It is not closed, or it is part of another organisation now.")
    organisation.closed_at = None
    _changed(session, organisation, "organisation.reopened", actor_id=actor_id, now=now)


def _changed(session: Session, organisation: Organisation, action: str, *, actor_id: UUID, now: datetime) -> None:
    session.flush()
    for project_id in session.scalars(select(Project.id).where(Project.organisation_id == organisation.id)):
        public.changed(session, project_id)
    audit.record(
        session, action, subject_type="organisation", subject_id=organisation.id, actor_id=actor_id, at=now
    )  # fmt: skip
