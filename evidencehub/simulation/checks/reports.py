"""Reports of mistakes: how many wait at a moment, and of which the editors had to be reminded. By 20 working days."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.feedback.mistakes.models import MistakeReport
from evidencehub.shared import working_days
from evidencehub.shared.clock import day_of, end_of
from evidencehub.simulation.checks.history import History

REMINDED_ON, ANSWERED_BY = 16, 20  # working days: when the first begins, and when the last is over


def waiting(history: History, at: datetime) -> int:
    """How many waited just before this moment."""
    before = [one for one in history.entries if one.subject_type == "mistake" and one.at < at]
    ended = {one.subject_id for one in before if one.action != "mistake.report"}
    return sum(one.action == "mistake.report" and one.subject_id not in ended for one in before)


def mails(session: Session, history: History) -> Iterator[tuple[str, str]]:
    """Every editor hears of what waits still: about, to."""
    ended = {one.subject_id: one.at for one in reversed(history.entries)
             if one.subject_type == "mistake" and one.action != "mistake.report"}  # fmt: skip
    for made in session.scalars(select(MistakeReport)):
        late = end_of(day_of(working_days.start_of(ANSWERED_BY, after=made.sent_at)))
        for at in (working_days.start_of(REMINDED_ON, after=made.sent_at), late):
            if ended.get(str(made.id), at) >= at:
                for to in history.all_editors(at):
                    yield "mistake.still-waits", to
