"""What the hub holds of one person, as plain values in plain words: the columns that the table gives them, no others.

What others wrote, and who they are, is not among these columns. Rows that hang on an email address count only where the
address is confirmed.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session, joinedload

from evidencehub.accounts.models import Organisation, Person
from evidencehub.accounts.queries import actor_for
from evidencehub.notices.models import Notice
from evidencehub.notices.reading import may_read
from evidencehub.privacy.held import Held
from evidencehub.privacy.table import TABLE
from evidencehub.projects.models import Project
from evidencehub.shared.db import Base
from evidencehub.shared.mail import Mail

Plain = dict[str, Any]
BY_ADDRESS = ("to", "email")
_NOT_YOURS = "You may not read this any more, or it held a link that opens an account."


def gather(session: Session, person: Person, mails_kept_days: int) -> Plain:
    """By what the page on it calls each thing: why and how long it is kept, and what is there.

    :param person: with their teams; in a context of the application, whose pages say which mails they may read.
    """
    found: Plain = {}
    for kept in TABLE:
        there = {named(one): rows for one in kept.held if one.gives and (rows := list(_rows(session, one, person)))}
        if there:
            found[kept.what] = {
                "why we keep it": kept.why,
                "how long": kept.lasts(mails_kept_days),
                "what there is": there,
            }
    return found


def named(one: Held) -> str:
    """``team reply, sent by``: the record, and what somebody is of it."""
    return f"{_words(one.table)}, {_words(one.column.removesuffix('_id'))}"


def whose(one: Held, person: Person) -> ColumnElement[bool]:
    """Which rows of the table are this person's."""
    table = Base.metadata.tables[one.table]
    column = table.c[one.column]
    if one.column in BY_ADDRESS:
        return func.lower(column) == person.email if person.confirmed_at else false()
    if one.leads_to:
        target, _, of_person = one.leads_to.partition(".")
        leads_to = Base.metadata.tables[target]
        return column.in_(select(leads_to.c.id).where(leads_to.c[of_person] == person.id))
    return column == person.id


def _rows(session: Session, one: Held, person: Person) -> Iterator[Plain]:
    if one.table == Mail.__tablename__:
        yield from _mails(session, person)
        return
    table = Base.metadata.tables[one.table]
    wanted = [table.c[name] for name in one.gives]
    query = select(*wanted).where(whose(one, person)).order_by(*table.primary_key.columns)
    for row in session.execute(query):
        yield {_words(name): _plain(session, name, value, person) for name, value in zip(one.gives, row, strict=True)}


def _mails(session: Session, person: Person) -> Iterator[Plain]:
    """Those that came to this account, by whichever address: one that had it before is somebody else."""
    query = select(Notice).where(Notice.person_id == person.id).options(joinedload(Notice.mail))
    actor = actor_for(person)
    for notice in session.scalars(query.order_by(Notice.at, Notice.mail_id)):
        letter, may = notice.mail, may_read(notice, actor)
        yield {
            "written": letter.created_at.isoformat(), "sent": letter.sent_at.isoformat() if letter.sent_at else None,
            "about": letter.about, "subject": letter.subject if may else "", "text": letter.body if may else _NOT_YOURS,
        }  # fmt: skip


def _words(name: str) -> str:
    return name.replace("_", " ").strip()


def _plain(session: Session, name: str, value: Any, person: Person) -> Any:
    if name == "organisation_id":
        found = session.get(Organisation, value)
        return found.name if found else None
    if name == "project_id":
        return _project(session, value, person)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _project(session: Session, project_id: UUID | None, person: Person) -> str | None:
    """Its name where everybody may read that, or their team; else a number."""
    project = session.get(Project, project_id) if project_id else None
    if project is None:
        return None
    is_public = project.published_at is not None and project.taken_down_at is None
    is_theirs = project.organisation_id in {each.organisation_id for each in person.memberships}
    return project.name if is_public or is_theirs else str(project.id)
