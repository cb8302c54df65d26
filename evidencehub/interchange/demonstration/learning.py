"""Invented entries of learning logs. Days are counted from the one on which they are loaded."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.interchange.demonstration import content
from evidencehub.projects import access
from evidencehub.projects.learning import sending, writing
from evidencehub.projects.learning.mails import Links
from evidencehub.projects.learning.models import LogEntry
from evidencehub.projects.models import Project

_READ_AFTER = timedelta(days=2)  # by an editor
_TEXTS = ("learned", "changed", "because")


class _NoLinks:
    """Their mails are thrown away."""

    def log(self, entry: LogEntry) -> str:
        return ""

    def public_entry(self, entry: LogEntry) -> str:
        return ""

    def board(self) -> str:
        return ""


def load(session: Session, people: Mapping[str, Person], *, now: datetime) -> None:
    """Nothing where they are there already."""
    if session.scalar(select(LogEntry.id).join(LogEntry.project).where(Project.demo).limit(1)):
        return
    for table in content.log_entries():
        project = session.scalars(select(Project).where(Project.slug == table["project"])).one()
        member, today, entry_id = people[table["member"]], now.date(), uuid4()
        study = next((each.id for each in project.evaluations if each.title == table.get("study")), None)
        said: dict[str, Any] = {"evaluation_id": study, "learned_on": today + timedelta(days=table["on"])}
        said |= {"is_for_all": "sent" in table, **{name: table.get(name, "") for name in _TEXTS}}
        written = _at(table["sent" if "sent" in table else "on"], today)
        entry = writing.keep(session, project, entry_id, said, actor_id=member.id, now=written)
        for sent in (table, *table.get("again", [])) if "sent" in table else ():
            newer = {name: sent[name] for name in _TEXTS if name in sent}
            at = _at(sent["sent"], today)
            writing.keep(session, project, entry_id, newer, actor_id=member.id, now=at)
            _send(session, entry, member, people["editor"], at)


def _send(session: Session, entry: LogEntry, member: Person, editor: Person, at: datetime) -> None:
    links: Links = _NoLinks()
    actor = actor_for(member)
    facts = access.project_facts(actor, entry.project)
    made = sending.send(session, entry, actor=actor, facts=facts, now=at, links=links)
    reads = actor_for(editor)
    facts = access.project_facts(reads, entry.project).and_(no_conflict=True)
    sending.show(
        session, made, seen=str(made.version), actor=reads, facts=facts, now=at + _READ_AFTER, links=links
    )  # fmt: skip


def _at(days: int, today: date) -> datetime:
    return datetime.combine(today + timedelta(days=days), time(10), UTC)
