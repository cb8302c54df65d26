"""Looking things up in the audit: by act, record, day and, as far as it tells nobody who graded what, by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.shared.audit import AuditEntry
from evidencehub.shared.clock import end_of
from evidencehub.shared.paging import Page

SIZE = 50
# Whose acts are listed by person. Acts on cases are left out, which is a list of what may be and not of what may not:
# an admin may be of a team whose work is graded, or grade beside another.
BY_PERSON = (
    "credential-key", "hub", "import", "institutions", "organisation", "person", "redaction", "search", "standards",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; "" and None ask for nothing."""

    act: str = ""  # its beginning, such as "person."
    record: str = ""  # an id
    person: str = ""  # an email address
    day: date | None = None

    @property
    def is_anything(self) -> bool:
        return self != Asked()

    def arguments(self) -> dict[str, str]:
        day = self.day.isoformat() if self.day else ""
        given = {"act": self.act, "record": self.record, "person": self.person, "day": day}
        return {name: value for name, value in given.items() if value}


def entries(session: Session, asked: Asked, number: int) -> Page[AuditEntry]:
    query = _matching(session, asked)
    if asked.is_anything:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    else:
        total = session.scalar(select(func.max(AuditEntry.number))) or 0  # they are numbered without gaps
    query = query.order_by(AuditEntry.number.desc()).limit(SIZE).offset((number - 1) * SIZE)
    return Page(list(session.scalars(query)), number, SIZE, total)


def acts(session: Session) -> Sequence[str]:
    """Every act that was ever done, for a list to choose from."""
    return session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()


def _matching(session: Session, asked: Asked) -> Select[AuditEntry]:
    query = select(AuditEntry)
    if asked.act:
        query = query.where(AuditEntry.action.startswith(asked.act, autoescape=True))
    if asked.record:
        query = query.where(AuditEntry.subject_id == asked.record)
    if asked.person:
        who = select(Person.id).where(Person.email == asked.person.lower())
        query = query.where(AuditEntry.actor_id.in_(who), AuditEntry.subject_type.in_(BY_PERSON))
    if asked.day:
        query = query.where(AuditEntry.at >= end_of(asked.day - timedelta(days=1)), AuditEntry.at < end_of(asked.day))
    return query
