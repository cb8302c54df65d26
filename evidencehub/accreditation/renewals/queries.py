"""Reads over light renewals."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.renewals.states import RenewalState
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.transfers import queries as transfers
from evidencehub.review.models import Assignment
from evidencehub.shared.words import counted


def of(session: Session, accreditation: Accreditation) -> list[Renewal]:
    """All of one award, the oldest first."""
    query = select(Renewal).where(Renewal.accreditation_id == accreditation.id)
    return list(session.scalars(query.order_by(Renewal.sent_at, Renewal.id)))


def of_awards(session: Session, award_ids: Collection[UUID]) -> Mapping[UUID, list[Renewal]]:
    """By award, all of it."""
    query = select(Renewal).where(Renewal.accreditation_id.in_(list(award_ids)))
    found: dict[UUID, list[Renewal]] = {one: [] for one in award_ids}
    for renewal in session.scalars(query.order_by(Renewal.sent_at, Renewal.id)):
        found[renewal.accreditation_id].append(renewal)
    return found


def reason_against_another(made: Sequence[Renewal], *, in_a_row: int) -> str | None:
    """Why no other can follow these of one award, inside a sentence to the team; None where one can."""
    if any(one.state.is_waiting for one in made):
        return "what your team sent is with an editor"
    if any(one.state.needs_the_whole for one in made):
        return "an editor asked for the project in full"
    renewed = sum(one.state.is_accepted for one in made)
    if renewed >= in_a_row:
        times = counted(renewed, "time", "times")
        return f"it was renewed on your word {times}" if renewed else "this hub renews nothing without grading it"
    return None


def by_id(session: Session, renewal_id: UUID) -> Renewal | None:
    submission = joinedload(Renewal.accreditation).joinedload(Accreditation.submission)
    query = select(Renewal).where(Renewal.id == renewal_id)
    return session.scalar(query.options(submission.joinedload(Submission.frozen)))


def waiting(session: Session, *, editor_id: UUID | None) -> Sequence[Renewal]:
    """What waits for an editor, the oldest first; without those of this editor's own team and own reviews."""
    return session.scalars(_waiting(select(Renewal), editor_id).options(
        joinedload(Renewal.accreditation).joinedload(Accreditation.submission).joinedload(Submission.frozen)
    ).order_by(Renewal.sent_at, Renewal.id)).all()  # fmt: skip


def _waiting(query: Select[Any], editor_id: UUID | None) -> Select[Any]:
    theirs = select(Assignment.submission_id).where(Assignment.reviewer_id == editor_id)
    of_others = Project.id.not_in(transfers.behind(editor_id))
    return (
        query.join(Renewal.accreditation)
        .join(Project, Project.id == Accreditation.project_id)
        .where(Renewal.state == RenewalState.WAITING, Accreditation.submission_id.not_in(theirs), of_others)
    )
