"""What editors and team hear of a reply. No mail holds its text, which may name somebody."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accreditation.replies.models import TeamReply
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.review import seating
from evidencehub.review.telling import letter, tell_editors, tell_team


def replied(session: Session, submission: Submission, *, now: datetime, link: str) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"The team of {name} has replied to the decision. Please read the reply: if it names somebody, hold it back "
        "and say why.",
        link,
    )
    but_not = seating.emails_of_all_asked(session, submission)
    tell_editors(
        session, submission, subject=f"The team has replied: {name}", body=body, about="reply.sent", now=now,
        but_not=but_not,
    )  # fmt: skip


def held_back(session: Session, reply: TeamReply, *, now: datetime, link: str) -> None:
    name = name_sent(reply.submission)
    body = letter(
        "Hello,",
        f"An editor holds back your reply to the decision on {name}, because it names somebody. The editor writes:",
        reply.held_because,
        "Please write it without the name and send it again. Until then everybody reads that you replied, and that the "
        "reply is held back.",
        link,
    )
    subject = f"Your reply is held back: {name}"
    tell_team(session, reply.submission, subject=subject, body=body, about="reply.held-back", now=now)
