"""Making a document public, and taking it back. Services flush; the edge commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.policies import permitting
from evidencehub.authz.values import Actor, Facts
from evidencehub.projects.disclosure import queries
from evidencehub.projects.disclosure.models import Disclosure
from evidencehub.projects.disclosure.states import DisclosureState
from evidencehub.projects.disclosure.transitions import DISCLOSURE
from evidencehub.projects.models import Document
from evidencehub.projects.public import changed
from evidencehub.shared import due, transitions
from evidencehub.shared.clock import day_of, end_of
from evidencehub.shared.errors import Invalid
from evidencehub.shared.transitions import Guard

KIND = "disclosure"  # in the audit chain, and of due rows
MAX_NOTE = 1_000  # characters


@dataclass(frozen=True)
class Choice:
    """What a team agrees to."""

    with_file: bool  # the file itself too
    public_from: date | None  # None: as soon as an editor has looked
    note: str  # what was decided about what was pointed out
    on_request: bool = False  # for those who ask, one by one, and not for everybody


def agree(
    session: Session, document: Document, choice: Choice, *, actor: Actor, facts: Facts, now: datetime
) -> Disclosure:
    """Let everybody read a document once an editor has looked, and its submission is decided.

    :raises Invalid: the day is past, or nothing is said of what was pointed out.
    :raises WrongState: its text was not read, or this was agreed before.
    """
    if choice.on_request and choice.public_from is not None:
        why = "Leave the day empty: who asks gets it on the day when you say yes"
        raise Invalid(why, {"public_from": why})
    if choice.public_from is not None and choice.public_from <= day_of(now):
        raise Invalid("Choose a day to come", {"public_from": "Choose a day to come, or “Public” without a day"})
    note = _note(session, document, choice.note)
    found = queries.of_document(session, document.id)
    if found is None:
        found = Disclosure(id=uuid4(), document=document, document_id=document.id, state=DisclosureState.SEALED)
        session.add(found)
        session.flush()
    _move(session, found, "agree", actor=actor, facts=facts, now=now)
    found.with_file, found.public_from, found.team_note = choice.with_file, choice.public_from, note
    found.on_request = choice.on_request
    found.agreed_at, found.agreed_by = now, actor.id
    found.confirmed_at = found.confirmed_by = found.opened_at = found.ended_at = found.ended_by = None
    found.editor_note = found.reason = ""
    session.flush()
    return found


def confirm(
    session: Session, found: Disclosure, note: str, *, actor: Actor, facts: Facts, now: datetime, seen: str = ""
) -> None:
    """An editor has looked: it is public at once or from the day that the team chose, or can be asked for.

    :param seen: the version of the row on the page where the editor looked; "" is not compared.
    :raises Invalid: nothing is said of what was pointed out, or the team has chosen something else since.
    :raises WrongState: the team has not agreed, or took it back.
    """
    if seen and seen != str(found.version):
        raise Invalid("The team has chosen anew since you opened this page. Look at what everybody gets now")
    note = _note(session, found.document, note)
    has_come = _day_has_come(found, now)
    step = "offer" if found.on_request else "confirm" if has_come else "date"
    _move(session, found, step, actor=actor, facts=facts, now=now)
    found.confirmed_at, found.confirmed_by, found.editor_note = now, actor.id, note
    if has_come:
        found.opened_at = now
    else:
        _wait(session, found)
    session.flush()
    changed(session, found.document.project.id)


def refuse(session: Session, found: Disclosure, reason: str, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """An editor says why it cannot be public. :raises Invalid: no reason. :raises WrongState: nothing to refuse."""
    _end(session, found, "refuse", reason, actor=actor, facts=facts, now=now)


def take_down(session: Session, found: Disclosure, reason: str, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """From this transaction on nobody but reviewers, team and editors can read it; the file stays as it was frozen.

    :raises Invalid: no reason. :raises WrongState: it is not public, and nobody wants it to be.
    """
    _end(session, found, "take-down", reason, actor=actor, facts=facts, now=now)


def end_for_good(session: Session, found: Disclosure, *, now: datetime) -> None:
    """The file is removed: by the hub itself, once two people approved it."""
    _move(session, found, "take-down", actor=None, facts=None, now=now)
    found.ended_at, found.ended_by, found.reason = now, None, "The file was removed for good."
    session.flush()


def _end(
    session: Session, found: Disclosure, step: str, reason: str, *, actor: Actor, facts: Facts, now: datetime
) -> None:
    reason = _short(reason, "reason")
    if not reason:
        raise Invalid("Say why", {"reason": "Say why"})
    _move(session, found, step, actor=actor, facts=facts, now=now)
    found.ended_at, found.ended_by, found.reason = now, actor.id, reason
    session.flush()
    changed(session, found.document.project.id)


def handler(now: Any) -> due.Handler:
    """Rows of this kind: a document becomes public on the day that was chosen, unless it was taken back."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        ids = [UUID(payload["disclosure_id"]) for payload in payloads]

        def finish(session: Session) -> None:
            at = now()
            for each in ids:
                found = session.get(Disclosure, each)
                if found is None or not found.state.is_dated:
                    continue
                if not _day_has_come(found, at):  # the hub's days begin later now: its time zone is another
                    _wait(session, found)
                else:
                    _move(session, found, "open", actor=None, facts=None, now=at)
                    found.opened_at = at
                    session.flush()
                    changed(session, found.document.project.id)

        return finish

    return due.Handler(work)


def _move(
    session: Session, found: Disclosure, step: str, *, actor: Actor | None, facts: Facts | None, now: datetime
) -> None:
    """:param actor: None for the hub itself, which does what an editor has allowed."""
    guards: Mapping[str, Guard] = {
        "can_be_looked_at": _can_be_looked_at,
        "is_for_everybody_now": lambda one: None if not one.on_request and _day_has_come(one, now) else "not yet",
        "is_on_request": lambda one: None if one.on_request else "the team wants everybody to have it",
        "day_has_come": lambda one: None if _day_has_come(one, now) else "the day has not come",
        "day_is_to_come": lambda one: "the day has come" if _day_has_come(one, now) else None,
    }
    transitions.apply(
        session, DISCLOSURE, found, step, kind=KIND, states=DisclosureState,
        permitted=permitting(facts), guards=guards,
        actor_id=actor.id if actor else None, at=now, details={"document": str(found.document_id)},
    )  # fmt: skip


def _can_be_looked_at(found: Disclosure) -> str | None:
    if found.document.project_id is not None:
        return "it belongs to the plan of a project"
    if found.document.is_held:
        return "it seems to have a row for each person, and nobody has said that it has none"
    return None if found.document.state.is_read else "its text could not be read, so nobody can look for names in it"


def _day_has_come(found: Disclosure, now: datetime) -> bool:
    return found.public_from is None or found.public_from <= day_of(now)


def _wait(session: Session, found: Disclosure) -> None:
    """Until the day begins; no row of an earlier choice stays."""
    due.forget_key(session, KIND, found.id)
    due.add(session, KIND, found.id, {"disclosure_id": str(found.id)}, at=_beginning(found.public_from))


def _beginning(day: date | None) -> datetime | None:
    return end_of(day - timedelta(days=1)) if day else None


def _note(session: Session, document: Document, note: str) -> str:
    note = _short(note, "note")
    if not note and queries.pointed_out(session, document.id).left:
        raise Invalid("Say what you decided", {"note": "Say what you decided about what we point out"})
    return note


def _short(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > MAX_NOTE:
        message = f"It must be {MAX_NOTE:,} characters or fewer"
        raise Invalid(message, {field: message})
    return text
