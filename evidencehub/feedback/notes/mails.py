"""What those who wrote a note and editors are told. Mails hold no word of a note."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accounts import queries as accounts
from evidencehub.feedback.notes.models import PracticeNote
from evidencehub.shared import mail
from evidencehub.shared.words import day


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def note(self, note: PracticeNote) -> str: ...

    def decide(self, note: PracticeNote) -> str: ...

    def desk(self) -> str: ...


def _tell(session: Session, note: PracticeNote, subject: str, *paragraphs: str, about: str, now: datetime) -> None:
    if note.words.email:
        body = "\n\n".join(["Hello,", *paragraphs, "We have forgotten your address."])
        mail.queue(session, to=note.words.email, subject=subject, body=body, about=about, at=now)


def published(session: Session, note: PracticeNote, *, now: datetime, links: Links) -> None:
    _tell(
        session, note, "Your note is public",
        f"Thank you. Everybody can read your note of {day(note.sent_at)} now:", links.note(note),
        about="note.published", now=now,
    )  # fmt: skip


def refused(session: Session, note: PracticeNote, *, now: datetime, links: Links) -> None:
    _tell(
        session, note, "Your note is not public",
        f"We have not published your note of {day(note.sent_at)}. This is why:", note.words.reason,
        about="note.refused", now=now,
    )  # fmt: skip


def notes_wait(session: Session, *, now: datetime, links: Links) -> None:
    """One mail to each editor when the desk was empty before, and not one for each note."""
    _tell_editors(
        session, "A practice note waits for you", f"A practice note waits to be read:\n\n{links.desk()}",
        about="note.waiting", now=now,
    )  # fmt: skip


def concern(session: Session, note: PracticeNote, *, now: datetime, links: Links) -> None:
    """At once, each time."""
    _tell_editors(
        session, "Urgent: a note tells of harm or a risk to somebody",
        "Somebody wrote a note and ticked that it tells of harm or a risk to somebody. Read it now, and follow your "
        f"organisation's rules for safeguarding:\n\n{links.decide(note)}",
        about="note.concern", now=now,
    )  # fmt: skip


def _tell_editors(session: Session, subject: str, text: str, *, about: str, now: datetime) -> None:
    for address in accounts.editor_emails(session):
        mail.queue(session, to=address, subject=subject, body=f"Hello,\n\n{text}", about=about, at=now)
