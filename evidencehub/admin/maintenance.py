"""Saying that somebody works on the hub, and that they are done; by the page and by the command."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.shared import audit, maintenance
from evidencehub.shared.errors import Invalid
from evidencehub.shared.maintenance import LONGEST, Notice, moment_of


def begin(
    session: Session, *, message: str, until: str, read_only: bool, actor_id: UUID | None, now: datetime
) -> Notice:  # fmt: skip
    """:raises Invalid: by field, what cannot be taken."""
    wrong: dict[str, str] = {}
    message, at = " ".join(message.split()), None
    if not message:
        wrong["message"] = "Enter what readers should know"
    elif len(message) > LONGEST:
        wrong["message"] = f"Use at most {LONGEST} characters: you have {len(message)}"
    try:
        at = moment_of(until, now)
    except Invalid as error:
        wrong |= error.errors
    if wrong:
        raise Invalid("; ".join(wrong.values()), wrong)
    notice = Notice(message if message[-1] in ".!?" else f"{message}.", at, read_only)
    maintenance.begin(session, notice)
    audit.record(
        session, "maintenance.begun", subject_type="hub", subject_id="", actor_id=actor_id, at=now,
        details={"read_only": read_only},
    )  # fmt: skip
    return notice


def end(session: Session, *, actor_id: UUID | None, now: datetime) -> bool:
    """Whether there was anything to end."""
    if not maintenance.end(session):
        return False
    audit.record(session, "maintenance.ended", subject_type="hub", subject_id="", actor_id=actor_id, at=now)
    return True
