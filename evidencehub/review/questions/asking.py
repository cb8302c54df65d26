"""What a reviewer writes beside the grading: a question to the team, through the editor, and a note to editors."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.review import access, cases
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.models import Assignment
from evidencehub.review.questions import mails, queries
from evidencehub.review.questions.models import EditorNote, QuestionOrigin
from evidencehub.review.questions.stepping import checked, is_under_review
from evidencehub.review.seating import note as in_audit
from evidencehub.review.seating import reviewer_emails, wait_for_turn
from evidencehub.shared.errors import WrongState


def ask(
    session: Session, assignment: Assignment, *, text: str, actor: Actor, now: datetime, links: Links = IN_WORDS
) -> TeamQuestion:
    """Put a question before the editors. The same words again, while they wait, are the same question.

    :raises Invalid: no text, or too much of it.
    :raises WrongState: it is graded anew on appeal.
    """
    wait_for_turn(session, assignment)
    cases.require(access.assignment_facts(actor, assignment), Permission.QUESTION_ASK)
    if not is_under_review(assignment.submission):
        raise WrongState("The team is asked nothing any more: it has its letter.")
    text = checked(text, "text", "Write your question")
    for own in queries.own_unsent(session, assignment):
        if own.question.state.is_waiting and own.text == text:
            return own.question
    question = TeamQuestion(id=uuid4(), submission=assignment.submission, made_at=now)
    session.add_all([question, QuestionOrigin(question=question, assignment=assignment, text=text)])
    session.flush()
    in_audit(session, assignment, "question.asked", actor=actor, now=now, details={"question": str(question.id)})
    but_not = reviewer_emails(session, assignment)
    mails.asked(session, assignment.submission, now=now, links=links, but_not=but_not)
    return question


def tell_editors(
    session: Session, assignment: Assignment, *, text: str, actor: Actor, now: datetime, links: Links = IN_WORDS
) -> EditorNote:
    """Keep a note for the editors. The same words again are the same note. :raises Invalid: no text, or too much."""
    wait_for_turn(session, assignment)
    cases.require(access.assignment_facts(actor, assignment), Permission.EDITOR_NOTE_WRITE)
    text = checked(text, "text", "Write what the editors should know")
    for own in queries.notes_of(session, assignment):
        if own.text == text:
            return own
    made = EditorNote(id=uuid4(), assignment=assignment, text=text, at=now)
    session.add(made)
    session.flush()
    in_audit(session, assignment, "note.to-editors", actor=actor, now=now, details={"note": str(made.id)})
    mails.noted(session, assignment, now=now, links=links, but_not=reviewer_emails(session, assignment))
    return made
