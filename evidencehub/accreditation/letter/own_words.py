"""A paragraph of the editor's own in the letter to the team, marked as such, and frozen with it.

It is kept with the case until the decision, so that it is there again after a decision was taken back. Afterwards the
letter is what was sent, and nothing here changes it.
"""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation.letter.models import EditorsWords
from evidencehub.accreditation.letter.shapes import Letter, Passage
from evidencehub.authz.values import Actor, Facts, Permission
from evidencehub.projects.models import Submission
from evidencehub.review import cases, named, pending
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.words import paragraphs

MAX_TEXT = 1_500  # characters
HEADING = "From the editor, in their own words: not part of the finding"


def of(session: Session, submission: Submission) -> str:
    """What the letter would say now; "" where nothing was written."""
    found = _row(session, submission)
    return found.text if found else ""


def write(
    session: Session, submission: Submission, text: str, *, actor: Actor, facts: Facts, now: datetime
) -> None:  # fmt: skip
    """Keep it for the letter, in place of what was there; "" takes it out.

    :raises Invalid: it is too long, or names a reviewer of the case.
    :raises WrongState: the letter is out, or a decision waits.
    :raises NotAllowed: as for deciding.
    """
    text = text.strip()
    if len(text) > MAX_TEXT:
        message = f"Your own words must be {MAX_TEXT:,} characters or fewer"
        raise Invalid(message, {"own_words": message})
    cases.lock(session, submission)
    cases.require(facts, Permission.CASE_DECIDE)
    named.require_none(session, submission, text, field="own_words")
    if not submission.state.is_settling:
        raise WrongState(f"This case is {submission.state.in_words} now; it does not wait for a decision.")
    found = _row(session, submission)
    if text == (found.text if found else ""):
        return
    if pending.pending_of(session, submission) is not None:
        raise WrongState("Somebody decided this case just now. Take the decision back first, then change the letter.")
    if found is None:
        found = EditorsWords(id=uuid4(), submission_id=submission.id)
        session.add(found)
    found.text, found.author_id, found.at = text, actor.id, now
    session.flush()


def with_own_words(letter: Letter, text: str) -> Letter:
    """The letter with the editor's paragraph; as it is where there is none."""
    return replace(letter, editor=Passage(heading=HEADING, paragraphs=tuple(paragraphs(text)))) if text else letter


def _row(session: Session, submission: Submission) -> EditorsWords | None:
    return session.scalar(select(EditorsWords).where(EditorsWords.submission_id == submission.id))
