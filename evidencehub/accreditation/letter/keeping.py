"""A letter is kept with its decision, in the same transaction, and read back as it was sent.

The body is plain JSON under a format number. What changes in :mod:`.shapes` is a new format: raise ``FORMAT``, and read
the one before through a step, as :mod:`evidencehub.projects.frozen.formats` does. Nothing that is kept is rewritten.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidencehub.accreditation.letter.shapes import Letter
from evidencehub.projects.frozen.keeping import BATCH, BrokenBundle
from evidencehub.projects.frozen.strictly import Unreadable, read, written
from evidencehub.review.models import Decision

FORMAT = 5

_COUNTS = {"questions", "questions_unverified"}  # of a letter's questions; now counted from them, as on the record


def keep(decision: Decision, letter: Letter) -> None:
    """Put what is sent beside the decision; the caller's transaction keeps both or neither."""
    decision.letter = packed(letter)


def packed(letter: Letter) -> dict[str, Any]:
    """As it is kept."""
    return {"format": FORMAT, "letter": written(letter)}


def kept(decision: Decision) -> Letter | None:
    """The letter as it was sent; None for a decision from before letters were kept.

    :raises BrokenBundle: it cannot be read; the message names the submission.
    """
    return unpacked(decision.letter, decision.submission_id)


def unpacked(body: dict[str, Any] | None, submission_id: UUID) -> Letter | None:
    """:raises BrokenBundle: it cannot be read; the message names the submission."""
    if body is None:
        return None
    try:
        return _read(body)
    except Unreadable as error:
        raise BrokenBundle(submission_id, "its letter", str(error)) from error


def unreadable(session: Session) -> Iterator[BrokenBundle]:
    """Read every letter that was kept, and say which ones cannot be read."""
    query = select(Decision).where(Decision.letter.is_not(None)).order_by(Decision.decided_at, Decision.id)
    for decision in session.scalars(query.execution_options(yield_per=BATCH)):
        try:
            kept(decision)
        except BrokenBundle as error:
            yield error


def _read(body: dict[str, Any]) -> Letter:
    if isinstance(body, dict) and body.get("format") == 1 and isinstance(letter := body.get("letter"), dict):
        body = {"format": 2, "letter": {**letter, "found_heading": "", "found": []}}  # results were not told then
    if isinstance(body, dict) and body.get("format") == 2 and isinstance(letter := body.get("letter"), dict):
        body = {"format": 3, "letter": {**letter, "harm": {"heading": "", "paragraphs": []}}}  # nobody was asked then
    if isinstance(body, dict) and body.get("format") == 3 and isinstance(letter := body.get("letter"), dict):
        body = {"format": 4, "letter": {**letter, "editor": {"heading": "", "paragraphs": []}}}  # nobody wrote one then
    if isinstance(body, dict) and body.get("format") == 4 and isinstance(letter := body.get("letter"), dict):
        body = {"format": 5, "letter": {key: said for key, said in letter.items() if key not in _COUNTS}}
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise Unreadable(f"it is not in format {FORMAT}")
    if body.keys() != {"format", "letter"}:
        raise Unreadable(f"{sorted(body)} instead of format and letter")
    return read(Letter, body["letter"])
