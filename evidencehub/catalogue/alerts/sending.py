"""Telling of changes when it is time: a mail where something changed, and none where nothing did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.catalogue.alerts import lists, services
from evidencehub.catalogue.alerts.models import Alert
from evidencehub.catalogue.alerts.services import Links
from evidencehub.catalogue.changes import queries
from evidencehub.catalogue.changes.models import ChangeKind, PublicChange
from evidencehub.search.contract import Engine
from evidencehub.shared import due, mail
from evidencehub.shared.db import reading_only
from evidencehub.shared.words import counted

SETTLED_AFTER = timedelta(minutes=5)  # a change is written down a moment before it is committed
REMEMBERED = 2000  # projects of a list; of a longer one, those that leave it are told of only while they are on it
_HEADS = {
    ChangeKind.NEW: "New",
    ChangeKind.CHANGED: "Changed",
    ChangeKind.CORRECTED: "Corrected",
    ChangeKind.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True)
class _Found:
    changes: Sequence[PublicChange]
    matched: list[str]
    until: datetime


def handler(engine: Callable[[], Engine], secret_key: str, links: Links, now: Callable[[], datetime]) -> due.Handler:
    """The worker's handler for rows of kind ``alert``; the mail and the next row stand or fall with the removal."""

    def work(payloads: Sequence[Mapping[str, Any]], new_session: due.NewSession) -> due.Finish:
        (payload,) = payloads
        key, at = UUID(payload["alert_id"]), now()
        found = None
        if payload["act"] == services.TELL:
            with reading_only(), new_session() as session:
                alert = session.get(Alert, key)
                found = _look(session, engine(), alert, at) if alert else None

        def finish(session: Session) -> None:
            alert = session.get(Alert, key)
            if alert is None:
                return
            if found is None:
                if alert.confirmed_at is None:
                    services.stop(session, alert, stop_at=links.stop(services.token_of(secret_key, alert.id)))
                return
            if found.changes:
                _tell(session, alert, found.changes, secret_key, links, at)
            alert.matched, alert.told_until = found.matched, found.until
            services.due_next(session, alert, now=at)

        return finish

    return due.Handler(work)


def _look(session: Session, engine: Engine, alert: Alert, now: datetime) -> _Found:
    listed = lists.projects_of(engine, alert.asked)
    watched = {*listed, *(UUID(each) for each in alert.matched)}
    until = max(alert.told_until, now - SETTLED_AFTER)
    changes = lists.changes_of(session, alert.asked, watched, queries.Wanted(alert.told_until, until))
    return _Found(changes, [each.hex for each in listed[:REMEMBERED]], until)


def _tell(
    session: Session, alert: Alert, changes: Sequence[PublicChange], secret_key: str, links: Links, now: datetime
) -> None:
    stop = links.stop(services.token_of(secret_key, alert.id))
    parts = [f"Hello,\n\nThis changed on: {alert.title}"]
    for kind, head in _HEADS.items():
        of_kind = [each for each in changes if each.kind is kind]
        if of_kind:
            parts.append(f"{head.upper()}\n\n" + "\n\n".join(_told(each, links) for each in of_kind))
    if len(changes) == queries.MOST:
        parts.append(f"There may be more: these are the latest {queries.MOST}.")
    parts.append(f"All of it as it stands now:\n{links.list_of(alert.asked)}")
    parts.append(f"You get this mail {alert.often.value}, when something changed. To stop it, one press:\n{stop}")
    mail.queue(
        session, to=alert.email, subject=f"{counted(len(changes), 'change', 'changes')}: {alert.title}"[:150],
        body="\n\n".join(parts), about="alert.told", at=now, stop_at=stop,
    )  # fmt: skip


def _told(change: PublicChange, links: Links) -> str:
    name = change.name or "An approach"
    address = f"\n{links.approach(change.slug)}" if change.kind is not ChangeKind.WITHDRAWN else ""
    return "\n".join([name, *change.told]) + address
