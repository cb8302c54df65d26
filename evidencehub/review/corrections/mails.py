"""What editors and team hear of facts that are wrong. Mails to editors hold no word of the team's."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.review import seating
from evidencehub.review.corrections.models import FactCorrection
from evidencehub.review.links import Links
from evidencehub.review.telling import letter, tell_editors, tell_team
from evidencehub.shared.words import day


def said(session: Session, submission: Submission, *, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"The team of {name} says that a fact in the findings is wrong. Please look at the report again, and answer.",
        links.facts(submission.id),
    )
    but_not = seating.emails_of_all_asked(session, submission)
    tell_editors(
        session, submission, subject=f"A fact may be wrong: {name}", body=body, about="correction.sent", now=now,
        but_not=but_not,
    )  # fmt: skip


def still_wait(session: Session, submission: Submission, *, since: datetime, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Since {day(since)} the team of {name} waits to hear whether a fact in the findings is wrong. Please answer.",
        links.facts(submission.id),
    )
    but_not = seating.emails_of_all_asked(session, submission)
    tell_editors(
        session, submission, subject=f"A team waits for an answer: {name}", body=body, about="correction.waits",
        now=now, but_not=but_not,
    )  # fmt: skip


def answered(session: Session, one: FactCorrection, *, about: str, now: datetime, links: Links) -> None:
    name, told = name_sent(one.submission), one.state.told.own
    body = letter(
        "Hello,",
        f"You told us that a fact in the findings on {name} is wrong. {told.meaning} The editor writes:",
        one.answer,
        links.own_facts(one.submission_id),
    )
    subject = f"{told.label}: a fact in the findings on {name}"
    tell_team(session, one.submission, subject=subject, body=body, about=about, now=now)
