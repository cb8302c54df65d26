"""How long things stand here, and the steps that time takes by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.authz.acts import Course, SentIn
from evidencehub.authz.values import Permission
from evidencehub.shared import due, transitions
from evidencehub.shared.clock import day_of, end_of

DUE = "help-time"  # the kind of due rows that end notices and contacts
_SECOND = timedelta(seconds=1)


def last_moment(now: datetime, days: int) -> datetime:
    """The last second of a day of the hub, so many days on: what a page calls "until" that day."""
    return end_of(day_of(now + timedelta(days=days))) - _SECOND


def is_over(until: datetime, now: datetime) -> bool:
    return now > until


def plan(session: Session, record_id: UUID, payload: Mapping[str, str], until: datetime) -> None:
    """Have the worker look once it is over, in place of what was planned for this record."""
    due.forget_key(session, DUE, record_id)
    due.add(session, DUE, record_id, payload, at=until + _SECOND)


def step(session: Session, course: Course, record: SentIn, name: str, *, now: datetime) -> None:
    """What the hub itself does on the day; nobody else has the permission."""
    transitions.apply(
        session, course.table, record, name, kind=course.kind, states=course.states, guards=course.guards,
        permitted=lambda permission: permission == Permission.HELP_EXPIRE.value, actor_id=None, at=now,
    )  # fmt: skip
