"""Sending an entry for everybody to read, an editor's yes or no, and taking it back. Services flush."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.acts import Course, checked, move
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.learning import mails, queries
from evidencehub.projects.learning.mails import Links
from evidencehub.projects.learning.models import LogEntry, LogVersion
from evidencehub.projects.learning.states import LogState
from evidencehub.projects.learning.transitions import LOG
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid, NotAllowed, WrongState

KIND = "log"  # what the audit calls a version
COURSE = Course(KIND, LogState, LOG)
MAX_BECAUSE = 1_000  # characters
GRADED_NOW = (
    "While what you sent is being graded, nothing new of your learning log becomes public: reviewers grade what they "
    "got, and nothing that is said beside it. What you write is kept."
)


def frozen_of(entry: LogEntry) -> dict[str, Any]:
    """Everything of an entry that everybody would read."""
    return {
        "project_name": entry.project.name, "study": entry.evaluation.title if entry.evaluation else "",
        "learned_on": entry.learned_on, "learned": entry.learned, "changed": entry.changed, "because": entry.because,
    }  # fmt: skip


def waiting_of(entry: LogEntry) -> LogVersion | None:
    return next((each for each in entry.versions if each.state.is_waiting), None)


def public_of(entry: LogEntry) -> LogVersion | None:
    """The version that everybody reads now, where the log is not hidden."""
    return next((each for each in entry.versions if each.state.is_public), None)


def last_of(entry: LogEntry) -> LogVersion | None:
    """The version whose state says how far the entry is."""
    return waiting_of(entry) or (entry.versions[-1] if entry.versions else None)


def differs(entry: LogEntry) -> bool:
    """Whether sending it would give everybody something else than they read, or than waits to be read."""
    before = waiting_of(entry) or public_of(entry)
    return before is None or any(getattr(before, name) != value for name, value in frozen_of(entry).items())


def send(session: Session, entry: LogEntry, *, actor: Actor, facts: Facts, now: datetime, links: Links) -> LogVersion:
    """Freeze an entry as it is, for an editor to read. What waits already is replaced; what is public stays until then.

    :raises Invalid: nothing differs from what was sent.
    :raises WrongState: reviewers look at the project, or its organisation closed.
    """
    if not permits(Permission.LOG_SEND, facts):
        raise NotAllowed("Only an owner of the team may send this.")
    organisation = entry.project.organisation
    if organisation is not None and organisation.closed_at is not None:
        raise WrongState("Its organisation closed, so nothing is sent any more.")
    if queries.is_being_graded(session, entry.project_id):
        raise WrongState(GRADED_NOW)
    if not differs(entry):
        raise Invalid("Nothing has changed since you sent it")
    was_empty = queries.is_empty_desk(session)
    made = waiting_of(entry) or LogVersion(id=uuid4(), entry=entry, state=LogState.WAITING)
    for name, value in frozen_of(entry).items():
        setattr(made, name, value)
    made.sent_at, made.sent_by, entry.is_for_all = now, actor.id, True
    session.add(made)
    session.flush()
    audit.record(session, "log.sent", subject_type=KIND, subject_id=made.id, actor_id=actor.id, at=now)
    if was_empty:
        mails.entries_wait(session, now=now, links=links)
    return made


def show(
    session: Session, made: LogVersion, *, seen: str, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """An editor read it, and lets everybody read it.

    :param seen: the version of the row on the page where the editor read it.
    :raises Invalid: the team has sent it anew since. :raises WrongState: somebody was faster, or reviewers look at it.
    """
    _refuse_other(made, seen)
    if queries.is_being_graded(session, made.entry.project_id):
        raise WrongState("What this team sent is being graded. The entry can be public after that.")
    who: dict[str, Any] = {"actor": actor, "facts": facts, "now": now}
    if made.state.is_waiting and (before := public_of(made.entry)) is not None:
        move(session, COURSE, before, "replace", **who)
    move(session, COURSE, made, "show", **who)
    made.public_at, made.refused_because = now, ""
    session.flush()
    mails.public(session, made, now=now, links=links)


def refuse(
    session: Session, made: LogVersion, because: str, *, seen: str, actor: Actor, facts: Facts, now: datetime,
    links: Links,
) -> None:  # fmt: skip
    """It is not public, or not any more. :raises Invalid: no reason, or sent anew since. :raises WrongState."""
    _refuse_other(made, seen)
    because = checked(because, "because", "Say what has to change", most=MAX_BECAUSE)
    move(session, COURSE, made, "refuse", actor=actor, facts=facts, now=now)
    made.refused_because = because
    session.flush()
    mails.refused(session, made, now=now, links=links)


def take_back(session: Session, entry: LogEntry, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """The team's own, and at once: what is public and what waits. :raises WrongState: neither is there."""
    standing = [each for each in (waiting_of(entry), public_of(entry)) if each is not None]
    if not standing:
        raise WrongState("Nothing of it is public, and no editor has it.")
    for each in standing:
        move(session, COURSE, each, "take-back", actor=actor, facts=facts, now=now)
    entry.is_for_all = False
    session.flush()


def _refuse_other(made: LogVersion, seen: str) -> None:
    if seen != str(made.version):
        raise Invalid("The team has sent it anew since you opened this page. Read what everybody would get now")
