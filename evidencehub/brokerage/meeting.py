"""Who may not be put in touch: whoever grades or runs an open case or appeal of a team, and the team with itself.

Nobody is told of it. Whoever asks reads the same words as where the other side stays silent: else a team would learn
from being refused who grades its work.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accounts.models import Membership
from evidencehub.brokerage.models import HelpContact
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.models import Project, Submission
from evidencehub.projects.states import SubmissionState
from evidencehub.review.models import Assignment
from evidencehub.review.states import AssignmentState

_RUNNING = [state for state in SubmissionState if state.is_under_way]
_SEATED = [state for state in AssignmentState if state.has_seat]


def may_meet(session: Session, helper_id: UUID, organisation_id: UUID | None) -> bool:
    """Whether somebody may help a team of this organisation now."""
    if organisation_id is None or is_member(session, helper_id, organisation_id):
        return False
    theirs = select(Submission.id).join(Project).where(Project.organisation_id == organisation_id)
    running = theirs.where(Submission.state.in_(_RUNNING))
    appealed = select(Appeal.submission_id).where(Appeal.submission_id.in_(theirs), Appeal.ended_at.is_(None))
    seated = select(Assignment.submission_id).where(
        Assignment.reviewer_id == helper_id, Assignment.state.in_(_SEATED)
    )  # fmt: skip
    ways = (
        running.where(Submission.id.in_(seated)),
        running.where(Submission.owner_id == helper_id),
        appealed.where(Appeal.submission_id.in_(seated)),
        appealed.where(Appeal.editor_id == helper_id),
    )
    return not any(session.scalar(way.limit(1)) for way in ways)


def is_member(session: Session, person_id: UUID, organisation_id: UUID) -> bool:
    query = select(Membership.id).where(
        Membership.person_id == person_id, Membership.organisation_id == organisation_id
    )  # fmt: skip
    return session.scalar(query.limit(1)) is not None


def is_passed_on(session: Session, contact: HelpContact) -> bool:
    """Whether the side that was asked sees it."""
    return contact.state.is_agreed or may_meet(session, contact.helper.id, contact.helped.organisation_id)
