"""Reporting a mistake, answering the report, and putting on the page what was corrected. Services flush only."""

import secrets
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from evidencehub.authz.acts import Course, checked, move
from evidencehub.authz.values import Actor, Facts
from evidencehub.feedback.mistakes import mails, queries, reminding
from evidencehub.feedback.mistakes.mails import Links
from evidencehub.feedback.mistakes.models import Correction, MistakeReport, MistakeWords
from evidencehub.feedback.mistakes.states import MistakeState
from evidencehub.feedback.mistakes.transitions import MISTAKE
from evidencehub.projects import public
from evidencehub.projects.models import Evaluation, Project
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid

KIND = "mistake"
MAX_TEXT = 5_000  # characters; of a report and an answer alike
MAX_CORRECTION = 500  # characters
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another
COURSE = Course(KIND, MistakeState, MISTAKE)


def report(
    session: Session, project: Project, evaluation: Evaluation | None, *, text: str, email: str, actor: Actor,
    now: datetime, links: Links,
) -> MistakeReport:  # fmt: skip
    """Keep what somebody says is wrong, for editors to read.

    :param email: where the answer goes; "" for somebody who comes back with the reference.
    :raises Invalid: the text is empty or too long.
    """
    text = checked(text, "text", "Say what is wrong", most=MAX_TEXT)
    was_empty = queries.waiting(session) == 0
    made = MistakeReport(
        id=uuid4(), reference=_reference(), project=project, evaluation=evaluation, sent_at=now,
        due_at=reminding.answered_by(now), words=MistakeWords(text=text, email=email.strip()),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        session, "mistake.report", subject_type=KIND, subject_id=made.id, actor_id=actor.id, at=now,
        details={"project": str(project.id), "evaluation": str(evaluation.id) if evaluation else ""},
    )  # fmt: skip
    reminding.plan(session, made)
    if was_empty:
        mails.reports_wait(session, now=now, links=links)
    return made


def answer(
    session: Session, made: MistakeReport, *, text: str, actor: Actor, facts: Facts, now: datetime, links: Links
) -> None:
    """Say why nothing changes. :raises Invalid: no answer. :raises WrongState: it was answered or set aside already."""
    text = checked(text, "answer", "Write an answer", most=MAX_TEXT)
    move(session, COURSE, made, "answer", actor=actor, facts=facts, now=now)
    reminding.forget(session, made)
    made.words.answer = text
    mails.answered(session, made, now=now, links=links)
    made.words.email = ""


def correct(
    session: Session, made: MistakeReport, *, text: str, said: str, actor: Actor, facts: Facts, now: datetime,
    links: Links,
) -> Correction:  # fmt: skip
    """Say on the page, with the date, what was put right, and answer whoever found it.

    :raises Invalid: no answer, or nothing for the page; ``errors`` names each.
    :raises WrongState: it was corrected or set aside already.
    """
    asked = {"said": (said, "Say what was corrected"), "answer": (text, "Write an answer")}
    if missing := {field: message for field, (typed, message) in asked.items() if not typed.strip()}:
        raise Invalid(next(iter(missing.values())), missing)
    text = checked(text, "answer", "Write an answer", most=MAX_TEXT)
    said = checked(said, "said", "Say what was corrected", most=MAX_CORRECTION)
    move(session, COURSE, made, "correct", actor=actor, facts=facts, now=now)
    reminding.forget(session, made)
    made.words.answer = text
    correction = Correction(
        id=uuid4(), project_id=made.project_id, evaluation_id=made.evaluation_id, report_id=made.id, said=said,
        corrected_at=now,
    )  # fmt: skip
    session.add(correction)
    session.flush()
    public.changed(session, made.project_id)
    mails.corrected(session, made, correction, now=now, links=links)
    made.words.email = ""
    return correction


def set_aside(session: Session, made: MistakeReport, *, actor: Actor, facts: Facts, now: datetime) -> None:
    """Close what is no report of a mistake, without a mail. :raises WrongState: it does not wait."""
    move(session, COURSE, made, "set-aside", actor=actor, facts=facts, now=now)
    reminding.forget(session, made)
    made.words.email = ""


def _reference() -> str:
    """ "K7QF-2M9X-TR4C": twelve of thirty letters and digits, so that nobody reads another's answer by guessing."""
    letters = [secrets.choice(_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))
