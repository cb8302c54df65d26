"""Reads over what teams say of facts, in the order in which it was said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Submission
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.review.reconciling import agreed_findings, findings_by_key
from evidencehub.review.sheet import Key, Sheet, sheet_of_remains


@dataclass(frozen=True)
class Named:
    """A finding in which a fact may be wrong."""

    label: str  # "Theory of change", or "Losses, of attendance"
    reason: str


@dataclass(frozen=True)
class Corrected:
    """A fact in a finding that was corrected, as everybody reads it once the record is public."""

    key: Key
    finding: str
    about: str  # the outcome result in words, as the answer has it; "" for the whole
    text: str
    at: datetime
    is_anew: bool  # the finding was graded anew on appeal since; the fact stood in the one before

    @property
    def where(self) -> str:
        return f"{self.finding} (the answer before the appeal)" if self.is_anew else self.finding


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


def on_record(session: Session, submission: Submission) -> list[Corrected]:
    """Corrections that were accepted, oldest first; those of findings that were removed are left out.

    Facts are named before all is public, and no appeal ends sooner: none is of an answer that was given on appeal.
    """
    query = select(FactCorrection).where(
        FactCorrection.submission_id == submission.id, FactCorrection.state == CorrectionState.CORRECTED
    )
    found = list(session.scalars(query.order_by(FactCorrection.answered_at, FactCorrection.id)))
    if not found:
        return []
    sheet, agreed = sheet_of_remains(submission), findings_by_key(agreed_findings(session, submission))
    named = findings(session, submission, sheet)
    return [
        Corrected(
            key, named[key].label, sheet.by_key[key].about, one.answer, one.answered_at, is_anew=agreed[key].on_appeal
        )
        for one in found
        if one.answered_at is not None and (key := (one.criterion_id, one.result_key)) in named
    ]


def beside(corrected: Iterable[Corrected]) -> dict[tuple[str, str], list[Corrected]]:
    """By criterion and what the answer is about, in words, as the answers of a letter are."""
    found: dict[tuple[str, str], list[Corrected]] = {}
    for one in corrected:
        found.setdefault((one.key[0], one.about), []).append(one)
    return found
