"""Which documents a question matches, and how well: BM25 as Lucene counts it, added up in one array.

A document matches when it has most of the question, each word weighed by how rare it is. Only where none does, less is
enough, and the answer says of which words nothing was found.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from evidencehub.search.analysis import terms
from evidencehub.search.asking import SHORTEST_PREFIX, Question, Unit, forms, parse
from evidencehub.search.contract import Also, Beside, Crossing, Query, Told
from evidencehub.search.respelling import read_as_meant
from evidencehub.search.segment import Docs, Floats, Postings
from evidencehub.search.snapshot import Snapshot
from evidencehub.shared.recently_used import LeastRecentlyUsed

K1, B = 1.8, 0.6  # of length only so much: reports are long for other reasons than being about everything
DENSE_FROM = 0.2  # of the documents; from there one addition over all of them is quicker than one over a list
ALSO_SHARE = 0.7  # what a word counts for another of its meaning
PHRASE_BONUS = 1.0  # of the rarity of its words
SHARES = (0.0, 1.0, 1.0, 0.66, 0.6, 0.25)  # by the number of words; chosen on Cranfield
SHARE_AT_LEAST = 0.3  # where nothing has that much
NAMES_KEPT = 10_000  # of which it is known whether they stand anywhere
EQUAL = 1e-3  # sums of the same weights in another order differ by less


def share_needed(words: int) -> float:
    """How much of a question a document must have, by the rarity of its words: all of two, two thirds of a few.

    Of five words less, and of a longer question any one: on Cranfield, whose questions have about eight, asking for a
    fifth of those took a twentieth off the average precision.
    """
    return SHARES[words] if words < len(SHARES) else 0.0


@dataclass(frozen=True)
class Match:
    """``documents`` (ascending) is None when there was nothing to look for, so that all documents match."""

    documents: Docs | None
    scores: Floats  # of all documents; 0 for those that do not match
    told: Told


@dataclass(frozen=True)
class Weighed:
    """One word of a question over all documents.

    ``documents`` is None where they are many: then there is a weight for each document there is, and 0 for those
    without the word.
    """

    documents: Docs | None
    weights: Floats
    rarity: float
    count: int  # of documents with the word

    @property
    def nbytes(self) -> int:
        return 200 + self.weights.nbytes + (0 if self.documents is None else self.documents.nbytes)


class Scorer:
    """Scores questions against one snapshot and keeps the weights of words it has met, up to ``limit_bytes``."""

    def __init__(self, snapshot: Snapshot, limit_bytes: int) -> None:
        self._snapshot = snapshot
        average = max(float(snapshot.lengths[snapshot.is_living].mean()), 1.0) if snapshot.count else 1.0
        self._norms: Floats = (K1 * (1 - B + B * snapshot.lengths / average)).astype(np.float32)
        self._weights: LeastRecentlyUsed[Weighed] = LeastRecentlyUsed(limit_bytes)
        self._stands: LeastRecentlyUsed[bool] = LeastRecentlyUsed(NAMES_KEPT)

    def match(self, asked: Query | Crossing) -> Match:
        """Match every document that has most of a question; of one quoted phrase and nothing else, that holds it."""
        question = parse(asked.text, asked.also, asked.aside)
        if question.is_empty:
            nothing = np.zeros(self._snapshot.size, dtype=np.float32)
            return Match(None, nothing, Told(only_common=bool(asked.text.strip())))
        found = self._match(question, asked)
        return self._with_those_beside(found, asked.beside) if asked.beside else found

    def _with_those_beside(self, found: Match, beside: Beside) -> Match:
        """With documents that match by something else; where nothing had enough of the question, with these alone."""
        documents, added = self._snapshot.places(beside)
        if not len(documents):
            return found
        own = found.documents if found.documents is not None else documents
        told, scores = found.told, found.scores.copy()
        if told.missing or told.phrase_parted:
            own, scores = own[:0], np.zeros_like(scores)
            told = Told(also=told.also, left_out=told.left_out)
        scores[documents] += added
        return Match(np.union1d(own, documents), scores, told)

    def _match(self, question: Question, asked: Query | Crossing) -> Match:
        if question.is_exact:
            scores = self._added(question)[0] * self._holding(question.phrases[0])
            if scores.any():
                return Match(np.flatnonzero(scores > 0), scores, Told())
        also = self._standing(question, asked.also)
        told = Told(phrase_parted=question.is_exact, also=also, left_out=question.left_out)
        scores, covered, found = self._added(question)
        if asked.respell and not all(each.count for each in found):
            counts = [each.count for each in found]
            question, told = read_as_meant(question, told, counts, self._snapshot, asked.known)
            scores, covered, found = self._added(question)
        needed = share_needed(len(question.units)) * sum(each.rarity for each in found) - EQUAL
        has_enough = covered >= max(needed, EQUAL)
        for phrase in question.phrases:  # somebody who quotes within a question means just that
            has_enough[self._snapshot.with_phrase(phrase)] = True
        documents = np.flatnonzero(has_enough)
        if not len(documents) and covered.any():
            has_enough = covered >= max(SHARE_AT_LEAST * float(covered.max()), EQUAL)
            documents = np.flatnonzero(has_enough)
            told = self._told_of_missing(question, told, asked.known)
        if not len(documents):
            return Match(documents, np.zeros_like(scores), Told())
        for phrase in question.phrases:
            scores[self._snapshot.with_phrase(phrase)] += np.float32(self._rarity_of(phrase) * PHRASE_BONUS)
        return Match(documents, scores * has_enough, told)

    def _added(self, question: Question) -> tuple[Floats, Floats, list[Weighed]]:
        """Return the scores of all documents, the rarity of the words that each holds, added up, and those words."""
        scores = np.zeros(self._snapshot.size, dtype=np.float32)
        covered = np.zeros(self._snapshot.size, dtype=np.float32)
        all_found = [self._weighed(unit) for unit in question.units]
        for unit, found in zip(question.units, all_found, strict=True):
            self._add(scores, found, unit.times)
            if found.documents is None:
                covered += (found.weights > 0) * np.float32(found.rarity)
            else:
                covered[found.documents] += np.float32(found.rarity)
        for term in question.bonus:
            self._add(scores, self._weighed(Unit(term, term)), 1)
        return scores, covered, all_found

    def _told_of_missing(self, question: Question, told: Told, known: Sequence[str]) -> Told:
        stands = {unit: self._weighed(unit).count > 0 or unit.typed in known for unit in question.units}
        return replace(
            told,
            missing=tuple(unit.typed for unit in question.units if not stands[unit]),
            instead=tuple(unit.typed for unit in question.units if stands[unit]),
        )

    def _holding(self, phrase: tuple[str, ...]) -> Floats:
        holds = np.zeros(self._snapshot.size, dtype=np.float32)
        holds[self._snapshot.with_phrase(phrase)] = 1
        return holds

    def _rarity_of(self, phrase: tuple[str, ...]) -> float:
        return sum(self._weighed(Unit(term, term)).rarity for term in phrase)

    @staticmethod
    def _add(scores: Floats, found: Weighed, times: int) -> None:
        weights = found.weights * np.float32(times) if times > 1 else found.weights
        if found.documents is None:
            scores += weights
        else:
            scores[found.documents] += weights

    def _weighed(self, unit: Unit) -> Weighed:
        key = (unit.kind, unit.term, unit.same, unit.also)
        found = self._weights.get(key)
        if found is None:
            found = self._of_postings(*self._postings(unit))
            self._weights.put(key, found, found.nbytes)
        return found

    def _postings(self, unit: Unit) -> Postings:
        """Where any term of a word stands, and how often."""
        if unit.kind == "prefix":
            docs = self._snapshot.with_prefix(unit.term)
            if not len(docs) and len(stem := "".join(terms(unit.term))) >= SHORTEST_PREFIX:
                docs = self._snapshot.with_stem_prefix(stem)  # "attendance*" where only "attend" is written
            return docs, np.ones(len(docs), dtype=np.float32)
        own = self._with_all(unit.phrase) if unit.phrase else self._snapshot.postings(unit.term)
        if not unit.same and not unit.also:
            return own
        frequencies = np.zeros(self._snapshot.size, dtype=np.float32)
        frequencies[own[0]] = own[1]
        for form, share in [*(((term,), 1.0) for term in unit.same), *((form, ALSO_SHARE) for form in unit.also)]:
            docs, times = self._of_form(form)
            frequencies[docs] = np.maximum(frequencies[docs], times * np.float32(share))
        docs = np.flatnonzero(frequencies)
        return docs, frequencies[docs]

    def _of_form(self, form: tuple[str, ...]) -> Postings:
        if len(form) == 1:
            return self._snapshot.postings(form[0])
        docs = self._snapshot.with_phrase(form)
        return docs, np.ones(len(docs), dtype=np.float32)

    def _with_all(self, words: tuple[str, ...]) -> Postings:
        """Where all of these words stand, near each other or not: as for the words of any question."""
        held = [self._snapshot.postings(word) for word in words]
        docs = reduce(np.intersect1d, (docs for docs, _ in held))
        return docs, np.min([times[np.searchsorted(all_docs, docs)] for all_docs, times in held], axis=0)

    def _standing(self, question: Question, also: Sequence[Also]) -> tuple[Also, ...]:
        """What else was searched for, without what stands nowhere."""
        used = {unit.typed for unit in question.units if unit.also}
        found = (
            Also(each.typed, tuple(word for word in each.words if self._stands_anywhere(word)))
            for each in also
            if each.typed in used
        )
        return tuple(each for each in found if each.words)

    def _stands_anywhere(self, called: str) -> bool:
        stands = self._stands.get(called)
        if stands is None:
            stands = any(len(self._of_form(form)[0]) for form in forms(called))
            self._stands.put(called, stands)
        return stands

    def _of_postings(self, docs: Docs, frequencies: Floats) -> Weighed:
        # Counted over living documents only, so that scores do not depend on how often something was rewritten.
        rarity = math.log(1 + (self._snapshot.count - len(docs) + 0.5) / (len(docs) + 0.5))
        weights = (rarity * (K1 + 1) * frequencies / (frequencies + self._norms[docs])).astype(np.float32)
        if len(docs) < DENSE_FROM * self._snapshot.count:
            return Weighed(docs, weights, rarity, len(docs))
        everywhere = np.zeros(self._snapshot.size, dtype=np.float32)
        everywhere[docs] = weights
        return Weighed(None, everywhere, rarity, len(docs))
