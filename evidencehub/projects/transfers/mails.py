"""What both sides are told of a project that goes to another organisation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accounts.queries import owner_emails, team_emails
from evidencehub.projects.transfers.models import Transfer
from evidencehub.projects.transfers.states import DAYS
from evidencehub.shared import mail
from evidencehub.shared.words import day


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def transfer(self, made: Transfer) -> str: ...

    def projects(self) -> str: ...


def _tell(
    session: Session, to: Sequence[str], subject: str, *paragraphs: str, about: str, now: datetime
) -> None:  # fmt: skip
    for address in to:
        mail.queue(session, to=address, subject=subject, body="\n\n".join(["Hello,", *paragraphs]), about=about, at=now)


def offered(session: Session, made: Transfer, *, links: Links, now: datetime) -> None:
    """Nothing in it was typed by who offers: they may be a stranger."""
    _tell(
        session, owner_emails(session, made.to_id), f"A project is offered to {made.to_name}",
        f"Another team on this hub would like {made.to_name} to run a project of theirs from now on. See which, why, "
        "and what goes along, and say yes or no:",
        links.transfer(made),
        f"The offer ends on {day(made.expires_at)}. You need not do anything if you do not want the project.",
        about="transfer.offered", now=now,
    )  # fmt: skip
    _tell(
        session, team_emails(session, made.from_id), f"{made.project_name} is offered to {made.to_name}",
        f"An owner of your team has offered {made.project_name} to {made.to_name}. Until they say yes it is yours, and "
        f"an owner can take the offer back. It ends after {DAYS} days:",
        links.transfer(made),
        about="transfer.offered-by-us", now=now,
    )  # fmt: skip


def accepted(session: Session, made: Transfer, *, links: Links, now: datetime) -> None:
    name = made.project_name
    _tell(
        session, team_emails(session, made.from_id), f"{name} is with {made.to_name} now",
        f"{made.to_name} has taken on {name}. From now on their team edits it, answers for it and gets its mails. Your "
        "team cannot open its drafts any more. What was graded keeps your organisation's name, and the project's page "
        "says until when you ran it.",
        "Nobody in your team can grade it, as before.",
        links.transfer(made),
        about="transfer.accepted", now=now,
    )  # fmt: skip
    _tell(
        session, team_emails(session, made.to_id), f"{name} is with your organisation now",
        f"{made.to_name} has taken on {name} from {made.from_name}. It is among your projects, with its drafts, files, "
        "studies and what was sent. From now on you answer for it, and nobody in your team can grade it.",
        links.projects(),
        about="transfer.taken-on", now=now,
    )  # fmt: skip


def declined(session: Session, made: Transfer, *, links: Links, now: datetime) -> None:
    _tell(
        session, owner_emails(session, made.from_id), f"{made.to_name} does not take on {made.project_name}",
        f"You offered {made.project_name} to {made.to_name}. They said no, so it stays with you. If they said why, you "
        "can read it here:",
        links.transfer(made),
        about="transfer.declined", now=now,
    )  # fmt: skip


def withdrawn(session: Session, made: Transfer, *, links: Links, now: datetime) -> None:
    _tell(
        session, owner_emails(session, made.to_id), f"The offer of a project to {made.to_name} was taken back",
        "The team that offered you a project has taken the offer back. You need not do anything:",
        links.transfer(made),
        about="transfer.withdrawn", now=now,
    )  # fmt: skip


def lapsed(session: Session, made: Transfer, *, links: Links, now: datetime) -> None:
    _tell(
        session, owner_emails(session, made.from_id), f"{made.to_name} did not answer about {made.project_name}",
        f"You offered {made.project_name} to {made.to_name} on {day(made.offered_at)}. Nobody there answered within "
        f"{DAYS} days, so it stays with you. You can offer it again:",
        links.transfer(made),
        about="transfer.lapsed", now=now,
    )  # fmt: skip
