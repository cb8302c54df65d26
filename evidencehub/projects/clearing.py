"""Whether anything of what was sent may be public: nothing is before an editor has looked at what would be."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.projects import public
from evidencehub.projects.addresses import follow_public_name
from evidencehub.projects.models import Submission
from evidencehub.shared import audit

KIND = "submission"  # what the audit calls it


def clear(session: Session, submission: Submission, *, actor_id: UUID | None, now: datetime) -> None:
    """Let its stub be public from now on, and all of it with what is found. A second time changes nothing."""
    if submission.cleared_at is not None:
        return
    submission.cleared_at = now
    project = submission.project
    project.published_at = project.published_at or now
    _announce(session, submission, "submission.clear", actor_id, now)


def close(session: Session, submission: Submission, *, actor_id: UUID | None, now: datetime) -> None:
    """Take back what was let: from this transaction on nothing of this submission is public."""
    if submission.cleared_at is None:
        return
    submission.cleared_at = None
    hide(session, submission)
    _announce(session, submission, "submission.close", actor_id, now)


def hide(session: Session, submission: Submission) -> None:
    """The project is not public any more, unless something else of it is."""
    session.flush()
    if public.public_view(session, submission.project) is None:
        submission.project.published_at = None


def _announce(session: Session, submission: Submission, act: str, actor_id: UUID | None, now: datetime) -> None:
    follow_public_name(session, submission.project)
    public.changed(session, submission.project_id)
    session.flush()
    audit.record(session, act, subject_type=KIND, subject_id=submission.id, actor_id=actor_id, at=now)
