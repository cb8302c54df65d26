"""What reviewing comes to, for everybody to read: how many came how far, how long it took, how far two agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.models import Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.models import Decision

PROMISED = timedelta(days=42)  # what the steps of evidencehub.review.deadlines come to
LATELY = timedelta(days=365)


@dataclass(frozen=True)
class Sent:
    """One submission, as far as figures need it."""

    state: SubmissionState
    submitted_at: datetime
    decided_at: datetime | None
    is_again: bool  # sent again after a decision
    agreed_first: int = 0  # questions that both reviewers answered alike before they talked
    compared: int = 0


@dataclass(frozen=True)
class Record:
    sent: int
    returned: int  # before any reviewer saw them
    withdrawn: int  # by the team, before a decision
    rejected: int  # before any reviewer saw them
    under_way: int
    accredited: int
    not_accredited: int
    again: int
    decided_lately: int  # in the last year; what follows is about these
    days: float | None  # the middle one, from sending to the letter
    most_days: int | None
    in_time: int
    agreed_first: int
    compared: int

    @property
    def decided(self) -> int:
        return self.accredited + self.not_accredited


def record(session: Session, *, with_invented: bool, now: datetime) -> Record:
    """In one query. What no editor has looked at does not count while it waits.

    :param with_invented: in a demonstration there is nothing else.
    """
    ended = [state for state in SubmissionState if state.is_closed]
    query = (
        select(
            Submission.state, Submission.submitted_at, Submission.decided_at, Submission.previous_id.is_not(None),
            Decision.agreed_first, Decision.compared,
        )
        .outerjoin(Decision, Decision.submission_id == Submission.id)
        .where(Submission.submitted_at.is_not(None), Submission.cleared_at.is_not(None) | Submission.state.in_(ended))
    )  # fmt: skip
    if not with_invented:
        query = query.where(Submission.demo.is_(False))
    return summed(
        [
            Sent(state, submitted, decided, again, agreed or 0, compared or 0)
            for state, submitted, decided, again, agreed, compared in session.execute(query)
            if submitted is not None
        ],
        now=now,
    )


def summed(every: Iterable[Sent], *, now: datetime) -> Record:
    held = list(every)
    over = [each for each in held if each.state.is_over and each.decided_at is not None]
    lately = [each for each in over if each.decided_at is not None and each.decided_at > now - LATELY]
    took = [each.decided_at - each.submitted_at for each in lately if each.decided_at is not None]

    def number(*states: SubmissionState) -> int:
        return sum(each.state in states for each in held)

    return Record(
        sent=len(held),
        returned=number(SubmissionState.RETURNED),
        withdrawn=number(SubmissionState.WITHDRAWN),
        rejected=number(SubmissionState.REJECTED),
        under_way=sum(each.state.is_under_way and not each.state.is_returned for each in held),
        accredited=number(SubmissionState.ACCREDITED),
        not_accredited=number(SubmissionState.NOT_ACCREDITED),
        again=sum(each.is_again for each in held),
        decided_lately=len(lately),
        days=median(each / timedelta(days=1) for each in took) if took else None,
        most_days=max(each.days for each in took) if took else None,
        in_time=sum(each <= PROMISED for each in took),
        agreed_first=sum(each.agreed_first for each in lately),
        compared=sum(each.compared for each in lately),
    )
