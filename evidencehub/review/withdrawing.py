"""The team takes back what it sent, before it is decided. Its stub stays public: see docs/decisions."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Facts
from evidencehub.projects import public
from evidencehub.projects.models import Submission
from evidencehub.review import cases, mails, moving, seat_mails, seating
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.questions import handling
from evidencehub.shared.errors import Invalid

MAX_BECAUSE = 2_000  # characters


def withdraw(
    session: Session, submission: Submission, *, because: str = "", actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """End a case on the team's wish. What reviewers wrote is kept and sealed, and they are told and thanked.

    :param because: for the editors alone; may be empty.
    :raises WrongState: it is decided, ended already, or was sent again since.
    :raises Invalid: the reason is too long.
    """
    because = because.strip()
    if len(because) > MAX_BECAUSE:
        message = f"The reason must be {MAX_BECAUSE:,} characters or fewer"
        raise Invalid(message, {"because": message})
    cases.lock(session, submission)
    submission.ended_because = because
    moving.move(session, submission, "withdraw", facts=facts, actor_id=actor.id, now=now)
    for assignment in seating.end_all(session, submission, actor=actor, now=now):
        seat_mails.ended(session, assignment, now=now)
    handling.end_all(session, submission, now=now)
    but_not = seating.emails_of_all_asked(session, submission)
    mails.withdrawn(session, submission, now=now, links=links, but_not=but_not)
    public.changed(session, submission.project_id)
    session.flush()
