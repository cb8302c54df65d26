"""What a team and the two reviewers on appeal hear of what came of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accreditation.leads import Leads
from evidencehub.accreditation.letter.mail import as_text
from evidencehub.accreditation.letter.shapes import Letter
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.words import came_of_it, seen_from
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.appeals.pairing import seated
from evidencehub.review.decided_mails import YOUR_WORD
from evidencehub.review.telling import letter as written
from evidencehub.review.telling import of_review, tell_team
from evidencehub.shared import mail
from evidencehub.shared.words import weekday


def concluded(session: Session, appeal: Appeal, letter: Letter, *, now: datetime, leads: Leads) -> None:
    """To the team, before anybody else."""
    name = name_sent(appeal.submission)
    body = written(
        f"Your appeal about {name} is decided: {came_of_it(appeal.outcome)}. You hear it first: everybody can read it "
        f"from {weekday(seen_from(appeal))} on. This is the letter as it stands now.",
        as_text(letter, where=leads.letter, contact=leads.contact),
    )
    subject = f"What came of your appeal: {name}"
    tell_team(session, appeal.submission, subject=subject, body=body, about="appeal.concluded", now=now)


def published(session: Session, appeal: Appeal, *, now: datetime, leads: Leads) -> None:
    """To the team, and to the two who graded anew: what everybody may read. None learns who the other was."""
    name, about = name_sent(appeal.submission), "appeal.published"
    waits = weekday(seen_from(appeal)) if appeal.submission.state.is_with_team else ""
    when, read = (f"becomes public on {waits}", leads.letter) if waits else ("is public now", leads.public)
    body = written("Hello,", f"What came of your appeal about {name} {when}.", read)
    subject = f"About your appeal: {name}"
    tell_team(session, appeal.submission, subject=subject, body=body, about=about, now=now)
    for seat in seated(session, appeal):
        body = written(
            f"Hello {seat.reviewer.name},",
            f"On appeal you graded a part of {name} anew. The appeal is decided: {came_of_it(appeal.outcome)}.",
            f"That {when}.",
            *([] if waits else [leads.public]),
            f"{YOUR_WORD} {leads.own}",
            "Thank you for your work.",
        )
        subject = f"What became of your review: {name}"
        mail.queue(
            session, to=seat.reviewer.email, subject=subject, body=body, about=about, at=now, concerns=of_review(seat)
        )
