"""The audit chain: every act leaves an entry that holds the hash of the one before.

Entries hold ids, never personal text. Appending locks the chain's head, so that two acts at once cannot both follow
the same entry.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.shared.db import Base

GENESIS = "0" * 64
_LOCK = 7_202_611  # any number, as long as nothing else in this database locks it


class AuditEntry(Base, private="for those who run the hub"):
    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("previous_hash"),
        Index("ix_audit_entry_subject", "subject_type", "subject_id"),
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1 for the first, no gaps
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]  # None: the hub itself
    action: Mapped[str] = mapped_column(String(80))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold."""

    number: int
    problem: str


def _hash(entry: AuditEntry) -> str:
    body = [
        entry.number, entry.at.isoformat(), str(entry.actor_id or ""), entry.action, entry.subject_type,
        entry.subject_id, entry.details, entry.previous_hash,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def record(
    session: Session,
    action: str,
    *,
    subject_type: str,
    subject_id: object,
    actor_id: UUID | None,
    at: datetime,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry; it stands or falls with the caller's transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    session.flush()
    head = session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    entry = AuditEntry(
        number=head.number + 1 if head else 1,
        at=at,
        actor_id=actor_id,
        action=action,
        subject_type=subject_type,
        subject_id=str(subject_id),
        details=dict(details or {}),
        previous_hash=head.hash if head else GENESIS,
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()
    return entry


def verify(session: Session, *, last: int | None = None) -> list[Break]:
    """Walk the chain from the first entry and return every place where it does not hold.

    :param last: walk these many newest entries only; what the first of them follows is believed.
    """
    breaks = []
    previous, expected = GENESIS, 1
    query = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000)
    if last is not None and (newest := session.scalar(select(func.max(AuditEntry.number))) or 0) > last:
        before = session.get(AuditEntry, newest - last)
        query = query.where(AuditEntry.number > newest - last)
        previous, expected = before.hash if before else "", newest - last + 1
    for entry in session.scalars(query):
        if entry.number != expected:
            breaks.append(Break(entry.number, f"entries {expected} to {entry.number - 1} are missing"))
        elif entry.previous_hash != previous:
            breaks.append(Break(entry.number, "does not follow the entry before it"))
        if entry.hash != _hash(entry):
            breaks.append(Break(entry.number, "was changed after it was written"))
        previous, expected = entry.hash, entry.number + 1
    return breaks


def story(session: Session, *, subject_type: str, subject_id: object) -> list[AuditEntry]:
    """Everything that happened to one record, oldest first."""
    return story_of_all(session, subject_type=subject_type, subject_ids=[subject_id])


def story_of_all(session: Session, *, subject_type: str, subject_ids: Sequence[object]) -> list[AuditEntry]:
    """Everything that happened to several records of one kind, oldest first."""
    query = select(AuditEntry).where(AuditEntry.subject_type == subject_type)
    query = query.where(AuditEntry.subject_id.in_([str(each) for each in subject_ids]))
    return list(session.scalars(query.order_by(AuditEntry.number)))
