"""Writing an entry down, for the team alone. Services flush; the edge commits."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects.learning import queries
from evidencehub.projects.learning.models import LogEntry
from evidencehub.projects.models import Project
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, WrongState

KIND = "log-entry"  # what the audit calls it
MAX_TEXT = 5_000  # characters, of each text alike
SAID = ("learned_on", "evaluation_id", "learned", "changed", "because")  # what is sent, when it is


def blank(project: Project, entry_id: UUID, today: date) -> LogEntry:
    """What an entry is before anything of it was written; in no session."""
    return LogEntry(
        id=entry_id, project_id=project.id, evaluation_id=None, learned_on=today, learned="", changed="", because="",
        is_for_all=False, versions=[],
    )  # fmt: skip


def keep(
    session: Session, project: Project, entry_id: UUID, changes: Mapping[str, Any], *, actor_id: UUID | None,
    now: datetime,
) -> LogEntry:  # fmt: skip
    """Write an entry down, or write it anew. What is there word for word, for the same day, is not added once more.

    :raises Invalid: it says nothing, or it is about a study that is not there.
    """
    entry = queries.entry(session, entry_id)
    values = {name: changes.get(name, getattr(entry, name, None)) for name in SAID}
    if not (values["learned"] or values["changed"]):
        raise Invalid("Say what you learned", {"learned": "Say what you learned, or below what you changed"})
    if values["evaluation_id"] not in {None, *(each.id for each in project.evaluations)}:
        raise Invalid("Choose again", {"evaluation_id": "This study is not there any more. Choose what it is about"})
    if entry is None and (same := queries.same(session, project.id, values)) is not None:
        entry = same
    if entry is None:
        entry = blank(project, entry_id, values["learned_on"])
        entry.project, entry.created_at, entry.updated_at = project, now, now
        session.add(entry)
    changed = [name for name, value in changes.items() if getattr(entry, name) != value]
    for name in changed:
        setattr(entry, name, changes[name])
    if changed:
        entry.updated_at = now
        session.flush()
        audit.record(
            session, "log-entry.edited", subject_type=KIND, subject_id=entry.id, actor_id=actor_id, at=now,
            details={"answers": sorted(changed)},
        )  # fmt: skip
    return entry


def remove(session: Session, entry: LogEntry, *, actor_id: UUID | None, now: datetime) -> None:
    """:raises WrongState: an editor has it, or everybody could read it once: its address says what became of it."""
    if not may_remove(entry):
        raise WrongState("It was public or is with an editor, so it stays. You can take it back.")
    session.delete(entry)
    session.flush()
    audit.record(session, "log-entry.removed", subject_type=KIND, subject_id=entry.id, actor_id=actor_id, at=now)


def may_remove(entry: LogEntry) -> bool:
    return all(each.public_at is None and not each.state.is_waiting for each in entry.versions)
