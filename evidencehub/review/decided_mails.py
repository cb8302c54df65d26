"""What became of a review, told to whoever wrote it once the case is decided."""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.review.models import Assignment
from evidencehub.review.sheet import asked_for
from evidencehub.review.telling import tell_reviewer
from evidencehub.review.wording import part_in_words
from evidencehub.shared.words import weekday

YOUR_WORD = (
    "Once it is public, the page of this review asks whether your name may stand on the record, and why you saw a "
    "question differently. You need not answer: without a word from you no name stands there."
)


def when_public(since: datetime | None) -> str:
    """For a reviewer, of what was found. :param since: None where it is public now."""
    if since is None:
        return "What was agreed on each question, and the reasons, is public now."
    return (
        f"What was agreed on each question, and the reasons, becomes public on {weekday(since)}, or earlier if the "
        "team says so. Until then please keep it to yourself."
    )


def decided(
    session: Session,
    assignment: Assignment,
    *,
    reached: str,
    agreed: int,
    compared: int,
    now: datetime,
    read: str,
    own: str,
) -> None:
    """What became of a review. All of this is public, or will be, but that this person was one of the two."""
    name = name_sent(assignment.submission)
    questions = "question" if compared == 1 else "questions"
    tell_reviewer(
        session,
        assignment,
        f"You graded {name}. It has been decided: {reached}. Of the {compared} {questions} that both "
        f"reviewers answered, you answered {agreed} alike before anybody talked.",
        read,
        f"{YOUR_WORD} {own}",
        "Thank you for your work.",
        subject=f"What became of your review: {name}",
        about="review.decided",
        now=now,
    )


def decided_third(
    session: Session, assignment: Assignment, *, reached: str, majority: int, now: datetime, read: str, own: str
) -> None:
    """What became of a third review; as :func:`decided`."""
    name = name_sent(assignment.submission)
    part = part_in_words(*asked_for(assignment.only))
    tell_reviewer(
        session,
        assignment,
        f"You were the third reviewer of {name}. It has been decided: {reached}. Of the {part} "
        f"that you were asked, {majority} "
        f"{'was' if majority == 1 else 'were'} settled by two of three.",
        read,
        f"{YOUR_WORD} {own}",
        "Thank you for your work.",
        subject=f"What became of your review: {name}",
        about="review.decided",
        now=now,
    )
