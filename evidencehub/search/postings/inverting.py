"""From the texts of many documents to the postings of their terms, in arrays, a run of so many words at a time.

Each different word of a run is analysed once. What is put in order are numbers of words, so that Python touches a word
of a text twice: when the text is taken apart, and when the word gets its number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from evidencehub.search.analysis import STOP_WORDS, hyphened, words
from evidencehub.search.postings.arrays import ArrayFile, ArrayWriter, narrowed, stable_order
from evidencehub.search.postings.field import ID, TEXT, WRITTEN, Numbers, write_terms
from evidencehub.search.postings.joining import Source, join
from evidencehub.search.spelling import COMPOUNDS, term_of

RUN_WORDS = 1_500_000  # some 150 MB of arrays while a run is put in order
_STOPS = len(STOP_WORDS)  # words with smaller numbers are these


class _Numbers(dict[str, int]):
    """A number for each word, in the order in which they are met."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


@dataclass(frozen=True)
class Text:
    """One document's words as numbers of the current run, the title's first, and its words with hyphens in one."""

    words: Numbers
    in_title: int
    hyphened: list[str]

    @property
    def length(self) -> int:
        """In words that are no stop words, the title counted twice."""
        return int(np.count_nonzero(self.words >= _STOPS) + np.count_nonzero(self.words[: self.in_title] >= _STOPS))


class Inverter:
    """Stands where Whoosh has a pool of single postings, and takes from its writer whole texts.

    :param folder: for runs while they wait to be joined; whoever made it removes it.
    """

    def __init__(self, folder: Path, run_words: int = RUN_WORDS) -> None:
        self._folder = folder
        self._run_words = run_words
        self._sources: list[Source] = []
        self._begin()

    def _begin(self) -> None:
        self._numbers = _Numbers((word, number) for number, word in enumerate(sorted(STOP_WORDS)))
        self._texts: list[tuple[int, Text]] = []
        self._ids: list[tuple[bytes, int]] = []
        self._held = 0

    def read(self, title: str, text: str) -> Text:
        """Take a text apart; it has to be added before the next is read."""
        of_title, of_text = words(title), words(text)
        count = len(of_title) + len(of_text)
        numbers = np.fromiter(map(self._numbers.__getitem__, chain(of_title, of_text)), np.int32, count)
        return Text(numbers, len(of_title), [*hyphened(title), *hyphened(text)])

    def add(self, posting: tuple[str, bytes, int, float, Any]) -> None:
        """Take what Whoosh's writer makes of a field: its name, a term, the document's number, a weight, a value."""
        name, term, number, _, value = posting
        if name == ID:
            self._ids.append((term, number))
            return
        self._texts.append((number, value))
        self._held += len(value.words)
        if self._held >= self._run_words:
            self._finish_run()

    def take(self, path: Path, numbers: Numbers) -> None:
        """Add the postings of a segment; ``numbers`` has the new number of each of its documents, -1 for none."""
        self._finish_run()
        self._sources.append(Source(ArrayFile(path), numbers))

    def iter_postings(self) -> "Inverter":
        """What Whoosh's writer asks its pool for, to hand it to the codec."""
        return self

    def save(self, path: Path) -> None:
        self._finish_run()
        join(self._sources, path)

    def cleanup(self) -> None:
        self._sources = []

    def _finish_run(self) -> None:
        if not self._texts and not self._ids:
            return
        path = self._folder / f"run-{len(self._sources)}"
        file = ArrayWriter(path)
        _Run(self._numbers, self._texts).write(file)
        self._ids.sort()
        write_terms(file, ID, [term for term, _ in self._ids], np.ones(len(self._ids), np.int64), None)
        file.add(f"{ID}.docs", narrowed(np.array([number for _, number in self._ids], dtype=np.int64)))
        file.close()
        self._sources.append(Source(ArrayFile(path), None))
        self._begin()


