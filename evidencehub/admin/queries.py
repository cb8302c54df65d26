"""What the back office shows of mails, due rows and the audit chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.notices.models import Notice, Way
from evidencehub.shared import heartbeat
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.due import DueRow
from evidencehub.shared.mail import Mail
from evidencehub.shared.paging import Page
from evidencehub.shared.settings import Settings

SIZE = 50
LATE_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class Backups:
    folder: str
    keep: int
    last_at: datetime | None
    is_late: bool


def mails(session: Session, number: int) -> Page[Mail]:
    total = session.scalar(select(func.count()).select_from(Mail)) or 0
    query = select(Mail).order_by(Mail.created_at.desc(), Mail.id).limit(SIZE).offset((number - 1) * SIZE)
    return Page(list(session.scalars(query)), number, SIZE, total)


def refused_mails(session: Session) -> int:
    """How many mails a server refused for good."""
    return session.scalar(select(func.count()).select_from(Mail).where(Mail.refused_at.is_not(None))) or 0


def ways(session: Session, mails: Sequence[Mail]) -> dict[UUID, str]:
    """By mail, why one does not go out by itself, in a word."""
    query = select(Notice.mail_id, Notice.way).where(Notice.mail_id.in_([each.id for each in mails]))
    return {row.mail_id: row.way.value for row in session.execute(query) if row.way not in (None, Way.AT_ONCE)}


def late_rows(session: Session) -> list[DueRow]:
    """Due rows that failed at least once, worst first."""
    query = select(DueRow).where(DueRow.attempts > 0).order_by(DueRow.attempts.desc(), DueRow.id).limit(SIZE)
    return list(session.scalars(query))


def backups(session: Session, settings: Settings, now: datetime) -> Backups | None:
    """None where the hub makes none by itself."""
    if settings.backup_dir is None:
        return None
    at = heartbeat.last(session, heartbeat.BACKUP)
    return Backups(str(settings.backup_dir), settings.backup_keep, at, at is None or now - at > LATE_AFTER)


def audit_entries(session: Session, number: int) -> Page[AuditEntry]:
    total = session.scalar(select(func.max(AuditEntry.number))) or 0
    query = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(SIZE).offset((number - 1) * SIZE)
    return Page(list(session.scalars(query)), number, SIZE, total)
