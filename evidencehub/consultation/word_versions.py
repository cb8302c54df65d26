"""Versions of the lists of words. Each is called by its content, and kept in the database from its first day on.

So a later release, which comes with other lists, can still show what a paper meant; and the same words have the same
name on every hub.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from evidencehub.consultation.vocabularies import Word, WordGroup, WordList, load_words, word_lists
from evidencehub.shared.db import Base
from evidencehub.shared.errors import NotFound

DIGITS = 12  # of the SHA-256 of the content


class KeptWords(Base):
    """One version of a list, as pages and files say it. Nothing in it is about anybody."""

    __tablename__ = "word_list_version"
    __table_args__ = (UniqueConstraint("list_id", "version"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    list_id: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(DIGITS))
    words: Mapped[dict[str, Any]]  # as_data
    first_used_at: Mapped[datetime]  # by this hub


def keep(session: Session, *, now: datetime) -> int:
    """Keep each list as it is now, where this hub has no such version yet; returns how many were new."""
    known = {(row.list_id, row.version) for row in session.execute(select(KeptWords.list_id, KeptWords.version))}
    new = [words for words in word_lists() if (words.id, version_of(words)) not in known]
    session.add_all(
        KeptWords(list_id=words.id, version=version_of(words), words=as_data(words), first_used_at=now)
        for words in new
    )  # fmt: skip
    session.flush()
    return len(new)


def kept_of(session: Session, name: str) -> Sequence[KeptWords]:
    """The versions of a list that this hub has kept, the newest first, without their words."""
    query = select(KeptWords).where(KeptWords.list_id == name).options(defer(KeptWords.words, raiseload=True))
    return session.scalars(query.order_by(KeptWords.first_used_at.desc(), KeptWords.version)).all()


def words_in(session: Session, name: str, version: str) -> WordList:
    """:raises NotFound: neither is it the version in use, nor did this hub keep it."""
    words = load_words(name)
    if version == version_of(words):
        return words
    found = session.scalar(select(KeptWords).where(KeptWords.list_id == name, KeptWords.version == version))
    if found is None:
        raise NotFound(f"We have no such version of “{words.label}”.")
    return from_data(name, found.words)


@lru_cache(maxsize=64)
def version_of(words: WordList) -> str:
    said = json.dumps(as_data(words), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]


def as_data(words: WordList) -> dict[str, Any]:
    """What is empty is left out: a part that words get later changes the name of no list that does without."""
    groups = [
        {"id": each.id, "label": each.label, "words": [_filled(word) for word in each.words]} for each in words.groups
    ]
    retired = [_filled(word) for word in words.retired]
    return {"label": words.label, "intro": words.intro, "groups": groups, "retired": retired}


def from_data(name: str, data: Mapping[str, Any]) -> WordList:
    groups = (WordGroup(each["id"], each["label"], tuple(map(_word, each["words"]))) for each in data["groups"])
    return WordList(name, data["label"], data["intro"], tuple(groups), tuple(map(_word, data["retired"])))


def _filled(word: Word) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(word).items() if value}


def _word(data: Mapping[str, Any]) -> Word:
    held: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in {"remarks": (), **data}.items()
    }
    return Word(**held)
