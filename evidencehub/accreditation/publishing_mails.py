"""What a team hears of the moment at which what was found becomes public."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accreditation.leads import Leads
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.review.telling import letter, tell_team
from evidencehub.shared.words import weekday


def published(session: Session, submission: Submission, *, by_team: bool, now: datetime, leads: Leads) -> None:
    name = name_sent(submission)
    why = "Somebody in your team said so." if by_team else "The days that you had before that are over."
    body = letter("Hello,", f"What was found on {name} is public now. {why}", leads.public)
    subject = f"Public now: {name}"
    tell_team(session, submission, subject=subject, body=body, about="submission.published", now=now)


def remind(session: Session, submission: Submission, *, now: datetime, leads: Leads) -> None:
    """To a team that has not replied."""
    name, on = name_sent(submission), weekday(submission.public_from)
    body = letter(
        "Hello,",
        f"You have our letter about {name}. What was found becomes public on {on}, with your reply or without one. "
        "Until then you can tell us which facts are wrong, and reply.",
        leads.letter,
    )
    subject = f"Public on {on}: {name}"
    tell_team(session, submission, subject=subject, body=body, about="submission.published-soon", now=now)
