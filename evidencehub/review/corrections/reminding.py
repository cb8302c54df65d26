"""What a team says of facts waits for an editor, who is reminded every few working days until it is answered.

A due row for each case. When it comes up, the case is looked at as it is then.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects.models import Submission
from evidencehub.review.corrections import mails, queries
from evidencehub.review.corrections.states import CorrectionState
from evidencehub.review.links import Links
from evidencehub.shared import audit, due, working_days

DUE = "facts"  # the kind of due rows
DAYS = CorrectionState.WAITING.told.days  # working days that it may wait


def plan(session: Session, submission: Submission, since: datetime) -> None:
    """Of what waits since then, the longest; in place of what was planned before."""
    if submission.demo:  # there is nobody to remind
        return
    due.forget_key(session, DUE, submission.id)
    at = working_days.start_of(DAYS + 1, after=since)
    due.add(session, DUE, submission.id, {"submission": str(submission.id)}, at=at)


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                submission = session.get(Submission, UUID(payload["submission"]))
                if submission is not None:
                    _look(session, submission, now=now(), links=links)

        return finish

    return due.Handler(work)


def _look(session: Session, submission: Submission, *, now: datetime, links: Links) -> None:
    """What was answered meanwhile reminds nobody; something that was said later is given its days."""
    since = queries.waiting(session, [submission.id]).get(submission.id)
    if since is None:
        return
    if working_days.start_of(DAYS + 1, after=since) > now:
        plan(session, submission, since)
        return
    audit.record(
        session, "correction.reminded", subject_type="submission", subject_id=submission.id, actor_id=None, at=now
    )
    mails.still_wait(session, submission, since=since, now=now, links=links)
    plan(session, submission, now)
