"""Mails are rows; the worker sends them. By default they land in a folder, one file each, named by the row.

A mail's file is written under a temporary name and renamed, so a worker killed in the middle neither loses a mail nor
sends it twice. With a real mail server the Message-ID is the row's id, so that a copy sent again after a kill is seen
to be the same mail. While the server takes none, all wait and none is to blame: :mod:`evidencehub.shared.outages`.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from evidencehub.shared import due, mail_server, outages
from evidencehub.shared.db import Base, reading_only
from evidencehub.shared.logs import clean
from evidencehub.shared.settings import Settings

SERVER = "mail"  # by this name its outage is known
_EXAMPLES = (["example", "org"], ["example", "com"], ["example", "net"])
# Addresses in headers stay whole: as encoded words no program finds its button in them. RFC 5322 allows 998 characters.
_POLICY = policy.default.clone(max_line_length=998, cte_type="7bit")
_TOPS = (".example", ".invalid", ".test", ".localhost")


class Mail(Base, private="mails"):
    __tablename__ = "mail"
    # Before some mails go out, how many of their kind went to this address lately is counted.
    __table_args__ = (Index("ix_mail_to", "to", "about", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    to: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str]
    body: Mapped[str]
    about: Mapped[str] = mapped_column(String(80))  # what caused it, such as "submission.sent"
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    stop_at: Mapped[str] = mapped_column(default="", server_default="")  # an address that ends such mails with a POST
    refused_at: Mapped[datetime | None]  # the server will never take it to this address, as it stands
    refused_because: Mapped[str] = mapped_column(default="", server_default="")  # what the server said
    # What it tells of: "team:", "case:" or "review:" with an id, so that who reads it later has to be allowed to.
    concerns: Mapped[str] = mapped_column(String(80), default="", server_default="")


@dataclass(frozen=True)
class MailSettings:
    url: str = field(repr=False)
    sender: str
    certificate: str = ""


def settings_of(settings: Settings) -> MailSettings:
    return MailSettings(settings.mail_url, settings.mail_from, settings.mail_certificate)


@dataclass(frozen=True)
class Outgoing:
    """How one mail goes out."""

    held: str = ""  # why it does not go out by itself; "" where it does
    stop_at: str = ""  # where its reader ends such mails, if its sender named no place
    ending: str = ""  # a last paragraph


AT_ONCE = Outgoing()


class Gate(Protocol):
    """What stands between a mail that was written and the server: how its reader wants to be told."""

    def look(self, session: Session, letter: Mail) -> Outgoing: ...

    def settle(self, session: Session, letter: Mail, outgoing: Outgoing, now: datetime) -> None:
        """In the transaction that removes the row: keep how it went, and what follows from that."""
        ...


class Transport(Protocol):
    @property
    def batch(self) -> int:
        """Mails that go in one transaction: one, where a mail that is sent again would come twice."""
        ...

    def send(self, message: EmailMessage) -> None: ...

    def close(self) -> None: ...


def queue(
    session: Session, *, to: str, subject: str, body: str, about: str, at: datetime, stop_at: str = "",
    concerns: str = "",
) -> Mail:  # fmt: skip
    """Put a mail in the caller's transaction; it goes out if, and only if, that commits.

    :param stop_at: where somebody ends such mails, for programs that show a button for it.
    :param concerns: as the column has it.
    """
    mail = Mail(
        id=uuid4(), to=to, subject=subject, body=body.strip() + "\n", about=about, created_at=at, stop_at=stop_at,
        concerns=concerns,
    )  # fmt: skip
    session.add(mail)
    due.add(session, "mail", mail.id, {"mail_id": str(mail.id)})
    return mail


def transport_of(settings: MailSettings) -> Transport:
    """A folder or a server; nothing is opened yet.

    :raises BadSetting: neither, or they cannot be used.
    """
    parts = urlsplit(settings.url)
    if parts.scheme == "folder":
        return Folder(Path(parts.path))
    return _ToServer(mail_server.Connection(mail_server.parse(settings.url, settings.certificate)))


class Folder:
    batch = 50

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").split("@")[0]
        final = self._folder / f"{name}.eml"
        if final.exists():
            return
        temporary = self._folder / f".{name}.part"
        temporary.write_bytes(message.as_bytes())
        os.replace(temporary, final)

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class _ToServer:
    connection: mail_server.Connection
    batch: int = 1

    def send(self, message: EmailMessage) -> None:
        if not leads_nowhere(message["To"]):
            self.connection.send(message)

    def close(self) -> None:
        self.connection.close()


def leads_nowhere(address: str) -> bool:
    """Whether the address is under a name reserved for examples (RFC 2606), as those of invented people are."""
    return address.rpartition("@")[2].lower().split(".")[-2:] in _EXAMPLES or address.lower().endswith(_TOPS)


def as_message(mail: Mail, *, sender: str, outgoing: Outgoing = AT_ONCE) -> EmailMessage:
    message = EmailMessage(_POLICY)
    message["From"], message["To"], message["Subject"] = sender, mail.to, " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.id}@evidencehub>"
    message["Auto-Submitted"] = "auto-generated"
    if stop_at := mail.stop_at or outgoing.stop_at:  # one press in the mail program: RFC 2369 and RFC 8058
        message["List-Unsubscribe"] = f"<{stop_at}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(f"{mail.body}\n{outgoing.ending}\n" if outgoing.ending else mail.body)
    return message


class _Open:
    """Nobody has said how they want to be told."""

    def look(self, session: Session, letter: Mail) -> Outgoing:
        return AT_ONCE

    def settle(self, session: Session, letter: Mail, outgoing: Outgoing, now: datetime) -> None:
        pass


def handler(settings: MailSettings, now: Callable[[], datetime], gate: Gate | None = None) -> due.Handler:
    """The worker's handler for rows of kind ``mail``; one connection serves all that are due.

    A mail that the server will never take is kept with what it said, for admins to see, and not tried again by itself.
    """
    transport, way = transport_of(settings), gate or _Open()

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        waiting = [UUID(payload["mail_id"]) for payload in payloads]
        query = select(Mail).where(Mail.id.in_(waiting), Mail.sent_at.is_(None), Mail.refused_at.is_(None))
        with reading_only(), new_session() as session:
            mails = session.scalars(query.order_by(Mail.id)).all()
            outgoing = {mail.id: way.look(session, mail) for mail in mails}
        refused: dict[UUID, str] = {}
        try:
            for mail in mails:  # with no transaction open: a server may hang
                if outgoing[mail.id].held:
                    continue
                try:
                    transport.send(as_message(mail, sender=settings.sender, outgoing=outgoing[mail.id]))
                except mail_server.Refused as error:
                    refused[mail.id] = clean(str(error))[:500]
        except mail_server.ServerDown as error:
            outages.note(new_session, SERVER, clean(str(error)), now())
            raise due.NotNow(str(error)) from error
        except mail_server.Interrupted as error:  # this row is put off, so that one bad mail cannot hold up all others
            outages.note(new_session, SERVER, clean(str(error)), now())
            raise

        def finish(session: Session) -> None:
            for mail in session.scalars(select(Mail).where(Mail.id.in_(outgoing))).all():
                how = outgoing[mail.id]
                if mail.id in refused:
                    mail.refused_at, mail.refused_because = now(), refused[mail.id]
                elif not how.held:
                    mail.sent_at = now()
                way.settle(session, mail, how, now())
            if not all(how.held for how in outgoing.values()):
                outages.end(session, SERVER)

        return finish

    return due.Handler(
        work,
        batch=transport.batch,
        is_paused=lambda new_session, at: outages.is_paused(new_session, SERVER, at),
        close=transport.close,
    )


def send_again(session: Session, mail: Mail) -> None:
    """Try once more what the server refused, after somebody put right what was wrong. Otherwise nothing happens."""
    if mail.refused_at is None:
        return
    mail.refused_at, mail.refused_because = None, ""
    session.flush()
    due.add(session, "mail", mail.id, {"mail_id": str(mail.id)})
