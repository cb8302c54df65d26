"""Reads over what teams say of facts, in the order in which it was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Submission
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.review.reconciling import agreed_findings, findings_by_key
from evidencehub.review.sheet import Sheet


@dataclass(frozen=True)
class Named:
    """A finding in which a fact may be wrong."""

    label: str  # "Theory of change", or "Losses, of attendance"
    reason: str


@dataclass(frozen=True)
class Corrected:
    """What stands on the record, for everybody."""

    finding: str
    text: str
    at: datetime


def of_submission(session: Session, submission_id: UUID) -> list[FactCorrection]:
    query = select(FactCorrection).where(FactCorrection.submission_id == submission_id)
    return list(session.scalars(query.order_by(FactCorrection.said_at, FactCorrection.id)))


def waiting(session: Session, submission_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """By submission, since when something waits for an editor."""
    query = select(FactCorrection.submission_id, func.min(FactCorrection.said_at)).where(
        FactCorrection.submission_id.in_(submission_ids), FactCorrection.state == CorrectionState.WAITING
    )
    return {key: at for key, at in session.execute(query.group_by(FactCorrection.submission_id))}


def with_waiting() -> Select[UUID]:
    """The submissions with something that waits for an editor."""
    return select(FactCorrection.submission_id).where(FactCorrection.state == CorrectionState.WAITING)


def findings(session: Session, submission: Submission, sheet: Sheet) -> dict[tuple[str, str], Named]:
    """Every agreed finding that a letter tells, by its key."""
    agreed = findings_by_key(agreed_findings(session, submission))
    return {
        item.key: Named(
            f"{item.criterion.short}, of {item.about}" if item.about else item.criterion.short, agreed[item.key].reason
        )
        for item in sheet.items
        if item.key in agreed
    }


def corrected(session: Session, submission_ids: Sequence[UUID]) -> list[tuple[datetime, str]]:
    """When facts were corrected, and what everybody reads of it; for the history of a project."""
    query = select(FactCorrection.answered_at, FactCorrection.answer).where(
        FactCorrection.submission_id.in_(submission_ids), FactCorrection.state == CorrectionState.CORRECTED
    )
    rows = session.execute(query.order_by(FactCorrection.answered_at, FactCorrection.id))
    return [(at, said) for at, said in rows if at is not None]


def on_record(session: Session, submission: Submission, sheet: Sheet) -> list[Corrected]:
    """Corrections that were accepted, oldest first."""
    query = select(FactCorrection).where(
        FactCorrection.submission_id == submission.id, FactCorrection.state == CorrectionState.CORRECTED
    )
    found = list(session.scalars(query.order_by(FactCorrection.answered_at, FactCorrection.id)))
    named = findings(session, submission, sheet) if found else {}
    return [
        Corrected(named[one.criterion_id, one.result_key].label, one.answer, one.answered_at)
        for one in found
        if one.answered_at is not None
    ]
