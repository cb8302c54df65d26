"""What becomes of a question that the team has: its answer, or the end of its days."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from evidencehub.authz.values import NOBODY, Actor, Facts
from evidencehub.projects.questions.models import TeamQuestion
from evidencehub.review import queries
from evidencehub.review.links import IN_WORDS, Links
from evidencehub.review.questions import mails
from evidencehub.review.questions.stepping import (
    REMIND,
    checked,
    end,
    is_over,
    is_under_review,
    take,
    wait_for_turn,
)
from evidencehub.shared import audit, due
from evidencehub.shared.errors import Invalid


def answer(
    session: Session, question: TeamQuestion, *, text: str, document_id: UUID | None, actor: Actor, facts: Facts,
    now: datetime, links: Links = IN_WORDS,
) -> None:  # fmt: skip
    """The team's answer, for both reviewers at once. It is given once.

    :param document_id: one of the files that were frozen with the submission, where the answer stands.
    :raises Invalid: no text, too much of it, or another file.
    :raises WrongState: it was answered or taken back, or the time is over.
    """
    wait_for_turn(session, question)
    text = checked(text, "text", "Write your answer")
    sent = {one.document.id for one in queries.reports(session, question.submission, with_text=False)}
    if document_id is not None and document_id not in sent:
        message = "Choose a file that you sent with this submission"
        raise Invalid(message, {"document": message})
    question.answer, question.document_id, question.answered_at, question.answered_by = (
        text, document_id, now, actor.id,
    )  # fmt: skip
    take(session, question, "answer", actor=actor, facts=facts, now=now)
    end(session, question)
    mails.answered(session, question, now=now, links=links)


def handler(links: Links, now: Callable[[], datetime]) -> due.Handler:
    """Rows of questions: the team is reminded once, and what it did not answer in time is closed."""

    def work(payloads: Sequence[Mapping[str, Any]], _new_session: due.NewSession) -> due.Finish:
        def finish(session: Session) -> None:
            for payload in payloads:
                question = session.get(TeamQuestion, UUID(payload["question"]))
                if question is not None:
                    _come_up(session, question, payload["act"], now=now(), links=links)

        return finish

    return due.Handler(work)


def _come_up(session: Session, question: TeamQuestion, act: str, *, now: datetime, links: Links) -> None:
    wait_for_turn(session, question)
    if not question.state.is_with_team:
        return
    if not is_under_review(question.submission):  # the case ended some other way, so nobody waits for an answer
        take(session, question, "take-back", actor=NOBODY, facts=None, now=now)
        end(session, question)
        mails.taken_back(session, question, now=now, links=links)
    elif is_over(question, now):
        take(session, question, "run-out", actor=NOBODY, facts=None, now=now)
        mails.unanswered(session, question, now=now, links=links)
    elif act == REMIND:
        audit.record(
            session, "question.reminded", subject_type="question", subject_id=question.id, actor_id=None, at=now,
            details={"submission": str(question.submission_id)},
        )  # fmt: skip
        mails.remind(session, question, now=now, links=links)
