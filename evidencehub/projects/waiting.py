"""How long a team has to expect to wait for its letter."""

import statistics
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState

LATEST, AT_LEAST = 20, 5  # decided cases: how many are looked at, and how many it takes
STEPS = (SubmissionState.SUBMITTED, SubmissionState.SCREENING, SubmissionState.IN_REVIEW, SubmissionState.RECONCILING)


@dataclass(frozen=True)
class Wait:
    days: int
    cases: int  # that it was measured on; 0 where it is what the steps may take together


def expected(session: Session, *, demo: bool) -> Wait:
    """The median from sending to the letter over the latest cases here; with too few of them, what the steps may take.

    :param demo: of invented cases for an invented project, whose days nobody waited; else of real ones.
    """
    decided = (Submission.submitted_at.is_not(None), Submission.decided_at.is_not(None), Submission.demo == demo)
    query = select(Submission.submitted_at, Submission.decided_at).where(*decided)
    query = query.order_by(Submission.decided_at.desc(), Submission.id).limit(LATEST)
    waits = [_days(row.submitted_at, row.decided_at) for row in session.execute(query)]
    if len(waits) >= AT_LEAST:
        return Wait(max(1, round(statistics.median(waits))), len(waits))
    return Wait(sum(state.told.days or 0 for state in STEPS), 0)


def _days(sent: datetime, decided: datetime) -> float:
    return (decided - sent).total_seconds() / 86_400
