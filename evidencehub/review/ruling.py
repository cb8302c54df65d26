"""An editor's word on what the machine found: that it is no conflict on this case, and why."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor
from evidencehub.projects.models import Project, Submission
from evidencehub.review import moving
from evidencehub.review.conflicts import Check
from evidencehub.review.models import ConflictRuling
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid

MAX_REASON = 2_000  # characters


def rule(
    session: Session, subject: Submission | Project, person_id: UUID, checks: Sequence[Check], *, reason: str,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Write down that these findings are no conflict on this case, or where syntheses of this approach are judged.

    The audit log has the kinds, and where the reason is.

    :raises Invalid: no reason is given, or one of them is a fact that nobody can outrank.
    """
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid("Say why it is no conflict", {"reason": "Say why it is no conflict"})
    if hard := [one.finding for one in checks if one.is_hard]:
        raise Invalid(f"Nobody can outrank that: {hard[0]}")
    if actor.id is None or not checks:
        return
    is_case = isinstance(subject, Submission)
    made = ConflictRuling(
        id=uuid4(), submission_id=subject.id if is_case else None, project_id=None if is_case else subject.id,
        person_id=person_id, findings=[one.key for one in checks], reason=reason, ruled_by=actor.id, ruled_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, "conflict.ruled", subject_type=moving.KIND if is_case else "project", subject_id=subject.id,
        actor_id=actor.id, at=now,
        details={"person": str(person_id), "kinds": sorted({one.kind for one in checks}), "ruling": str(made.id)},
    )  # fmt: skip
