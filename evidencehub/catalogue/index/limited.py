"""What can still be found while the search cluster does not answer: names and short descriptions, by the database.

Filters, counts and the order of the search are its index's alone, and are left out rather than guessed.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from evidencehub.catalogue.marks.kept_cards import KeptCard, changing
from evidencehub.search.analysis import words
from evidencehub.search.contract import Answer, Hit
from evidencehub.search.spelling import FILLER, STOP
from evidencehub.shared.fingerprint import fingerprint

MOST = 20  # that are shown
MOST_READ = 200
MOST_WORDS = 8
_FIELDS = ("name", "summary", "who_for")


@dataclass(frozen=True)
class Limited:
    project_ids: tuple[UUID, ...]  # real ones first, by name
    are_all: bool

    @property
    def answer(self) -> Answer:
        """As an engine would give it, without counts."""
        hits = tuple(Hit(str(key), "", str(key), "", 0.0) for key in self.project_ids)
        return Answer(len(hits), hits, {}, generation="")


def limited(session: Session, text: str) -> Limited:
    """Projects that have every word of the question in their name or short description; nothing without a word.

    A project whose copies wait to be renewed is left out: words may have gone from it that its card still has.
    """
    typed = list(dict.fromkeys(words(text)))
    asked = [word for word in typed if word not in STOP and word not in FILLER] or typed
    if not asked:
        return Limited((), are_all=True)
    name, demo = KeptCard.body["name"].as_string(), KeptCard.body["demo"].as_boolean()
    rows = session.execute(
        select(KeptCard.project_id, name, demo)
        .where(KeptCard.made_by == fingerprint(), and_(*map(_holds, asked[:MOST_WORDS])))
        .limit(MOST_READ)
    ).all()
    waiting = changing(session, [key for key, _, _ in rows])
    found = sorted((bool(demo), name.casefold(), key) for key, name, demo in rows if key not in waiting)
    return Limited(tuple(key for _, _, key in found[:MOST]), are_all=len(found) <= MOST)


def _holds(word: str) -> ColumnElement[bool]:
    held = (func.lower(KeptCard.body[field].as_string()) for field in _FIELDS)
    return or_(*(each.contains(word, autoescape=True) for each in held))