class _Run:
    """The texts of some documents as arrays with an entry for each word."""

    def __init__(self, numbers: Mapping[str, int], texts: list[tuple[int, Text]]) -> None:
        self._written = list(numbers)
        self._texts = [text for _, text in texts]
        self._documents = np.array([number for number, _ in texts], dtype=np.int64)
        counts = np.array([len(text.words) for text in self._texts], dtype=np.int64)
        in_title = np.array([text.in_title for text in self._texts], dtype=np.int64)
        self._words = np.concatenate([np.empty(0, np.int32), *(text.words for text in self._texts)])
        self._of = np.repeat(np.arange(len(texts), dtype=np.int32), counts)  # the document of each word
        starts = np.cumsum(counts) - counts
        self._is_title = np.arange(len(self._words)) < np.repeat(starts + in_title, counts)

    def write(self, file: ArrayWriter) -> None:
        terms, places = _sorted([word.encode() for word in self._written])
        order = stable_order(words := places[self._words])
        words, of = words[order], self._of[order]
        firsts = _firsts(words, of)
        file.add(f"{WRITTEN}.docs", narrowed(self._documents[of[firsts]]))
        write_terms(file, WRITTEN, terms, np.bincount(words[firsts], minlength=len(terms)), None)
        self._write_terms(file)

    def _write_terms(self, file: ArrayWriter) -> None:
        compounds, of_compounds = self._compounds()
        known = _Numbers()
        of_words = np.array([-1] * _STOPS + [known[term_of(word)] for word in self._written[_STOPS:]])
        of_joined = np.array([known[term] for term in compounds], dtype=np.int64)
        terms, places = _sorted([term.encode() for term in known])
        held, of, positions = self._laid_out(np.append(places, -1)[of_words], places[of_joined], of_compounds)
        order = stable_order(held)
        held, of = held[order], of[order]
        firsts = _firsts(held, of)
        file.add(f"{TEXT}.docs", narrowed(self._documents[of[firsts]]))
        file.add(f"{TEXT}.times", narrowed(np.diff(firsts, append=len(held))))
        file.add(f"{TEXT}.positions", narrowed(positions[order]))
        counts = np.bincount(held[firsts], minlength=len(terms))
        write_terms(file, TEXT, terms, counts, np.bincount(held, minlength=len(terms)))

    def _laid_out(self, of_words: Numbers, joined: Numbers, of_joined: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """The terms of each document as they follow each other, the documents, and the positions.

        That is the title, the title again, the text, and what is written in one too. No phrase runs from one of these
        into the next, and none over what is written in one.
        """
        kept = self._words >= _STOPS
        terms, of, is_title = of_words[self._words[kept]], self._of[kept], self._is_title[kept]
        documents = len(self._documents)
        titles = np.bincount(of[is_title], minlength=documents)
        texts = np.bincount(of[~is_title], minlength=documents)
        extra = np.bincount(of_joined, minlength=documents)
        totals = 2 * titles + texts + extra
        starts = np.cumsum(totals) - totals
        nth = np.arange(len(terms)) - (np.cumsum(titles + texts) - titles - texts)[of]
        nth_joined = np.arange(len(joined)) - (np.cumsum(extra) - extra)[of_joined]
        made, positions = np.empty(int(totals.sum()), np.int32), np.empty(int(totals.sum()), np.int32)
        pieces = (
            (terms[is_title], of[is_title], nth[is_title], 0, 0),
            (terms, of, nth + titles[of], 0, np.where(is_title, 1, 2)),
            (joined, of_joined, (2 * titles + texts)[of_joined], nth_joined, 3 + nth_joined),
        )
        for those, documents_of, place, further, gap in pieces:
            at = starts[documents_of] + place + further
            made[at] = those
            positions[at] = place + further + gap
        return made, np.repeat(np.arange(documents, dtype=np.int32), totals), positions

    def _compounds(self) -> tuple[list[str], Numbers]:
        """What is written in one too, document by document, with the documents: first what has a hyphen, then pairs."""
        found = [(of, 0, term) for of, text in enumerate(self._texts) for term in text.hyphened]
        first, second = (np.zeros(len(self._written), np.bool_) for _ in range(2))
        numbers = {word: number for number, word in enumerate(self._written)}
        for pair in COMPOUNDS:
            if pair[0] in numbers and pair[1] in numbers:
                first[numbers[pair[0]]] = second[numbers[pair[1]]] = True
        beside = first[self._words[:-1]] & second[self._words[1:]]
        beside &= (self._of[:-1] == self._of[1:]) & (self._is_title[:-1] == self._is_title[1:])
        for at in np.flatnonzero(beside).tolist():
            if joined := COMPOUNDS.get((self._written[self._words[at]], self._written[self._words[at + 1]])):
                found.append((int(self._of[at]), 1, term_of(joined)))
        found.sort(key=lambda each: each[:2])
        return [term for _, _, term in found], np.array([of for of, _, _ in found], dtype=np.int64)


def _sorted(terms: list[bytes]) -> tuple[list[bytes], Numbers]:
    """The terms in order, and the place that each has there."""
    order = sorted(range(len(terms)), key=terms.__getitem__)
    places = np.empty(len(terms), np.int64)
    places[order] = np.arange(len(terms))
    return [terms[at] for at in order], places


def _firsts(terms: Numbers, documents: Numbers) -> Numbers:
    """Where another term or another document begins."""
    if not len(terms):
        return np.empty(0, np.int64)
    changes = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
    return np.flatnonzero(np.concatenate([[True], changes]))
