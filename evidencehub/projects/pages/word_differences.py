"""Two texts word by word: what stayed, what came, what went."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")
_MOST_STEPS = 9_000_000  # words of one text times words of the other: about a second
_SHOWN_AROUND = 24  # words and blanks on each side of a change; what lies between is left out


@dataclass(frozen=True)
class Piece:
    text: str
    what: str  # same | added | removed | left-out


def word_differences(old: str, new: str) -> list[Piece]:
    """The pieces of both in the order of reading; what was removed stands before what came in its place.

    Long stretches that stayed are cut to their ends. Texts too long to compare are given one after the other.
    """
    before, now = _WORDS.findall(old), _WORDS.findall(new)
    if not before or not now or len(before) * len(now) > _MOST_STEPS:
        return [piece for piece in (Piece(old, "removed"), Piece(new, "added")) if piece.text]
    return list(_shortened(list(_pieces(before, now))))


def _pieces(before: list[str], now: list[str]) -> Iterator[Piece]:
    removed = added = ""
    for what, from_a, to_a, from_b, to_b in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        was, is_now = "".join(before[from_a:to_a]), "".join(now[from_b:to_b])
        # A blank between two words that changed changes with them: "a term" and "two terms" are read whole.
        if what != "equal" or (removed and added and is_now.isspace() and to_b < len(now)):
            removed, added = removed + was, added + is_now
            continue
        yield from _changed(removed, added)
        yield Piece(is_now, "same")
        removed = added = ""
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(removed, "removed")
    if added:
        yield Piece(added, "added")


def _shortened(pieces: list[Piece]) -> Iterator[Piece]:
    for place, piece in enumerate(pieces):
        words = _WORDS.findall(piece.text)
        first, last = place == 0, place == len(pieces) - 1
        if piece.what != "same" or len(words) <= 3 * _SHOWN_AROUND:
            yield piece
            continue
        if not first:
            yield Piece("".join(words[:_SHOWN_AROUND]), "same")
        yield Piece(" … ", "left-out")
        if not last:
            yield Piece("".join(words[-_SHOWN_AROUND:]), "same")
