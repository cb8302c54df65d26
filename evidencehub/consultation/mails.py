"""What authors and editors are told. Mails hold nobody's words but an editor's, to the author they are for."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.accounts import queries as accounts
from evidencehub.consultation.models import StandardComment
from evidencehub.consultation.subjects import Subject
from evidencehub.shared import mail
from evidencehub.shared.words import day


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def comments(self, subject: Subject, comment_id: UUID | None = None) -> str: ...

    def desk(self) -> str: ...


def _tell_author(
    session: Session, comment: StandardComment, subject_line: str, *paragraphs: str, about: str, now: datetime
) -> None:
    author = comment.author
    if not author.is_active or author.confirmed_at is None:
        return
    body = "\n\n".join([f"Hello {author.name},", *paragraphs])
    mail.queue(session, to=author.email, subject=subject_line, body=body, about=about, at=now)


def published(session: Session, comment: StandardComment, subject: Subject, *, now: datetime, links: Links) -> None:
    _tell_author(
        session, comment, f"Your comment is published: {subject.title}",
        f"Thank you for your comment on “{subject.title}”. Everybody can read it now:",
        links.comments(subject, comment.id),
        "We will write again when we have answered it.",
        about="comment.published", now=now,
    )  # fmt: skip


def refused(session: Session, comment: StandardComment, subject: Subject, *, now: datetime, links: Links) -> None:
    _tell_author(
        session, comment, f"Your comment is not published: {subject.title}",
        f"We have not published your comment on “{subject.title}” of {day(comment.sent_at)}. This is why:",
        comment.words.reason,
        "Your comment is kept. You and the editors can read it, nobody else. You can send another:",
        links.comments(subject),
        about="comment.refused", now=now,
    )  # fmt: skip


def answered(session: Session, comment: StandardComment, subject: Subject, *, now: datetime, links: Links) -> None:
    _tell_author(
        session, comment, f"Your comment is answered: {subject.title}",
        f"We have answered your comment on “{subject.title}”:",
        comment.words.answer,
        "Everybody can read your comment and this answer:",
        links.comments(subject, comment.id),
        about="comment.answered", now=now,
    )  # fmt: skip


def comments_wait(session: Session, *, now: datetime, links: Links) -> None:
    """One mail to each editor when the desk was empty before, and not one for each comment."""
    body = f"Hello,\n\nA comment on a standard or a list of words waits to be read:\n\n{links.desk()}"
    for address in accounts.editor_emails(session):
        mail.queue(session, to=address, subject="A comment waits for you", body=body, about="comment.waiting", at=now)
