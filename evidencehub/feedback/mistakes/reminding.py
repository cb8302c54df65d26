"""How long a report of a mistake may wait: 20 working days. Editors are reminded before they are over, and after.

Each reminder is a due row. When it comes up, the report is looked at as it is then.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.feedback.mistakes import mails
from evidencehub.feedback.mistakes.mails import Links
from evidencehub.feedback.mistakes.models import MistakeReport
from evidencehub.shared import due, working_days
from evidencehub.shared.clock import day_of, end_of

DUE = "mistake"  # the kind of due rows
DAYS, REMIND_BEFORE = 20, 5  # working days


def answered_by(sent_at: datetime) -> datetime:
    """The last second of the last day."""
    return end_of(day_of(working_days.start_of(DAYS, after=sent_at))) - timedelta(seconds=1)


def plan(session: Session, made: MistakeReport) -> None:
    early = working_days.start_of(DAYS - REMIND_BEFORE + 1, after=made.sent_at)
    for at in (early, answered_by(made.sent_at) + timedelta(seconds=1)):
        due.add(session, DUE, made.id, {"report": str(made.id)}, at=at)


def forget(session: Session, made: MistakeReport) -> None:
    due.forget_key(session, DUE, made.id)


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                made = session.get(MistakeReport, UUID(payload["report"]))
                if made is not None and made.state.is_waiting:
                    mails.still_waits(session, made, now=now(), links=links)

        return finish

    return due.Handler(work)
