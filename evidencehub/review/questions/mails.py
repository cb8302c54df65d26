"""What team, reviewers and editors hear of a question. To the team "an editor asks", to both reviewers the same words.

Mails to reviewers hold neither question nor answer, since those may name the team; they lead to the page that does.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.review import cases
from evidencehub.review.links import Links
from evidencehub.review.models import Assignment
from evidencehub.review.telling import letter, of_review, tell_editors, tell_team
from evidencehub.shared import mail
from evidencehub.shared.words import day


def asked(session: Session, submission: Submission, *, now: datetime, links: Links, but_not: frozenset[str]) -> None:
    name = name_sent(submission)
    body = letter(
        "Hello,",
        f"A reviewer of {name} wants to ask the team something. Please read it, and send it or say why it is not "
        "needed.",
        links.questions(submission.id),
    )
    subject = f"A question to the team waits for you: {name}"
    tell_editors(session, submission, subject=subject, body=body, about="question.asked", now=now, but_not=but_not)


def noted(session: Session, assignment: Assignment, *, now: datetime, links: Links, but_not: frozenset[str]) -> None:
    """To the editors of the case, or of the appeal."""
    submission = assignment.submission
    name = name_sent(submission)
    body = letter("Hello,", f"A reviewer of {name} wrote a note to the editors.", links.questions(submission.id))
    subject = f"A note to the editors: {name}"
    tell_editors(
        session, assignment.appeal or submission, subject=subject, body=body, about="review.note", now=now,
        but_not=but_not,
    )  # fmt: skip


def sent(session: Session, question: TeamQuestion, *, now: datetime, links: Links) -> None:
    name = name_sent(question.submission)
    body = letter(
        "Hello,",
        f"While {name} is being graded, an editor asks you:",
        question.text,
        f"Please answer by {day(question.due_at)}. Anybody in your team can, once. What you sent stays as it is: your "
        "answer stands beside it.",
        links.answer(question.id),
    )
    subject = f"A question about {name}"
    tell_team(session, question.submission, subject=subject, body=body, about="question.sent", now=now)


def remind(session: Session, question: TeamQuestion, *, now: datetime, links: Links) -> None:
    name = name_sent(question.submission)
    body = letter(
        "Hello,",
        f"An editor asked you a question about {name}, and there is no answer yet. You can answer until "
        f"{day(question.due_at)}. After that we go on without one.",
        links.answer(question.id),
    )
    subject = f"Please answer by {day(question.due_at)}: a question about {name}"
    tell_team(session, question.submission, subject=subject, body=body, about="question.remind", now=now)


def taken_back(session: Session, question: TeamQuestion, *, now: datetime, links: Links) -> None:
    name = name_sent(question.submission)
    body = letter(
        "Hello,",
        f"We asked you a question about {name}. You need not answer it any more.",
        links.answer(question.id),
    )
    subject = f"No answer needed any more: {name}"
    tell_team(session, question.submission, subject=subject, body=body, about="question.taken-back", now=now)


def answered(session: Session, question: TeamQuestion, *, now: datetime, links: Links) -> None:
    said = "The team has answered a question that an editor put to it, on a case that you grade."
    _tell_both(session, question, said, subject="The team has answered a question", about="question.answered",
               now=now, links=links)  # fmt: skip
    _tell_editors(session, question, "has answered a question", about="question.answered", now=now, links=links)


def unanswered(session: Session, question: TeamQuestion, *, now: datetime, links: Links) -> None:
    said = (
        "An editor put a question to the team on a case that you grade. It was not answered in time. Please go by what "
        "was sent."
    )
    _tell_both(session, question, said, subject="A question was not answered", about="question.unanswered",
               now=now, links=links)  # fmt: skip
    _tell_editors(
        session, question, "did not answer a question in time", about="question.unanswered", now=now, links=links
    )  # fmt: skip


def not_needed(session: Session, assignment: Assignment, *, now: datetime, links: Links) -> None:
    """To whoever asked, alone."""
    body = letter(
        f"Hello {assignment.reviewer.name},",
        "You wanted to ask the team something. The editor says that this is not needed, and why.",
        links.asked(assignment.id),
    )
    subject = "About your question to the team"
    mail.queue(
        session, to=assignment.reviewer.email, subject=subject, body=body, about="question.not-needed", at=now,
        concerns=of_review(assignment),
    )  # fmt: skip


def _tell_both(
    session: Session, question: TeamQuestion, said: str, *, subject: str, about: str, now: datetime, links: Links
) -> None:
    """Everybody who has the report open: the same words, whoever asked and however far each is."""
    for assignment in cases.assignments_of(session, question.submission):
        if assignment.state.has_report:
            body = letter(f"Hello {assignment.reviewer.name},", said, links.asked(assignment.id))
            mail.queue(
                session, to=assignment.reviewer.email, subject=subject, body=body, about=about, at=now,
                concerns=of_review(assignment),
            )  # fmt: skip


def _tell_editors(
    session: Session, question: TeamQuestion, what: str, *, about: str, now: datetime, links: Links
) -> None:
    name = name_sent(question.submission)
    body = letter("Hello,", f"The team of {name} {what}.", links.questions(question.submission_id))
    but_not = frozenset(one.reviewer.email for one in cases.assignments_of(session, question.submission))
    tell_editors(
        session, question.submission, subject=f"The team {what}: {name}", body=body, about=about, now=now,
        but_not=but_not,
    )  # fmt: skip
