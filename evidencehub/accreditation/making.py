"""Making an award of a decision, as it was kept: number, validity, a tier for each outcome. Nothing is graded anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from evidencehub.accreditation import expiring, queries
from evidencehub.accreditation.models import Accreditation, AccreditationOutcome
from evidencehub.accreditation.moving import move
from evidencehub.accreditation.states import AccreditationState
from evidencehub.authz.values import Permission
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.frozen.strictly import written
from evidencehub.projects.models import Submission
from evidencehub.review.models import Decision
from evidencehub.review.moving import KIND
from evidencehub.review.sheet import sheet_of
from evidencehub.shared import audit
from evidencehub.shared.clock import months_later
from evidencehub.standards.model.standard import Standard

_NUMBERS_LOCK = 7_202_612  # beside the audit chain's, see shared/audit.py


def accredit(
    session: Session, submission: Submission, decision: Decision, *, actor_id: UUID | None, now: datetime,
    appeal: Appeal | None = None,
) -> Accreditation:  # fmt: skip
    """Enter it in the register from now on, in the place of what stood before.

    :param appeal: that changed what was reached. The evidence is no newer by it, so it comes due as it did.
    """
    before = queries.by_submission(session, submission) if appeal else None
    since = submission.public_from or now if appeal else now
    for earlier in queries.standing_of(session, submission.project_id):
        move(
            session, earlier, "supersede", actor_id=actor_id, now=now, details={"by": str(submission.id)},
            permitted=lambda permission: permission == Permission.RECORD_PUBLISH.value,
        )  # fmt: skip
    sheet = sheet_of(submission)
    standard = sheet.standard
    made = Accreditation(
        id=uuid4(), number=_next_number(session, now), submission_id=submission.id, project_id=submission.project_id,
        standard_id=submission.standard_id, standard_version=submission.standard_version,
        tier=decision.tier, evidence_tier=decision.evidence_tier, evidence_rank=_rank(standard, decision.evidence_tier),
        state=AccreditationState.ACTIVE, accredited_at=now, appeal_id=appeal.id if appeal else None,
        valid_until=before.valid_until if before else months_later(since, standard.valid_for_months),
        demo=submission.demo,
    )  # fmt: skip
    session.add(made)
    parts = {part["id"]: part for part in decision.grade["outcomes"] if part["id"]}
    for position, one in enumerate(sheet.results):
        frozen = written(one.result) if one.result else {}
        session.add(_outcome(standard, made, position, one.key, frozen, parts[one.key]))
    session.flush()
    expiring.plan(session, made)
    audit.record(
        session, "accreditation.made", subject_type=KIND, subject_id=submission.id, actor_id=actor_id, at=now,
        details={"accreditation": str(made.id), "number": made.number, "tier": made.tier},
    )  # fmt: skip
    return made


def _outcome(
    standard: Standard, accreditation: Accreditation, position: int, key: str, frozen: dict[str, Any],
    part: Mapping[str, Any],
) -> AccreditationOutcome:  # fmt: skip
    return AccreditationOutcome(
        id=uuid4(), accreditation_id=accreditation.id, result_id=UUID(key), position=position, frozen_result=frozen,
        tier=part["tier"], evidence_tier=part["evidence_tier"], evidence_rank=_rank(standard, part["evidence_tier"]),
    )  # fmt: skip


def _rank(standard: Standard, tier: str | None) -> int:
    return standard.tiers_by_id[tier].place if tier else 0


def _next_number(session: Session, now: datetime) -> str:
    """The next number of the year, such as 2026-0001; the lock lasts as long as the transaction: no two are alike."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBERS_LOCK})
    taken = session.scalars(select(Accreditation.number).where(Accreditation.number.like(f"{now.year}-%")))
    last = max((int(number.partition("-")[2]) for number in taken), default=0)
    return f"{now.year}-{last + 1:04d}"
