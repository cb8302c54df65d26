"""The part of a text that has most of what was asked for, with the words that made it match."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from evidencehub.search.analysis import terms

LENGTH = 180  # characters, about two lines on a phone and a half
KEPT = 200_000  # characters of pieces of which the terms are known: most pieces of a text are pieces of many


@dataclass(frozen=True)
class Excerpt:
    """``parts`` end to end are the text; each says whether it is a word that was asked for."""

    parts: tuple[tuple[str, bool], ...]
    is_start: bool  # of the page
    is_end: bool


def excerpt(text: str, question: str, length: int = LENGTH) -> Excerpt:
    """About ``length`` characters around as many different words of the question as stand together; else the start."""
    pieces = text.split()
    held = _known.holding(terms(question), pieces)
    line = " ".join(pieces)
    start, end = _best_window(line, _placed(pieces, held), length)
    parts: list[tuple[str, bool]] = []
    for piece in line[start:end].split():
        if parts and not parts[-1][1] and piece not in held:
            parts[-1] = (f"{parts[-1][0]} {piece}", False)
        else:
            parts.append((piece, piece in held))
    return Excerpt(tuple(parts), start == 0, end == len(line))


class _Known:
    """Which pieces have a term, of the pieces that were met: texts are then looked through set by set, not by word.

    Safe for threads. Where too much is known it begins anew.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._forget()

    def _forget(self) -> None:
        self._size = 0
        self._met: set[str] = set()
        self._with: dict[str, set[str]] = {}

    def holding(self, wanted: Iterable[str], pieces: Iterable[str]) -> dict[str, set[str]]:
        """Which of the wanted terms each piece has that has any."""
        all_pieces = set(pieces)
        held: dict[str, set[str]] = {}
        with self._lock:
            if self._size > KEPT:
                self._forget()
            for piece in all_pieces - self._met:
                self._meet(piece)
            for term in wanted:
                for piece in self._with.get(term, set()) & all_pieces:
                    held.setdefault(piece, set()).add(term)
        return held

    def _meet(self, piece: str) -> None:
        for term in terms(piece):
            self._with.setdefault(term, set()).add(piece)
        self._met.add(piece)
        self._size += len(piece)


_known = _Known()


def _placed(pieces: list[str], held: dict[str, set[str]]) -> list[tuple[int, int, set[str]]]:
    """Where in the line each piece with a wanted term begins and ends, and which terms those are."""
    placed, at, before = [], 0, 0
    for place in [place for place, piece in enumerate(pieces) if piece in held]:
        at += sum(map(len, pieces[before:place])) + place - before
        before = place
        placed.append((at, at + len(pieces[place]), held[pieces[place]]))
    return placed


def _best_window(line: str, placed: list[tuple[int, int, set[str]]], length: int) -> tuple[int, int]:
    """From which character to before which: whole pieces with most different terms, the earliest of equals."""
    best, start, end = -1, 0, 0
    for number, at in enumerate((0, *(begin for begin, _, _ in placed))):
        until = _last_space(line, at, length)
        inside: set[str] = set()
        for _, ending, found in placed[max(number - 1, 0) :]:
            if ending > until:
                break
            inside |= found
        if len(inside) > best:
            best, start, end = len(inside), at, until
    first, room = start, length // 4  # some words before, so that it reads as a sentence
    while first > 0:
        before = line.rfind(" ", 0, first - 1) + 1
        if room <= first - 1 - before:
            break
        room -= first - before
        first = before
    return first, end


def _last_space(line: str, start: int, length: int) -> int:
    """Before which character a window ends that begins there: with whole pieces, one at least."""
    if start + length >= len(line):
        return len(line)
    space = line.rfind(" ", start, start + length + 1)
    if space < 0:
        space = line.find(" ", start)
    return len(line) if space < 0 else space
