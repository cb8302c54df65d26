"""The link to choose a new password: asked for on a page, sent by the worker.

Whoever asks must not learn from the time of an answer whether an address is known. The page does the same for every
address, it writes one due row; the worker looks whose it is.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidencehub.accounts import queries
from evidencehub.accounts.attempts import PER_PAIR, WINDOW
from evidencehub.accounts.models import Person
from evidencehub.shared import audit, due, mail
from evidencehub.shared.mail import Mail

_ABOUT = "person.reset"


class Links(Protocol):
    def reset(self, person: Person) -> str: ...


def ask(session: Session, email: str, *, spared: bool) -> None:
    """Have a link sent, if anybody has this address.

    :param spared: asked from a browser that signed in to this account before.
    """
    due.add(session, "reset", uuid4(), {"email": email.strip().lower(), "spared": spared})


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler for rows of kind ``reset``."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                _send(session, payload["email"], spared=payload["spared"], now=now(), links=links)

        return finish

    return due.Handler(work)


def _send(session: Session, email: str, *, spared: bool, now: datetime, links: Links) -> None:
    """Mail the link. Where strangers had many sent just now they get no more: the links that are there still work."""
    person = queries.person_by_email(session, email)
    if person is None or not person.is_active or (not spared and _sent_lately(session, email, now) >= PER_PAIR):
        return
    mail.queue(
        session, to=person.email, subject="Choose a new password", about=_ABOUT, at=now,
        body=f"Hello {person.name},\n\nChoose a new password by opening this link within 2 hours:\n\n"
        f"{links.reset(person)}\n\nIf you did not ask for it, you need not do anything: your password stays as it is.",
    )  # fmt: skip
    audit.record(session, "person.reset-asked", subject_type="person", subject_id=person.id, actor_id=None, at=now)


def _sent_lately(session: Session, email: str, now: datetime) -> int:
    query = select(func.count()).select_from(Mail)
    return session.scalar(query.where(Mail.to == email, Mail.about == _ABOUT, Mail.created_at > now - WINDOW)) or 0
