"""What the back office shows of mails, due rows and the audit chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, func, select
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
MAIL_STATES = {"waiting": "Waiting for the server", "sent": "Sent", "refused": "Never taken by the server"}
_MAILS_OF = {
    "waiting": and_(
        Mail.sent_at.is_(None), Mail.refused_at.is_(None),
        ~exists().where(Notice.mail_id == Mail.id, Notice.way.is_not(None), Notice.way != Way.AT_ONCE),
    ),
    "sent": Mail.sent_at.is_not(None), "refused": Mail.refused_at.is_not(None),
}  # fmt: skip


@dataclass(frozen=True)
class Backups:
    folder: str
    keep: int
    last_at: datetime | None
    is_late: bool
    tried_at: datetime | None  # restored, to see that it can be


def mails(session: Session, number: int, *, search: str = "", state: str = "") -> Page[Mail]:
    """Newest first.

    :param search: a part of the address, or of what caused them.
    :param state: one of ``MAIL_STATES``; anything else asks for nothing.
    """
    query = select(Mail)
    if search:
        query = query.where(
            func.lower(Mail.to).contains(search.lower(), autoescape=True)
            | Mail.about.contains(search.lower(), autoescape=True)
        )
    if state in _MAILS_OF:
        query = query.where(_MAILS_OF[state])
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.order_by(Mail.created_at.desc(), Mail.id).limit(SIZE).offset((number - 1) * SIZE)
    return Page(list(session.scalars(query)), number, SIZE, total)


def refused_mails(session: Session) -> int:
    """How many mails a server refused for good."""
    return session.scalar(select(func.count()).select_from(Mail).where(Mail.refused_at.is_not(None))) or 0


def ways(session: Session, mails: Sequence[Mail]) -> dict[UUID, str]:
    """By mail, why one does not go out by itself, in a word."""
    query = select(Notice.mail_id, Notice.way).where(Notice.mail_id.in_([each.id for each in mails]))
    return {row.mail_id: row.way.value for row in session.execute(query) if row.way not in (None, Way.AT_ONCE)}


def failed_rows(session: Session) -> int:
    """How many due rows failed at least once."""
    return session.scalar(select(func.count()).select_from(DueRow).where(DueRow.attempts > 0)) or 0


def backups(session: Session, settings: Settings, now: datetime) -> Backups | None:
    """None where the hub makes none by itself."""
    if settings.backup_dir is None:
        return None
    at = heartbeat.last(session, heartbeat.BACKUP)
    is_late, tried_at = at is None or now - at > LATE_AFTER, heartbeat.last(session, heartbeat.BACKUP_TRIED)
    return Backups(str(settings.backup_dir), settings.backup_keep, at, is_late, tried_at)


def audit_entries(session: Session) -> int:
    return session.scalar(select(func.max(AuditEntry.number))) or 0
