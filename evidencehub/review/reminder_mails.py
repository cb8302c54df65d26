"""Reminders of a seat, and what editors are told where one waits too long."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.telling import desk_of, letter, of_review, tell_editors
from evidencehub.shared import mail
from evidencehub.shared.words import day

_REMINDERS = {
    "answer": (
        "Can you grade it? Please say yes or no",
        "On {invited} we asked you to grade a submission, and we have no answer yet. Please say yes or no: a no helps "
        "too, since we can ask somebody else at once.",
    ),
    "finish": (
        "Your review is due on {due}",
        "Please send your findings by {due}. If you need more time, ask for it on the page of your review. If you "
        "cannot do it after all, say so there, and we ask somebody else.",
    ),
    "late": (
        "Your review was due on {due}",
        "Your findings were due on {due}, and the team is waiting for its answer. Please send them, ask for more time, "
        "or say that you cannot do it. Each takes one page.",
    ),
}


def reminder(assignment: Assignment, reminder: str, *, links: Links) -> tuple[str, str]:
    """Subject and text of a mail, as it goes out and as an editor reads it before.

    :param reminder: "answer", "finish" or "late".
    """
    told = {"invited": day(assignment.assigned_at), "due": day(assignment.due_at)}
    subject, body = (text.format(**told) for text in _REMINDERS[reminder])
    ways = [links.review(assignment.id)]
    if assignment.state.is_invited:
        ways.append(links.decline(assignment.id))
    return subject, letter(f"Hello {assignment.reviewer.name},", body, *ways)


def remind(session: Session, assignment: Assignment, which: str, *, now: datetime, links: Links) -> None:
    """:param which: "answer", "finish" or "late"."""
    subject, body = reminder(assignment, which, links=links)
    mail.queue(
        session, to=assignment.reviewer.email, subject=subject, body=body, about=f"review.remind-{which}", at=now,
        concerns=of_review(assignment),
    )  # fmt: skip


_ESCALATIONS = {
    "silent": (
        "No answer from a reviewer: {name}",
        "One of those who were asked to grade {name} has not answered for a week. You can ask somebody else instead.",
    ),
    "late": (
        "A review is late: {name}",
        "A review of {name} was due on {due}. The reviewer has been reminded. You can give them more time, or ask "
        "somebody else instead.",
    ),
    "long-late": (
        "A review is a week late: {name}",
        "A review of {name} was due on {due} and is a week late. You can give the reviewer more time, or ask somebody "
        "else instead.",
    ),
}


def escalate(
    session: Session, assignment: Assignment, reminder: str, *, now: datetime, links: Links, but_not: frozenset[str]
) -> None:
    """:param reminder: "silent", "late" or "long-late"."""
    told = {"name": name_sent(assignment.submission), "due": day(assignment.due_at)}
    subject, body = (text.format(**told) for text in _ESCALATIONS[reminder])
    body = letter("Hello,", body, desk_of(assignment, links))
    about = f"review.{reminder}"
    tell_editors(
        session, assignment.appeal or assignment.submission, subject=subject, body=body, about=about, now=now,
        but_not=but_not, all_of_them=reminder == "long-late",
    )  # fmt: skip
