"""What a word that stands nowhere may be meant for: a word of the index that is a slip of the keyboard away."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evidencehub.search.analysis import terms
from evidencehub.search.asking import Question, Unit
from evidencehub.search.contract import Told
from evidencehub.search.spelling import FILLER, STOP, american

SHORTEST = 4  # letters
LONGEST = 24
FIRST_MIXED_UP, MIXED_UP = 3, (frozenset("aeiouy"), frozenset("scz"))
LONG = 8  # letters, from which on two slips are forgiven
MOST_MISSPELT = 8  # words of one question that are worth looking for


class Vocabulary:
    """Words that are written in some document, each with how many letters of which kind it has."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(filter(can_be_meant, words))
        self._letters = np.zeros((len(self.words), 26), dtype=np.int8)
        self._firsts = np.array([word[0] for word in self.words], dtype="U1")
        for place, word in enumerate(self.words):
            self._letters[place] = _letters(word)

    def near(self, word: str, most: int) -> list[tuple[int, str]]:
        """Words with the same first letter that ``most`` slips lead to, with how many."""
        # One slip changes at most two counts of letters by one each, so few words are worth a closer look.
        apart = np.abs(self._letters - _letters(word)).sum(axis=1, dtype=np.int16)
        places = np.flatnonzero((apart <= 2 * most) & (self._firsts == word[0]))
        found = ((slips(word, self.words[place]), self.words[place]) for place in places.tolist())
        return [(count, other) for count, other in found if count <= most]


def can_be_meant(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha() and word.islower()


class Near(Protocol):
    def near(self, word: str, most: int) -> list[tuple[int, str]]:
        """As :meth:`Vocabulary.near`."""


class Written(Protocol):
    """What the index knows of words as they are written."""

    def vocabularies(self) -> Iterable[Near]: ...

    def count_written(self, word: str) -> int:
        """How many living documents hold the word."""


def respelt(word: str, written: Written) -> str | None:
    """The word that was probably meant: the nearest, and of these the one in most documents."""
    if not can_be_meant(word):
        return None
    most = 1 if len(word) < LONG else 2
    near: dict[str, int] = {}
    for vocabulary in written.vocabularies():
        near |= {other: count for count, other in vocabulary.near(american(word), most) if _is_slip(word, other, count)}
    held = [(near[other], -count, other) for other in near if (count := written.count_written(other))]
    return min(held)[2] if held else None


def read_as_meant(
    question: Question, told: Told, found: Sequence[int], written: Written, known: Sequence[str]
) -> tuple[Question, Told]:
    """Read each word that stands nowhere as the word that it may be meant for; the answer says so.

    :param found: of each unit of the question, in how many documents it stands
    :param known: words as typed that are right as they are
    """
    unknown = [
        unit
        for unit, count in zip(question.units, found, strict=True)
        if not count and unit.kind == "term" and unit.typed not in known
    ]
    meant = {unit: word for unit in unknown[:MOST_MISSPELT] if (word := respelt(unit.typed, written))}
    if not meant:
        return question, told
    units: dict[tuple[str, str], Unit] = {}
    for unit in question.units:
        word = meant.get(unit)
        read = Unit(word, terms(word)[0], times=unit.times) if word else unit
        units.setdefault(read.key, read)
    pairs = tuple((unit.typed, word) for unit, word in meant.items())
    return replace(question, units=tuple(units.values())), replace(told, respelt=pairs)


def _is_slip(word: str, other: str, count: int) -> bool:
    """Whether it looks like a slip. One letter for another mostly makes another word: "scared" is neither "shared" nor
    "scored". Vowels, and s and c, further on are mixed up often: "seperate", "attendence".
    """
    if other in STOP or other in FILLER:
        return False
    if count != 1 or len(word) != len(other):
        return True
    differing = [place for place, (mine, theirs) in enumerate(zip(word, other, strict=True)) if mine != theirs]
    return len(differing) == 2 or all(
        place >= FIRST_MIXED_UP and any({word[place], other[place]} <= alike for alike in MIXED_UP)
        for place in differing
    )


def slips(word: str, other: str) -> int:
    """Letters added, left out, changed, or two beside each other swapped (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, mine in enumerate(word, 1):
        row = [i]
        for j, theirs in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (mine != theirs))
            if i > 1 and j > 1 and mine == other[j - 2] and word[i - 2] == theirs:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _letters(word: str) -> NDArray[np.int8]:
    return np.bincount(np.frombuffer(word.encode(), dtype=np.uint8) - 97, minlength=26).astype(np.int8)
