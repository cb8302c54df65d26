"""What is written to somebody about their seat on a case, and to the editors about a seat.

Mails to a reviewer name neither the team nor its work: they may not have declared yet. None to editors names a
reviewer.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review import hours, queries
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.sheet import asked_for, sheet_for
from evidencehub.review.telling import desk_of, letter, tell_editors, tell_reviewer
from evidencehub.review.together import grouped
from evidencehub.review.wording import part_in_words
from evidencehub.shared.words import day


def invite(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    questions, numbers = asked_for(assignment.only)
    grade = "grade" if questions or not numbers else "look up"
    what = f"{part_in_words(questions, numbers)} about a submission" if assignment.only else "a submission"
    tell_reviewer(
        session,
        assignment,
        f"We would like you to {grade} {what}. We think that it takes {_how_long(session, assignment)}. We have found "
        "no conflict of interest. You will see first how much there is to read and to answer, then whose it is, and "
        "you say whether you know of a conflict.",
        f"Please send your findings by {day(assignment.due_at)}.",
        links.review(assignment.id),
        links.decline(assignment.id),
        subject="Will you grade an evaluation?",
        about="review.invited",
        now=now,
    )


def _how_long(session: Session, assignment: Assignment) -> str:
    """As the page of the invitation says it."""
    sheet = sheet_for(assignment)
    asked = len(grouped(sheet.items)) + len(sheet.numbers)
    return hours.typical(queries.page_count(session, assignment.submission), asked)


def freed(session: Session, assignment: Assignment, *, now: datetime) -> None:
    """Nothing here says whose work it was or who joined."""
    tell_reviewer(
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
    tell_reviewer(
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
    tell_reviewer(
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
    tell_reviewer(
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
    tell_reviewer(
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
    tell_reviewer(
        session,
        assignment,
        f"You have until {day(assignment.due_at)} to send your findings.",
        links.review(assignment.id),
        subject=f"You have until {day(assignment.due_at)}",
        about="review.time-given",
        now=now,
    )


def time_refused(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    tell_reviewer(
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


def seat_open(
    session: Session, assignment: Assignment, *, now: datetime, links: Links, but_not: frozenset[str]
) -> None:
    submission = assignment.submission
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"The third reviewer of {name} cannot grade it. You can ask another, or settle what differs yourself."
        if assignment.is_third
        else f"One of the two reviewers of {'the appeal about ' if assignment.is_on_appeal else ''}{name} cannot grade "
        "it. Please choose another.",
        desk_of(assignment, links),
    )
    subject = f"A reviewer is needed: {name}"
    tell_editors(
        session, assignment.appeal or submission, subject=subject, body=body, about="review.seat-open", now=now,
        but_not=but_not,
    )  # fmt: skip
