"""How long a team may appeal: 28 days of the hub's calendar from the day on which the letter went out."""

from datetime import date, datetime, timedelta

from evidencehub.projects.models import Submission
from evidencehub.shared.clock import day_of

DAYS = 28


def last_day_of(letter_at: datetime) -> date:
    return day_of(letter_at) + timedelta(days=DAYS)


def last_day(submission: Submission) -> date | None:
    """The last day on which an appeal is taken; None while there is no letter."""
    return last_day_of(submission.decided_at) if submission.decided_at else None


def is_open(submission: Submission, now: datetime) -> bool:
    """ "Until 27 December" is open until that day ends, whatever the hour at which the letter went out."""
    last = last_day(submission)
    return submission.state.is_graded and last is not None and day_of(now) <= last
