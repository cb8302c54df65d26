"""Asking for mails about changes, confirming it, and ending it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.alerts import lists
from evidencehub.catalogue.alerts.models import Alert, Often
from evidencehub.shared import due, mail
from evidencehub.shared.errors import NotFound

KIND = "alert"  # of its due rows, which either tell what changed or forget an address that nobody confirmed
TELL, FORGET = "tell", "forget"
UNCONFIRMED_FOR = timedelta(days=7)
MOST_UNCONFIRMED = 3  # mails that strangers can have sent to an address while it answers none
MOST_OF_ONE = 50  # alerts of one address
AT_HOUR = 7  # UTC
_SALT = "evidencehub.alert"
_ABOUT = "alert.asked"


class Links(Protocol):
    """Addresses for mails; the pages supply them, so that services know no URLs."""

    def confirm(self, token: str) -> str: ...

    def stop(self, token: str) -> str: ...

    def approach(self, slug: str) -> str: ...

    def list_of(self, asked: Mapping[str, Any]) -> str: ...


def token_of(secret_key: str, alert_id: UUID) -> str:
    """What a mail holds so that whoever got it, and nobody else, can confirm or stop."""
    return str(URLSafeSerializer(secret_key, salt=_SALT).dumps(alert_id.hex))


def alert_of(session: Session, secret_key: str, token: str) -> Alert:
    """:raises NotFound: the token is not ours, or the alert has ended."""
    try:
        found = session.get(Alert, UUID(URLSafeSerializer(secret_key, salt=_SALT).loads(token)))
    except (BadSignature, ValueError, TypeError, AttributeError):
        found = None
    if found is None:
        raise NotFound("These mails have ended, or the link is not complete. No more are sent because of it.")
    return found


def ask(
    session: Session, *, email: str, often: Often, title: str, asked: Mapping[str, Any], now: datetime,
    secret_key: str, links: Links,
) -> None:  # fmt: skip
    """Send one mail with a link to confirm. Whoever types an address learns nothing of whether it is known here."""
    address = email.strip().lower()
    known = list(session.scalars(select(Alert).where(Alert.email == address)))
    same = next((each for each in known if each.asked == dict(asked)), None)
    if len(known) >= MOST_OF_ONE or _sent_lately(session, address, now) >= MOST_UNCONFIRMED:
        return
    alert = same or Alert(id=uuid4(), email=address, asked=dict(asked), created_at=now, told_until=now, matched=[])
    token = token_of(secret_key, alert.id)
    if alert.confirmed_at is not None:
        mail.queue(
            session, to=address, subject="You get these mails already", about=_ABOUT, at=now, stop_at=links.stop(token),
            body=f"Hello,\n\nYou asked us to write to this address when something changes here:\n\n{title}\n\n"
            f"You get these mails already, {alert.often.value}. To have them more or less often, stop them first, and "
            f"ask again:\n\n{links.stop(token)}",
        )  # fmt: skip
        return
    alert.often, alert.title = often, title
    if same is None:
        session.add(alert)
    due.forget_key(session, KIND, alert.id)  # of a second mail too the link is good for as long as it says
    due.add(session, KIND, alert.id, {"alert_id": str(alert.id), "act": FORGET}, at=now + UNCONFIRMED_FOR)
    session.flush()
    thing = "an approach" if lists.APPROACH in asked else "a search"  # never a stranger's words: the page has them
    mail.queue(
        session, to=address, subject="Confirm that you want these mails", about=_ABOUT, at=now,
        stop_at=links.stop(token),
        body=f"Hello,\n\nSomebody asked us to write to this address {often.value} when something changes on {thing} "
        "on this hub.\n\nIf that was you, open this link within 7 days. It shows what it is about, with a button to "
        f"press:\n\n{links.confirm(token)}\n\n"
        "If it was not, you need not do anything: no more mails come, and the address is forgotten.",
    )  # fmt: skip


def _sent_lately(session: Session, address: str, now: datetime) -> int:
    query = select(func.count()).select_from(mail.Mail)
    query = query.where(
        mail.Mail.to == address, mail.Mail.about == _ABOUT, mail.Mail.created_at > now - timedelta(days=1)
    )
    return session.scalar(query) or 0


def confirm(session: Session, alert: Alert, *, now: datetime) -> None:
    """From now on; what changed before was there to be read."""
    if alert.confirmed_at is None:
        alert.confirmed_at = alert.told_until = now
        due_next(session, alert, now=now)


def of_address(session: Session, address: str) -> Sequence[Alert]:
    """All that an address asked for, the newest first; not all of it need be confirmed."""
    order = Alert.created_at.desc(), Alert.id
    return session.scalars(select(Alert).where(Alert.email == address).order_by(*order)).all()


def change(session: Session, alert: Alert, often: Often, *, now: datetime) -> None:
    """More or less often: the next mail comes when the new choice says. What nobody confirmed waits for that."""
    alert.often = often
    if alert.confirmed_at is not None:
        due.forget_key(session, KIND, alert.id)
        due_next(session, alert, now=now)


def due_next(session: Session, alert: Alert, *, now: datetime) -> None:
    due.add(session, KIND, alert.id, {"alert_id": str(alert.id), "act": TELL}, at=next_time(alert.often, now))


def stop(session: Session, alert: Alert, *, stop_at: str) -> None:
    """Nothing is kept of it, nor of its mails; its due row will find nothing to do.

    :param stop_at: the address in its mails that stops them.
    """
    session.execute(delete(mail.Mail).where(mail.Mail.stop_at == stop_at))
    session.delete(alert)


def stop_all(session: Session, address: str, *, secret_key: str, links: Links) -> None:
    for alert in session.scalars(select(Alert).where(Alert.email == address)).all():
        stop(session, alert, stop_at=links.stop(token_of(secret_key, alert.id)))


def next_time(often: Often, now: datetime) -> datetime:
    """The next morning, or the next Monday morning, that is yet to come."""
    morning = now.replace(hour=AT_HOUR, minute=0, second=0, microsecond=0)
    if morning <= now:
        morning += timedelta(days=1)
    if often is Often.WEEKLY:
        morning += timedelta(days=-morning.weekday() % 7)
    return morning
