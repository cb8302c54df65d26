"""Whether a text names a reviewer of a case: for words of an editor that a team or the public will read."""

import re
from collections.abc import Iterable
from itertools import pairwise

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Person
from evidencehub.projects.models import Submission
from evidencehub.review import queries
from evidencehub.shared.errors import Invalid

_TITLES = ("dr", "doctor", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "revd", "reverend")


def reviewer_in(session: Session, submission: Submission, text: str) -> str:
    """Somebody who was asked to grade, as the text may name them; "" where it names none."""
    return one_of((seat.reviewer for seat in queries.seats_of(session, submission)), text)


def one_of(people: Iterable[Person], text: str) -> str:
    """The first of them whom the text may name; "" where it names none."""
    return next((person.name for person in people if names(text, person.name)), "")


def take_out(name: str) -> str:
    return f"Take out the name of {name}: no team and no reader learns from us who graded"


def require_none(session: Session, submission: Submission, text: str, *, field: str) -> None:
    """:raises Invalid: the text names a reviewer of the case."""
    if name := reviewer_in(session, submission, text):
        message = take_out(name)
        raise Invalid(message, {field: message})


def names(text: str, name: str) -> bool:
    """First and last name together, or the last with a title. A last name alone can be a word: "Young people"."""
    whole = [word for word in _words(name) if word not in _TITLES]
    if len(whole) < 2:
        return False
    first, last = whole[0], whole[-1]
    written = _words(text)
    pairs = set(pairwise(written)) | set(zip(written, written[2:], strict=False))
    return any((before, last) in pairs for before in (first, *_TITLES))


def _words(text: str) -> list[str]:
    """In lower case; a double name is one word."""
    return re.findall(r"[^\W_]+(?:[-'’‐][^\W_]+)*", text.casefold())
