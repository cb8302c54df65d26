"""Which submission asks something of its team, and what is written to it so far."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.projects.asked.models import DraftReply
from evidencehub.projects.models import Project, Submission


def asking(project: Project) -> Submission | None:
    """The newest submission that came back with something to do; None while one is on its way, or where none did.

    One that the team withdrew, or that was not taken on, asks nothing: what was asked before it is still open.
    """
    if any(not each.state.is_closed for each in project.submissions):
        return None
    came_back = (each for each in reversed(project.submissions) if each.state.is_returned or each.state.is_graded)
    return next(came_back, None)


def drafts(session: Session, submission: Submission) -> dict[str, DraftReply]:
    """By key."""
    query = select(DraftReply).where(DraftReply.submission_id == submission.id)
    return {each.key: each for each in session.scalars(query)}
