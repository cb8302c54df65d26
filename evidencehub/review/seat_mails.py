"""What is written to somebody about their seat on a case, and to the editors about a seat.

Mails to a reviewer name neither the team nor its work: they may not have declared yet. None to editors names a
reviewer.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.mails import Links, desk_of, letter, of_review, tell_editors
from evidencehub.review.models import Assignment
from evidencehub.shared import mail
from evidencehub.shared.words import day


def _tell(
    session: Session, assignment: Assignment, *paragraphs: str, subject: str, about: str, now: datetime
) -> None:  # fmt: skip
    body = letter(f"Hello {assignment.reviewer.name},", *paragraphs)
    mail.queue(
        session, to=assignment.reviewer.email, subject=subject, body=body, about=about, at=now,
        concerns=of_review(assignment),
    )  # fmt: skip


def freed(session: Session, assignment: Assignment, *, now: datetime) -> None:
    """Nothing here says whose work it was or who joined."""
    _tell(
        session,
        assignment,
        "While you were grading, somebody joined the team whose work it is, and now there is a conflict of interest "
        "between you and them. So we give your place on this case to somebody else. You need not do anything more "
        "there.",
        "Thank you for your work.",
        subject="Your place on a case goes to somebody else",
        about="review.freed",
        now=now,
    )


def replaced(session: Session, assignment: Assignment, *, now: datetime) -> None:
    _tell(
        session,
        assignment,
        f"On {day(assignment.assigned_at)} we asked you to grade a submission. The editor has given your place to "
        "somebody else, so that the team gets its answer. You need not do anything more there. What you wrote is kept "
        "and is not used.",
        "Thank you for your time.",
        subject="Your place on a case goes to somebody else",
        about="review.replaced",
        now=now,
    )


def ended(session: Session, assignment: Assignment, *, now: datetime) -> None:
    """Alike whatever they had done by then."""
    took = "its appeal back" if assignment.is_on_appeal else "its work back before a decision, as any team may"
    _tell(
        session,
        assignment,
        f"On {day(assignment.assigned_at)} we asked you to grade a submission. The team has taken {took}, so the case "
        "has ended. You need not do anything more there. What you wrote is "
        "kept, and nobody reads it any more.",
        "Thank you for your time.",
        subject="A case of yours has ended",
        about="review.ended",
        now=now,
    )


def thanks(session: Session, assignment: Assignment, *, now: datetime) -> None:
    """Alike whether the other reviewer is done or not."""
    _tell(
        session,
        assignment,
        "Your findings are in. Thank you: teams learn most from the reasons that you give. They cannot be changed any "
        "more, and you need not do anything now.",
        subject="Thank you for your review",
        about="review.thanks",
        now=now,
    )


def go_on(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    """Fixed words: they tell nothing of what anybody found."""
    _tell(
        session,
        assignment,
        "Thank you for your findings. Before your review is closed, we ask you to grade one step more, or several: the "
        "page of your review says which. We always ask this when two reviewers did not grade the same steps, because a "
        "step that one person graded alone is no agreement. It says nothing about what anybody found. What you sent "
        "stays as it is.",
        f"Please send the rest by {day(assignment.due_at)}.",
        links.review(assignment.id),
        subject="Please grade one step more",
        about="review.go-on",
        now=now,
    )


def confirm(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    _tell(
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


def wants_time(
    session: Session, assignment: Assignment, *, now: datetime, links: Links, but_not: frozenset[str]
) -> None:
    name = name_sent(assignment.submission)
    body = letter(
        "Hello,",
        f"A reviewer of {name} asks for more time. Please say yes or no on the page of the case.",
        desk_of(assignment, links),
    )
    subject = f"A reviewer asks for more time: {name}"
    tell_editors(
        session, assignment.appeal or assignment.submission, subject=subject, body=body, about="review.wants-time",
        now=now, but_not=but_not,
    )  # fmt: skip


def time_given(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    _tell(
        session,
        assignment,
        f"You have until {day(assignment.due_at)} to send your findings.",
        links.review(assignment.id),
        subject=f"You have until {day(assignment.due_at)}",
        about="review.time-given",
        now=now,
    )


def time_refused(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    _tell(
        session,
        assignment,
        f"You asked for more time. The editor asks you to send your findings by {day(assignment.due_at)} all the same, "
        "because the team is waiting. If you cannot do that, say so on the page of your review, and we ask somebody "
        "else.",
        links.review(assignment.id),
        subject="About the time for your review",
        about="review.time-refused",
        now=now,
    )
