"""Reads of somebody's notices."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.notices.models import Notice
from evidencehub.shared.paging import Page

SIZE = 20


def unread(session: Session, person_id: UUID) -> int:
    query = select(func.count()).select_from(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return session.scalar(query) or 0


def page(session: Session, person_id: UUID, number: int) -> Page[Notice]:
    """The newest first."""
    total = session.scalar(select(func.count()).select_from(Notice).where(Notice.person_id == person_id)) or 0
    query = select(Notice).where(Notice.person_id == person_id).options(joinedload(Notice.mail))
    query = query.order_by(Notice.at.desc(), Notice.mail_id).limit(SIZE).offset((number - 1) * SIZE)
    return Page(list(session.scalars(query)), number, SIZE, total)


def notice(session: Session, mail_id: UUID) -> Notice | None:
    return session.scalar(select(Notice).where(Notice.mail_id == mail_id).options(joinedload(Notice.mail)))
