"""What editors and teams are told of later results. No result goes into a mail."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import editor_emails, team_emails
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.later.models import LaterResults
from evidencehub.shared import mail


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def own(self, later: LaterResults) -> str: ...

    def public(self, later: LaterResults) -> str: ...

    def board(self) -> str: ...


def wait(session: Session, *, now: datetime, links: Links) -> None:
    """One mail to each editor when the desk was empty before."""
    body = (
        "Hello,\n\nA team added later results to a study that was graded here. They are public when an editor has read "
        f"them:\n\n{links.board()}"
    )
    for address in editor_emails(session):
        mail.queue(session, to=address, subject="Later results to read", body=body, about="later.waiting", at=now)


def public(session: Session, later: LaterResults, *, now: datetime, links: Links) -> None:
    _tell_team(
        session, later, "Your later results are public",
        f"An editor has read the later results of {name_sent(later.submission)}. Everybody can read them now, as later "
        "and not graded yet:", links.public(later),
        "Reviewers read them when you send the project again. Your Standard stays as it is until then.",
        about="later.public", now=now,
    )  # fmt: skip


def refused(session: Session, later: LaterResults, *, now: datetime, links: Links) -> None:
    _tell_team(
        session, later, "Your later results are not public",
        f"An editor has read the later results of {name_sent(later.submission)}, and asks you to change something:",
        later.refused_because, f"Change it and send it again: {links.own(later)}", about="later.refused", now=now,
    )  # fmt: skip


def _tell_team(session: Session, later: LaterResults, subject: str, *parts: str, about: str, now: datetime) -> None:
    organisation_id = later.submission.project.organisation_id
    body = "\n\n".join(["Hello,", *parts])
    for address in team_emails(session, organisation_id) if organisation_id else ():
        mail.queue(session, to=address, subject=subject, body=body, about=about, at=now)
