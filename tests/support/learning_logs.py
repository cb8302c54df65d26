"""Entries of learning logs for tests, through the services that pages use."""

from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.accounts.queries import actor_for
from evidencehub.authz.values import team_facts
from evidencehub.projects import access
from evidencehub.projects.learning import sending, writing
from evidencehub.projects.learning.models import LogEntry, LogVersion
from evidencehub.projects.learning.states import LogState
from evidencehub.projects.models import Project
from tests.factories import NOW

SAID = {
    "learned_on": date(2026, 3, 1), "evaluation_id": None, "learned": "A third had stopped coming.",
    "changed": "We moved to Wednesdays.", "because": "Fridays are for football.", "is_for_all": True,
}  # fmt: skip


class Nowhere:
    """Where links of mails lead, in tests that read none."""

    def log(self, entry):
        return f"log {entry.project_id}"

    def public_entry(self, entry):
        return f"entry {entry.id}"

    def board(self):
        return "board"


def write(session: Session, project: Project, entry: LogEntry | None = None, *, now=NOW, **said: Any) -> LogEntry:
    entry_id = entry.id if entry else uuid4()
    return writing.keep(session, project, entry_id, (said if entry else SAID | said), actor_id=None, now=now)


def send(session: Session, entry: LogEntry, member: Person, *, now=NOW) -> LogVersion:
    actor = actor_for(member)
    facts = access.project_facts(actor, entry.project)
    return sending.send(session, entry, actor=actor, facts=facts, now=now, links=Nowhere())


def as_sent(session: Session, entry: LogEntry, state: LogState = LogState.WAITING, *, now=NOW) -> LogVersion:
    """As it lies there where it was sent before anything was graded."""
    public_at = None if state.is_waiting else now
    made = LogVersion(
        id=uuid4(), entry=entry, state=state, sent_at=now, public_at=public_at, **sending.frozen_of(entry)
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def look_at(session: Session, made: LogVersion, editor: Person, *, because: str = "", now=NOW) -> LogVersion:
    """An editor says yes, or no with a reason."""
    actor = actor_for(editor)
    facts = team_facts(actor, made.entry.project.organisation_id).and_(no_conflict=True)
    who = {"seen": str(made.version), "actor": actor, "facts": facts, "now": now, "links": Nowhere()}
    if because:
        sending.refuse(session, made, because, **who)
    else:
        sending.show(session, made, **who)
    return made


def take_back(session: Session, entry: LogEntry, member: Person, *, now=NOW) -> None:
    actor = actor_for(member)
    sending.take_back(session, entry, actor=actor, facts=access.project_facts(actor, entry.project), now=now)


def a_public_entry(session: Session, project: Project, member: Person, editor: Person, **said: Any) -> LogEntry:
    entry = write(session, project, **said)
    look_at(session, send(session, entry, member), editor)
    return entry
