"""What an editor typed for a reviewer: the reviewer is asked whether it is theirs, and the editor told where not."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.telling import letter, tell_reviewer
from evidencehub.shared import mail
from evidencehub.shared.words import day


def confirm(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    tell_reviewer(
        session,
        assignment,
        "An editor has typed your findings into the hub, from what you sent. They count only when you say that they "
        "are yours; after that nothing can be changed. If something is wrong, say what, and the editor puts it right.",
        f"Please answer by {day(assignment.due_at)}.",
        links.confirm(assignment.id, now),
        subject="Are these your findings?",
        about="review.confirm-findings",
        now=now,
    )


def not_theirs(
    session: Session, assignment: Assignment, editor: Person, *, because: str, now: datetime, links: Links
) -> None:  # fmt: skip
    """To the editor who typed, alone; it names no reviewer."""
    name = name_sent(assignment.submission)
    body = letter(
        f"Hello {editor.name},",
        f"The reviewer of {name} for whom you typed says that something is wrong:",
        because,
        "Please change it, and ask again.",
        links.case(assignment.submission_id),
    )
    mail.queue(
        session, to=editor.email, subject=f"Not yet right: findings for {name}", body=body,
        about="review.findings-refused", at=now, concerns=f"case:{assignment.submission_id}",
    )  # fmt: skip
