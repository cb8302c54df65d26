"""Two people approve what can never be undone, and what stays is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.projects.redaction.models import Redaction, RedactionKind
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid

MAX_REASON = 1_000  # characters


@dataclass(frozen=True)
class Approval:
    """Why, and by whom; the reason is kept for ever."""

    first: Person
    second: Person
    reason: str


def approval(session: Session, emails: Sequence[str], reason: str) -> Approval:
    """:raises Invalid: they are not two people who run this hub, or there is no reason."""
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid(f"Say why, in {MAX_REASON:,} characters or fewer, and without what is removed")
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails))
    may = Person.is_active & (Person.is_admin | Person.is_editor)
    found = session.scalars(select(Person).where(Person.email.in_(wanted), may).order_by(Person.email)).all()
    if len(wanted) != 2 or len(found) != 2:
        raise Invalid("Name two people who approve it: an editor or an admin each, by their email addresses")
    return Approval(found[0], found[1], reason)


def keep(
    session: Session, kind: RedactionKind, hashes: Sequence[str], approved: Approval, *, rows: int = 0, now: datetime,
    details: Mapping[str, Any] | None = None,
) -> Redaction:  # fmt: skip
    """What stays of what went."""
    made = Redaction(
        id=uuid4(), kind=kind, hashes=list(hashes), rows=rows, reason=approved.reason, first_id=approved.first.id,
        second_id=approved.second.id, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, f"redaction.{kind.value}", subject_type="redaction", subject_id=made.id, actor_id=None, at=now,
        details={
            "hashes": list(hashes), "approved_by": [str(approved.first.id), str(approved.second.id)], **(details or {})
        },
    )  # fmt: skip
    return made
