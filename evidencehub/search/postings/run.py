"""The texts of some documents as arrays with an entry for each word, and from those the postings of their terms."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evidencehub.search.analysis import STOP_WORDS
from evidencehub.search.postings.arrays import ArrayWriter, narrowed, stable_order
from evidencehub.search.postings.field import TEXT, WRITTEN, Numbers, firsts_of, write_terms
from evidencehub.search.postings.pairs import Laid, most_common, write_common, write_pairs
from evidencehub.search.spelling import COMPOUNDS, term_of

_STOPS = len(STOP_WORDS)  # words with smaller numbers are these


class WordNumbers(dict[str, int]):
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


class Run:
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

    def write(self, file: ArrayWriter, common: frozenset[bytes] | None) -> frozenset[bytes]:
        """:param common: terms of which pairs are written down; None where that is to be seen from these texts."""
        terms, places = _sorted([word.encode() for word in self._written])
        order = stable_order(words := places[self._words])
        words, of = words[order], self._of[order]
        firsts = firsts_of(words, of)
        file.add(f"{WRITTEN}.docs", narrowed(self._documents[of[firsts]]))
        write_terms(file, WRITTEN, terms, np.bincount(words[firsts], minlength=len(terms)), None)
        return self._write_terms(file, common)

    def _write_terms(self, file: ArrayWriter, common: frozenset[bytes] | None) -> frozenset[bytes]:
        compounds, of_compounds = self._compounds()
        known = WordNumbers()
        of_words = np.array([-1] * _STOPS + [known[term_of(word)] for word in self._written[_STOPS:]])
        of_joined = np.array([known[term] for term in compounds], dtype=np.int64)
        terms, places = _sorted([term.encode() for term in known])
        held, of, positions = self._laid_out(np.append(places, -1)[of_words], places[of_joined], of_compounds)
        spans = np.bincount(held, minlength=len(terms))
        common = most_common(terms, spans) if common is None else common
        write_pairs(file, common, Laid(terms, held, of, positions, self._documents))
        order = stable_order(held)
        held, of = held[order], of[order]
        firsts = firsts_of(held, of)
        file.add(f"{TEXT}.docs", narrowed(self._documents[of[firsts]]))
        file.add(f"{TEXT}.times", narrowed(np.diff(firsts, append=len(held))))
        file.add(f"{TEXT}.positions", narrowed(positions[order]))
        counts = np.bincount(held[firsts], minlength=len(terms))
        write_terms(file, TEXT, terms, counts, spans)
        write_common(file, common)
        return common

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
