"""Made-up records, the same for the same seed: words as often as in real texts, facets, questions to ask of them."""

import pickle
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evidencehub.search.analysis import words
from evidencehub.search.contract import Also, Document, Row
from evidencehub.search.spelling import FILLER, STOP

AREAS = [f"area-{number}" for number in range(13)]
PEOPLE = [f"people-{number}" for number in range(16)]
DIRECTIONS = ["better", "worse", "unclear", "no-difference", "not-measured"]
VOCABULARY = 40_000
SEED = 2026


@dataclass(frozen=True)
class Question:
    """Words of one record, and what else one of them is called: a word, and a phrase of two."""

    text: str
    also: tuple[Also, ...] = ()


def made_up(count: int, shortest: int, longest: int) -> Iterator[Document]:
    """Records whose texts have so many words; the word of rank r is as likely as 1 / (r + 3) (Zipf, Mandelbrot)."""
    chance, numbers = random.Random(SEED), np.random.default_rng(SEED)
    known = np.array(vocabulary())
    reach = np.cumsum(1 / (np.arange(VOCABULARY) + 3))
    for number in range(count):
        length = chance.randint(shortest, longest)
        text = known[np.searchsorted(reach, numbers.random(length) * reach[-1])]
        yield Document(
            f"{number:08d}",
            "",
            f"project-{number // 2}",
            " ".join(text[:8]),
            ". ".join(" ".join(text[start : start + 15]) for start in range(0, length, 15)),
            tuple(_row(chance) for _ in range(3)),
            year=2000 + number % 25,
        )


def vocabulary() -> list[str]:
    chance = random.Random(SEED + 1)
    made: dict[str, None] = {}
    while len(made) < VOCABULARY:
        made["".join(chance.choices("abcdefghijklmnoprstuv", k=chance.randint(4, 9)))] = None
    return list(made)


def _row(chance: random.Random) -> Row:
    people = tuple(chance.sample(PEOPLE, 2))
    return Row(outcome=(chance.choice(AREAS),), direction=chance.choice(DIRECTIONS), population=people)


def spool(records: Iterable[Document], path: Path) -> int:
    """Write them to a file, so that no process has to hold them all, and return how many there are."""
    count = 0
    with path.open("wb") as file:
        for record in records:
            pickle.dump(record, file, protocol=pickle.HIGHEST_PROTOCOL)
            count += 1
    return count


def spooled(path: Path) -> Iterator[Document]:
    with path.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


def questions(some: list[Document], count: int = 60) -> list[Question]:
    chance = random.Random(SEED + 2)
    asked = []
    for _ in range(count):
        typed = chance.sample(_words(chance.choice(some)), chance.randint(2, 3))
        other = _words(chance.choice(some))
        place = chance.randrange(len(other) - 1)
        called = (chance.choice(other), " ".join(other[place : place + 2]))
        asked.append(Question(" ".join(typed), (Also(typed[0], called),)))
    return asked


def never_asked(some: list[Document], asked: list[Question], count: int = 200) -> list[str]:
    """Different words, the more likely the more often they are written, of which no question has one."""
    chance = random.Random(SEED + 3)
    known = {word for question in asked for word in question.text.split()}
    known |= {word for question in asked for also in question.also for called in also.words for word in called.split()}
    found: dict[str, None] = {}
    while len(found) < count:
        word = chance.choice(_words(chance.choice(some)))
        if word not in known:
            found[word] = None
    return list(found)


def _words(record: Document) -> list[str]:
    """Those that somebody might look for."""
    found = [word for word in words(record.text) if len(word) > 1 and word not in STOP and word not in FILLER]
    return found if len(found) > 2 else ["school", "reading", "clubs"]
