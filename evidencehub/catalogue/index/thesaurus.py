"""What else people call what they look for: words of one meaning, from a list that was put together by hand."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from evidencehub.search.analysis import words
from evidencehub.search.contract import Also
from evidencehub.search.spelling import term_of

LONGEST = 8  # words of one phrase
_Key = tuple[str, ...]  # terms, so that "bullies" is "bullying"


def also_called(text: str) -> tuple[Also, ...]:
    """Each word or phrase of a text that has others of its meaning, the longest first, with those."""
    known, typed = _groups(), words(text)
    found: dict[str, Also] = {}
    place = 0
    while place < len(typed):
        for end in range(min(len(typed), place + LONGEST), place, -1):
            key = _key(typed[place:end])
            if key in known:
                phrase = " ".join(typed[place:end])
                found[phrase] = Also(phrase, tuple(word for word in known[key] if _key(words(word)) != key))
                place = end - 1
                break
        place += 1
    return tuple(found.values())


def _key(typed: list[str]) -> _Key:
    return tuple(map(term_of, typed))


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """Words and phrases of one meaning each."""
    text = files("evidencehub.catalogue.index").joinpath("words.toml").read_text(encoding="utf-8")
    return tuple(map(tuple, tomllib.loads(text)["same"]))


@cache
def _groups() -> Mapping[_Key, tuple[str, ...]]:
    return {_key(words(word)): group for group in groups() for word in group}
