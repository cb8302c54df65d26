"""Writing what a team answers to one thing that was asked."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from evidencehub.projects.asked.models import MORE, DraftReply
from evidencehub.projects.asked.things import SAID
from evidencehub.shared.errors import Invalid
from evidencehub.shared.words import words_in

REPLY_WORDS = 150  # to one thing
MORE_WORDS = 500  # a page: the record itself says the rest


def write(session: Session, draft: DraftReply, answers: Mapping[str, str]) -> None:
    """:raises Invalid: it is too long, or no answer that can be chosen. A draft may lack its reason."""
    text, said = answers["text"].strip(), answers.get("said", "")
    most = MORE_WORDS if draft.key == MORE else REPLY_WORDS
    if (words := words_in(text)) > most:
        raise _refused("text", f"It must be {most} words or fewer. It has {words:,}")
    if said and said not in SAID:
        raise _refused("said", "Choose one of these")
    draft.said, draft.text = said, text
    session.add(draft)
    session.flush()


def _refused(field: str, message: str) -> Invalid:
    return Invalid(message, {field: message})
