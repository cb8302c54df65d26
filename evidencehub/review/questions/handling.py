"""What an editor does with a question: send it to the team, in words that name nobody, say no, or take it back."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.values import NOBODY, Actor, Facts
from evidencehub.projects.models import Submission
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.review import cases
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.questions import mails, queries
from evidencehub.review.questions.stepping import begin, checked, end, take, wait_for_turn


def send(
    session: Session, question: TeamQuestion, *, text: str, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Ask the team, in these words. The team and both reviewers read the same.

    :raises Invalid: no text, or too much. :raises WrongState: somebody dealt with it, or the case is over.
    """
    wait_for_turn(session, question)
    text = checked(text, "text", "Write the question as the team should read it")
    question.text, question.sent_at, question.sent_by = text, now, actor.id
    take(session, question, "send", actor=actor, facts=facts, now=now)
    begin(session, question, now=now)
    mails.sent(session, question, now=now, links=links)


def ask(
    session: Session, submission: Submission, *, text: str, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> TeamQuestion:  # fmt: skip
    """Ask the team something of one's own. The same words again, while the team has them, are the same question."""
    cases.lock(session, submission)
    for each in queries.to_editors(session, submission):
        if each.question.state.is_with_team and each.question.text == text.strip():
            return each.question
    question = TeamQuestion(id=uuid4(), submission=submission, made_at=now)
    session.add(question)
    session.flush()
    send(session, question, text=text, actor=actor, facts=facts, now=now, links=links)
    return question


def set_aside(
    session: Session, question: TeamQuestion, *, because: str, actor: Actor, facts: Facts, now: datetime,
    links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """Do not pass it on; whoever asked reads why. :raises Invalid: no reason. :raises WrongState: it was dealt with."""
    wait_for_turn(session, question)
    because = checked(because, "because", "Say why it is not needed")
    take(session, question, "set-aside", actor=actor, facts=facts, now=now)
    if origin := queries.origin(session, question.id):
        origin.because = because
        session.flush()
        if origin.assignment.state.has_report:  # whoever has left the case cannot read it any more
            mails.not_needed(session, origin.assignment, now=now, links=links)


def take_back(
    session: Session, question: TeamQuestion, *, actor: Actor, facts: Facts, now: datetime, links: Links = IN_WORDS
) -> None:
    """Ask no longer. The team is told. :raises WrongState: it is answered, or the time is over."""
    wait_for_turn(session, question)
    take(session, question, "take-back", actor=actor, facts=facts, now=now)
    end(session, question)
    mails.taken_back(session, question, now=now, links=links)


def end_all(session: Session, submission: Submission, *, now: datetime) -> None:
    """The case ended without a decision, so nobody waits for an answer; whoever has to hear that hears of the end."""
    for each in queries.to_editors(session, submission):
        if each.question.state.is_open:
            step = "take-back" if each.question.state.is_with_team else "set-aside"
            take(session, each.question, step, actor=NOBODY, facts=None, now=now)
            end(session, each.question)
