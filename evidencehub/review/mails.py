"""What teams and editors are told on the way of a case. No mail names a reviewer, and none to a reviewer the team."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.grounds import Ground
from evidencehub.projects.models import Submission
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.telling import letter, tell_editors, tell_reviewer, tell_team
from evidencehub.shared.words import day


def returned(session: Session, submission: Submission, *, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Thank you for sending us {name}. Before reviewers can grade it, something has to change:",
        submission.returned_reason,
        "What you sent is kept. Change it and send it again when it suits you.",
        links.projects(),
    )
    subject = f"Please look again: {name}"
    tell_team(session, submission, subject=subject, body=body, about="submission.returned", now=now)


def rejected(session: Session, submission: Submission, ground: Ground, *, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    stays = "Its title and plan stay public, with a note that it was not taken on, and without the reason."
    public = stays if submission.is_stub_left else "Nothing of it is public."
    body = letter(
        "Hello,",
        f"Thank you for sending us {name}. We have looked through it and cannot take it on for grading. "
        f"{ground.told} This is no judgement of your evidence or your organisation.",
        "The editor writes:",
        submission.ended_because,
        f"What you can do: {ground.next[:1].lower()}{ground.next[1:]}",
        f"What you sent is kept. {public}",
        links.projects(),
    )
    subject = f"We cannot take on {name}"
    tell_team(session, submission, subject=subject, body=body, about="submission.rejected", now=now)


def withdrawn(
    session: Session, submission: Submission, *, now: datetime, links: Links, but_not: frozenset[str]
) -> None:
    """To the whole team, since one of them did it, and to the editors."""
    name, about = name_sent(submission), "submission.withdrawn"
    stays = "Its title and plan stay public, with a note that the team withdrew it."
    public = stays if submission.is_stub_left else "Nothing of it is public: no editor had looked it through yet."
    body = letter(
        "Hello,",
        f"Somebody in your team has withdrawn {name}. It is not graded any more. What you sent is kept. {public}",
        "You can send it again when it suits you.",
        links.projects(),
    )
    tell_team(session, submission, subject=f"{name} is withdrawn", body=body, about=about, now=now)
    body = letter(
        "Hello,",
        f"The team has withdrawn {name}, so the case has ended. Reviewers who had a place on it are told and thanked. "
        "You need not do anything.",
        links.case(submission.id),
    )
    subject = f"The team has withdrawn {name}"
    tell_editors(session, submission, subject=subject, body=body, about=about, now=now, but_not=but_not)


def started(session: Session, submission: Submission, *, due_at: datetime, now: datetime, links: Links) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Two reviewers have been asked to grade {name}. They work apart and should be done by {day(due_at)}. Then we "
        "settle what they see differently, and you get a letter.",
        "You need not do anything now.",
        links.projects(),
    )
    subject = f"Two reviewers will grade {name}"
    tell_team(session, submission, subject=subject, body=body, about="review.started", now=now)


def both_in(session: Session, submission: Submission, *, now: datetime, links: Links, but_not: frozenset[str]) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"Both reviewers have sent their findings on {name}. Next, settle what differs.",
        links.case(submission.id),
    )
    subject = f"Both reviews are in: {name}"
    tell_editors(session, submission, subject=subject, body=body, about="review.both-in", now=now, but_not=but_not)


def discussed(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    """Names neither the team nor anybody who wrote."""
    tell_reviewer(
        session,
        assignment,
        "You and the other reviewer of a case see a question differently, and somebody wrote about it. You can read it "
        "and answer. Your findings stay as you sent them.",
        links.discussion(assignment.id),
        subject="Something new about a case that you graded",
        about="review.discussed",
        now=now,
    )


def discussed_by_reviewers(
    session: Session, submission: Submission, *, now: datetime, links: Links, but_not: frozenset[str]
) -> None:
    name = name_sent(submission)
    body = letter("Hello,", f"A reviewer of {name} wrote about what differs.", links.case(submission.id))
    subject = f"Something new on what differs: {name}"
    tell_editors(session, submission, subject=subject, body=body, about="review.discussed", now=now, but_not=but_not)


def third_in(
    session: Session, submission: Submission, *, asked: str, settled: int, left: int, now: datetime, links: Links,
    but_not: frozenset[str],
) -> None:  # fmt: skip
    name = name_sent(submission)
    told = f"{settled} {'is' if settled == 1 else 'are'} settled by two of three."
    todo = f"{left} {'is' if left == 1 else 'are'} left for you to settle." if left else "Nothing is left to settle."
    body = letter(
        "Hello,",
        f"The third reviewer has sent their findings on {name}: {asked}. {told} {todo}",
        links.case(submission.id),
    )
    subject = f"The third review is in: {name}"
    tell_editors(session, submission, subject=subject, body=body, about="review.third-in", now=now, but_not=but_not)
