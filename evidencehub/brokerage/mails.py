"""What those who offer, look for and ask are told. A name or an address stands in a mail only once both agreed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from evidencehub.accounts import queries as accounts
from evidencehub.accounts.models import Person
from evidencehub.brokerage import kinds
from evidencehub.brokerage.models import HelpContact, HelpNotice
from evidencehub.shared import mail
from evidencehub.shared.words import day, listed, lower_first


class Links(Protocol):
    """Addresses for mails; the web edge supplies them, so that services know no URLs."""

    def own(self) -> str:
        """Of the page with all that is one's own."""

    def contact(self, contact: HelpContact) -> str: ...

    def ask(self, notice: HelpNotice) -> str:
        """Of the page on which somebody asks to be put in touch."""

    def notice(self, notice: HelpNotice) -> str:
        """Of the editors' page of one offer or request."""

    def desk(self) -> str: ...


def what(notice: HelpNotice) -> str:
    """ "your offer of help" goes on from this."""
    return "offer of help" if notice.is_offer else "request for help"


def a(notice: HelpNotice) -> str:
    return f"{'an' if notice.is_offer else 'a'} {what(notice)}"


def owners(session: Session, notice: HelpNotice) -> list[str]:
    """Who hears of it: whoever offers, or the team that looks for help."""
    if notice.is_offer or notice.project is None or notice.project.organisation_id is None:
        return [notice.person.email]
    return accounts.team_emails(session, notice.project.organisation_id)


def _tell(session: Session, to: Iterable[str], subject: str, *paragraphs: str, about: str, now: datetime) -> None:
    for address in to:
        body = "\n\n".join(["Hello,", *(part for part in paragraphs if part)])
        mail.queue(session, to=address, subject=subject, body=body, about=about, at=now)


def waits(session: Session, *, now: datetime, links: Links) -> None:
    """One mail to each editor when the desk was empty before."""
    _tell(
        session, accounts.editor_emails(session), "An offer of help or a request waits for you",
        "It waits for an editor to read it:", links.desk(), about="help.waiting", now=now,
    )  # fmt: skip


def reported(session: Session, notice: HelpNotice, *, now: datetime, links: Links) -> None:
    _tell(
        session, accounts.editor_emails(session), f"Somebody reported {a(notice)}",
        "They say why it should not stand there. It stays public until an editor takes it down:", links.notice(notice),
        about="help.reported", now=now,
    )  # fmt: skip


def published(session: Session, notice: HelpNotice, *, now: datetime, links: Links) -> None:
    _tell(
        session, owners(session, notice), f"Your {what(notice)} is public",
        f"Everybody can read it until {day(notice.until)}. It shows no name and no address. If somebody asks to be put "
        "in touch, we write to you, and you say yes or no.",
        links.own(), about="help.published", now=now,
    )  # fmt: skip


def fits(
    session: Session, notice: HelpNotice, others: Iterable[HelpNotice], *, now: datetime, links: Links
) -> None:  # fmt: skip
    """To whoever wrote something that it fits; one mail each, however much of theirs it fits."""
    told = dict.fromkeys(address for one in others for address in owners(session, one))
    if notice.is_offer:
        subject, says = "Somebody offers help that your team looks for", "Somebody offers"
    else:
        subject, says = "A team looks for help that you offer", "A team looks for"
    about = lower_first(listed(kinds.labels(notice.kinds)))
    _tell(
        session, told, subject,
        f"{says} help with this: {about}. It shows no name. Read it, and ask to be put in touch:",
        links.ask(notice), about="help.fits", now=now,
    )  # fmt: skip


def refused(session: Session, notice: HelpNotice, *, now: datetime, links: Links) -> None:
    _tell(
        session, owners(session, notice), f"Your {what(notice)} is not public", "This is why:", notice.reason,
        "You can write another one:", links.own(), about="help.refused", now=now,
    )  # fmt: skip


def expired(session: Session, notice: HelpNotice, *, now: datetime, links: Links) -> None:
    _tell(
        session, owners(session, notice), f"Your {what(notice)} ran out",
        "It is not public any more, so that nobody asks about what may no longer hold. Does it still hold? One press "
        "publishes it again:",
        links.own(), about="help.expired", now=now,
    )  # fmt: skip


def asked(session: Session, contact: HelpContact, *, now: datetime, links: Links) -> None:
    who = "A project team asks for" if contact.notice.is_offer else "Somebody offers"
    _tell(
        session, owners(session, contact.notice), f"An answer to your {what(contact.notice)}",
        f"{who} help. Read what they write, and say yes or no by {day(contact.until)}. Neither side learns a name or "
        "an address before you say yes.",
        links.contact(contact), about="help.asked", now=now,
    )  # fmt: skip


def agreed(session: Session, contact: HelpContact, answered_by: Person, *, now: datetime) -> None:
    """To each of the two, with how to reach the other."""
    one, other = contact.person, answered_by
    project = contact.helped.name
    for to, them in ((one, other), (other, one)):
        _tell(
            session, [to.email], f"You are in touch about {project}",
            f"You both agreed. It is about help with {project}. Write to {them.name}: {them.email}",
            _NOT_BOTH, about="help.agreed", now=now,
        )  # fmt: skip


_NOT_BOTH = (
    "Whoever helps a project cannot grade it: the hub counts it as a conflict of interest from now on. What you agree "
    "on is between the two of you."
)


def declined(session: Session, contact: HelpContact, *, now: datetime, links: Links) -> None:
    _tell(
        session, [contact.person.email], "They cannot do it at present",
        f"You asked to be put in touch about {a(contact.notice)}. The other side says that they cannot do it at "
        "present. They did not see your name.",
        links.own(), about="help.declined", now=now,
    )  # fmt: skip


def lapsed(session: Session, contact: HelpContact, *, now: datetime, links: Links) -> None:
    _tell(
        session, [contact.person.email], "Nobody answered",
        f"On {day(contact.asked_at)} you asked to be put in touch about {a(contact.notice)}. "
        "There was no answer, so it is closed. Nobody learned your name.",
        links.own(), about="help.lapsed", now=now,
    )  # fmt: skip
