"""One reminder to each who has not sent anything when the day has come. The worker sends it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.catalogue.outcomes.certainty import mails
from evidencehub.catalogue.outcomes.certainty.mails import Links
from evidencehub.catalogue.outcomes.certainty.models import Judgement
from evidencehub.shared import due

REMINDER = "certainty"


def remind_later(session: Session, judgement: Judgement) -> None:
    """On the day that holds now, and no more on one before."""
    due.forget_key(session, REMINDER, judgement.id)
    due.add(session, REMINDER, judgement.id, {"judgement_id": str(judgement.id)}, at=judgement.due_at)


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """How rows of kind ``certainty`` are done: each names a judgement (``judgement_id``) whose day has come."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        return lambda session: _remind(session, [UUID(each["judgement_id"]) for each in payloads], now(), links)

    return due.Handler(work)


def _remind(session: Session, judgement_ids: Sequence[UUID], now: datetime, links: Links) -> None:
    for judgement_id in judgement_ids:
        judgement = session.get(Judgement, judgement_id)
        for seat in judgement.seats if judgement and judgement.state.is_judging else ():
            if seat.state.is_due:
                mails.reminded(session, seat, now=now, links=links)
