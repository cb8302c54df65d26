"""The part of a text that has most of what was asked for, with the words that made it match."""

import re
from dataclasses import dataclass

from evidencehub.search.analysis import terms

LENGTH = 180  # characters, about two lines on a phone and a half
_PIECE = re.compile(r"\S+")


@dataclass(frozen=True)
class Excerpt:
    """``parts`` end to end are the text; each says whether it is a word that was asked for."""

    parts: tuple[tuple[str, bool], ...]
    is_start: bool  # of the page
    is_end: bool


def excerpt(text: str, question: str, length: int = LENGTH) -> Excerpt:
    """About ``length`` characters around as many different words of the question as stand together; else the start."""
    wanted = set(terms(question))
    pieces = _PIECE.findall(text)
    found = [wanted & set(terms(piece)) for piece in pieces]
    first, last = _best_window(pieces, found, length)
    parts: list[tuple[str, bool]] = []
    for piece, held in zip(pieces[first:last], found[first:last], strict=True):
        if parts and not parts[-1][1] and not held:
            parts[-1] = (f"{parts[-1][0]} {piece}", False)
        else:
            parts.append((piece, bool(held)))
    return Excerpt(tuple(parts), first == 0, last == len(pieces))


def _best_window(pieces: list[str], found: list[set[str]], length: int) -> tuple[int, int]:
    """From which piece to before which: that with most different words, the earliest of equals."""
    best, place, end, size = (0, 0, 0), 0, 0, 0
    counts: dict[str, int] = {}
    for start in range(len(pieces)):
        while end < len(pieces) and (size + len(pieces[end]) <= length or end == start):
            size += len(pieces[end]) + 1
            for word in found[end]:
                counts[word] = counts.get(word, 0) + 1
            end += 1
        if start == 0 or (found[start] and len(counts) > best[0]):
            best = (len(counts), max(start, 0), end)
        size -= len(pieces[start]) + 1
        for word in found[start]:
            counts[word] -= 1
            if not counts[word]:
                del counts[word]
    place = best[1]
    lead, room = place, length // 4  # some words before, so that it reads as a sentence
    while lead > 0 and room > len(pieces[lead - 1]):
        room -= len(pieces[lead - 1]) + 1
        lead -= 1
    return lead, best[2]
