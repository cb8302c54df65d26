"""What editors do with a case before reviewers are chosen: look it through, return it."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts
from evidencehub.projects.models import Submission
from evidencehub.review import cases, mails, moving
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.shared.errors import Invalid


def screen(
    session: Session, submission: Submission, *, actor: Actor, facts: Facts, now: datetime, links: Links = IN_WORDS
) -> None:
    """Take a case that was sent in: from now on this editor runs it, and looks it through."""
    cases.lock(session, submission)
    submission.owner_id = actor.id
    moving.move(session, submission, "screen", facts=facts, actor_id=actor.id, now=now)


def return_to_team(
    session: Session, submission: Submission, *, reason: str, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Send a case back before it is graded, with the reason, which goes to the team by mail.

    :raises Invalid: no reason is given.
    """
    reason = reason.strip()
    if not reason or len(reason) > cases.MAX_REASON:
        raise Invalid("Say what has to change", {"reason": "Say what has to change before this can be graded"})
    cases.lock(session, submission)
    submission.returned_reason = reason
    moving.move(session, submission, "return", facts=facts, actor_id=actor.id, now=now)
    mails.returned(session, submission, now=now, links=links)
