"""What editors and teams are told of entries of a learning log. No words of an entry go into a mail."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import editor_emails, team_emails
from evidencehub.projects.learning.models import LogEntry, LogVersion
from evidencehub.shared import mail
from evidencehub.shared.words import day


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def log(self, entry: LogEntry) -> str: ...

    def public_entry(self, entry: LogEntry) -> str: ...

    def board(self) -> str: ...


def entries_wait(session: Session, *, now: datetime, links: Links) -> None:
    """One mail to each editor when the desk was empty before, and not one for each entry."""
    body = (
        "Hello,\n\nA team wrote down what it learned, and wants everybody to read it. It is public when an editor has "
        f"read it:\n\n{links.board()}"
    )
    for address in editor_emails(session):
        mail.queue(
            session, to=address, subject="An entry of a learning log to read", body=body, about="log.waiting", at=now
        )


def public(session: Session, made: LogVersion, *, now: datetime, links: Links) -> None:
    _tell_team(
        session, made, "Your entry is public",
        f"An editor has read your entry of {day(made.learned_on)} in the learning log of {made.project_name}. "
        "Everybody can read it now, as written by you and not graded:", links.public_entry(made.entry),
        about="log.public", now=now,
    )  # fmt: skip


def refused(session: Session, made: LogVersion, *, now: datetime, links: Links) -> None:
    _tell_team(
        session, made, "Your entry is not public",
        f"An editor has read your entry of {day(made.learned_on)} in the learning log of {made.project_name}, and asks "
        "you to change something:", made.refused_because,
        f"Change it and send it again, or keep it for your team: {links.log(made.entry)}", about="log.refused", now=now,
    )  # fmt: skip


def _tell_team(session: Session, made: LogVersion, subject: str, *parts: str, about: str, now: datetime) -> None:
    organisation_id = made.entry.project.organisation_id
    body = "\n\n".join(["Hello,", *parts])
    for address in team_emails(session, organisation_id) if organisation_id else ():
        mail.queue(session, to=address, subject=subject, body=body, about=about, at=now)
