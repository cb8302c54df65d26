"""Which documents a text matches, and how well: BM25 as Lucene counts it, added up in one array."""

import math
from dataclasses import dataclass, replace

import numpy as np

from evidencehub.search import analysis
from evidencehub.search.analysis import Words
from evidencehub.search.segment import Docs, Floats, Postings
from evidencehub.search.snapshot import Snapshot
from evidencehub.shared.recently_used import LeastRecentlyUsed

K1, B = 1.5, 0.75  # on Cranfield: nDCG@10 0.387, against 0.384 for Lucene's 1.2 and 0.366 for 0.9 and 0.4
DENSE_FROM = 0.2  # of the documents; from there one addition over all of them is quicker than one over a list
MOST_MISSPELT = 16  # words of one query that are worth a walk through the dictionary
SHORTEST_MISSPELT = 4


@dataclass(frozen=True)
class Match:
    """``documents`` (ascending) is None when there was nothing to look for, so that all documents match."""

    documents: Docs | None
    scores: Floats  # of all documents; 0 for those that do not match
    loosened: bool


class Scorer:
    """Scores texts against one snapshot and keeps the weights of terms it has met, up to ``limit_bytes``."""

    def __init__(self, snapshot: Snapshot, limit_bytes: int) -> None:
        self._snapshot = snapshot
        average = max(float(snapshot.lengths.mean()), 1.0) if snapshot.count else 1.0
        self._norms: Floats = (K1 * (1 - B + B * snapshot.lengths / average)).astype(np.float32)
        self._weights: LeastRecentlyUsed[tuple[Docs | None, Floats]] = LeastRecentlyUsed(limit_bytes)

    def match(self, text: str) -> Match:
        """Match every document that holds one word of ``text`` and all its quoted phrases.

        Where nothing does, phrases are read as words; where still nothing does, words may be spelt differently.
        """
        words = analysis.parse(text)
        if words.is_empty:
            nothing = np.zeros(self._snapshot.count, dtype=np.float32)
            return Match(None, nothing, loosened=bool(text.strip()))
        scores, loosened = self._scored(words), False
        if words.phrases and not scores.any():
            scores, loosened = self._scored(replace(words, phrases=())), True
        if not scores.any():
            scores, loosened = self._scored(self._respelt(words)), True
        documents = np.flatnonzero(scores > 0)
        return Match(documents, scores, loosened and len(documents) > 0)

    def _scored(self, words: Words) -> Floats:
        scores = np.zeros(self._snapshot.count, dtype=np.float32)
        for term, times in words.terms.items():
            self._add(scores, ("term", term), times)
        for prefix in words.prefixes:
            self._add(scores, ("prefix", prefix), 1)
        for phrase in words.phrases:
            holds = np.zeros(len(scores), dtype=np.bool_)
            holds[self._snapshot.with_phrase(phrase)] = True
            scores *= holds
        return scores

    def _add(self, scores: Floats, word: tuple[str, str], times: int) -> None:
        found = self._weights.get(word)
        if found is None:
            found = self._weighed(*self._postings(*word))
            self._weights.put(word, found, 200 + found[1].nbytes + (0 if found[0] is None else found[0].nbytes))
        docs, weights = found
        if times > 1:
            weights = weights * np.float32(times)
        if docs is None:
            scores += weights
        else:
            scores[docs] += weights

    def _postings(self, kind: str, word: str) -> Postings:
        if kind == "term":
            return self._snapshot.postings(word)
        docs = self._snapshot.with_prefix(word)
        if not len(docs) and len(stem := "".join(analysis.terms(word))) >= analysis.SHORTEST_PREFIX:
            docs = self._snapshot.with_prefix(stem)  # "attendance*": the index holds the stem "attend"
        return docs, np.ones(len(docs), dtype=np.float32)

    def _weighed(self, docs: Docs, frequencies: Floats) -> tuple[Docs | None, Floats]:
        # Counted over living documents only, so that scores do not depend on how often something was rewritten.
        rarity = math.log(1 + (self._snapshot.count - len(docs) + 0.5) / (len(docs) + 0.5))
        weights = (rarity * (K1 + 1) * frequencies / (frequencies + self._norms[docs])).astype(np.float32)
        if len(docs) < DENSE_FROM * self._snapshot.count:
            return docs, weights
        everywhere = np.zeros(self._snapshot.count, dtype=np.float32)
        everywhere[docs] = weights
        return None, everywhere

    def _respelt(self, words: Words) -> Words:
        near: dict[str, int] = {}
        for term in list(words.terms)[:MOST_MISSPELT]:
            if len(term) >= SHORTEST_MISSPELT:
                for segment in self._snapshot.segments:
                    near.update(dict.fromkeys(segment.near(term, distance=1 if len(term) < 8 else 2), 1))
        return Words(near, (), ())
