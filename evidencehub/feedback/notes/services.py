"""Sending, publishing and refusing practice notes. Services flush; the edge commits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.acts import Course, checked, move
from evidencehub.authz.values import Actor, Facts
from evidencehub.consultation.models import CommentRole
from evidencehub.feedback.notes import mails, queries
from evidencehub.feedback.notes.mails import Links
from evidencehub.feedback.notes.models import PracticeNote, PracticeNoteWords
from evidencehub.feedback.notes.states import NoteState
from evidencehub.feedback.notes.transitions import NOTE
from evidencehub.projects.models import Project
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid
from evidencehub.standards.files.vocabulary import load_vocabulary

KIND = "note"
MAX_TEXT = 1_000  # characters; of each text alike


def _no_concern(note: PracticeNote) -> str | None:
    return "it tells of harm or a risk to somebody, which is never published" if note.is_concern else None


COURSE = Course(KIND, NoteState, NOTE, {"is_no_concern": _no_concern})


@dataclass(frozen=True)
class Typed:
    """What somebody typed into the form."""

    did: str
    role: CommentRole
    helped: str = ""
    hindered: str = ""
    setting: str = ""
    is_concern: bool = False
    email: str = ""


def send(session: Session, project: Project, typed: Typed, *, now: datetime, links: Links) -> PracticeNote:
    """Keep a note for an editor to read; of harm or a risk to somebody every editor is told at once.

    :raises Invalid: a text is missing or too long, or there is no such setting; ``errors`` names it.
    """
    if typed.setting and typed.setting not in load_vocabulary("settings").by_slug:
        raise Invalid("Choose where you work", {"setting": "Choose where you work"})
    texts = {"did": checked(typed.did, "did", "Say what you did", most=MAX_TEXT)}
    for name in ("helped", "hindered"):
        if getattr(typed, name).strip():
            texts[name] = checked(getattr(typed, name), name, "", most=MAX_TEXT)
    was_empty = queries.waiting(session) == 0
    note = PracticeNote(
        id=uuid4(), project=project, role=typed.role, setting=typed.setting, is_concern=typed.is_concern, sent_at=now,
        words=PracticeNoteWords(**texts, email=typed.email.strip()),
    )  # fmt: skip
    session.add(note)
    session.flush()
    audit.record(
        session, "note.send", subject_type=KIND, subject_id=note.id, actor_id=None, at=now,
        details={"project": str(project.id), "concern": typed.is_concern},
    )  # fmt: skip
    if typed.is_concern:
        mails.concern(session, note, now=now, links=links)
    elif was_empty:
        mails.notes_wait(session, now=now, links=links)
    return note


def publish(session: Session, note: PracticeNote, *, actor: Actor, facts: Facts, now: datetime, links: Links) -> None:
    """Let everybody read a note. :raises WrongState: it is published already, or tells of harm to somebody."""
    move(session, COURSE, note, "publish", actor=actor, facts=facts, now=now)
    mails.published(session, note, now=now, links=links)
    note.words.email = ""


def refuse(
    session: Session, note: PracticeNote, *, reason: str, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Keep a note from the public, or take it down. :raises Invalid: no reason is given. :raises WrongState: it is."""
    reason = checked(reason, "reason", "Say why it cannot be published", most=MAX_TEXT)
    move(session, COURSE, note, "refuse", actor=actor, facts=facts, now=now)
    note.words.reason = reason
    mails.refused(session, note, now=now, links=links)
    note.words.email = ""
