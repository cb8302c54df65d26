"""From a question to a query that finds and scores as the built-in engine does.

How often a word stands in a document is the index's to say; how rare it is, how long the document is and how much of
the question is enough comes with the query, so that it holds for all shards alike.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from evidencehub.search.analysis import terms
from evidencehub.search.asking import SHORTEST_PREFIX, Question, Unit, forms, parse
from evidencehub.search.contract import Also, Beside, Crossing, Query, Told
from evidencehub.search.opensearch.client import Json
from evidencehub.search.opensearch.respelling import Written
from evidencehub.search.opensearch.view import View
from evidencehub.search.respelling import read_as_meant
from evidencehub.search.scoring import (
    ALSO_SHARE,
    EQUAL,
    K1,
    PHRASE_BONUS,
    SHARE_AT_LEAST,
    SHARES,
    B,
    share_needed,
)

MOST_CLAUSES = 900  # OpenSearch refuses a query of more than 1,024
EVERYTHING: Json = {"bool": {"filter": [{"match_all": {}}]}}  # with a score of 0
NOTHING: Json = {"match_none": {}}
_WEIGHT = (
    "double times = _score; return params.rarity * params.most * times / (times + params.short + params.long * "
    "doc['length'].value)"
)
_LEAST = (
    "double least = termFreq('text', params.words[0]); "
    "for (String word : params.words) { least = Math.min(least, termFreq('text', word)); } return least;"
)


@dataclass(frozen=True)
class Match:
    query: Json
    told: Told


@dataclass(frozen=True)
class Weighed:
    """One word of a question; the query's score is how often it stands in a document."""

    query: Json
    count: int  # of documents with the word
    rarity: float


class Matcher:
    """Reads questions against one generation."""

    def __init__(self, view: View) -> None:
        self._view = view
        average = view.state.average
        self._short, self._long = K1 * (1 - B), K1 * B / average

    def match(self, asked: Query | Crossing) -> Match:
        """Every document that has most of a question; of one quoted phrase and nothing else, that holds it."""
        question = _bounded(parse(asked.text, asked.also, asked.aside))
        if question.is_empty:
            return Match(EVERYTHING, Told(only_common=bool(asked.text.strip())))
        found = self._match(question, asked)
        return self._with_those_beside(found, asked.beside) if asked.beside else found

    def _with_those_beside(self, found: Match, beside: Beside) -> Match:
        """With documents that match by something else; where nothing had enough of the question, with these alone."""
        added = dict(beside)
        those: Json = {"terms": {"id": list(added)}}
        if not self._view.counts([those])[0]:
            return found
        own, told = found.query, found.told
        if told.missing or told.phrase_parted:
            own, told = NOTHING, Told(also=told.also, left_out=told.left_out)
        query = {"bool": {"should": [own, {"bool": {"filter": [those]}}], "minimum_should_match": 1}}
        script = "_score + params.added.getOrDefault(doc['id'].value, 0.0)"
        return Match(_scripted(query, script, {"added": added}), told)

    def _match(self, question: Question, asked: Query | Crossing) -> Match:
        all_found = self._weighed(question.units)
        scores = self._scores(question, all_found)
        if question.is_exact:
            holding = _in_order(question.phrases[0])
            any_word = _any([each.query for each in all_found] + [_term(term) for term in question.bonus])
            if self._view.counts([holding])[0]:
                return Match({"bool": {"filter": [holding, any_word], "should": scores}}, Told())
        also = self._standing(question, asked.also)
        told = Told(phrase_parted=question.is_exact, also=also, left_out=question.left_out)
        if asked.respell and not all(each.count for each in all_found):
            counts = [each.count for each in all_found]
            question, told = read_as_meant(question, told, counts, Written(self._view), asked.known)
            all_found = self._weighed(question.units)
            scores = self._scores(question, all_found)
        needed = share_needed(len(question.units)) * sum(each.rarity for each in all_found) - EQUAL
        enough = _any([*_having(all_found, max(needed, EQUAL)), *map(_in_order, question.phrases)])
        if not self._view.counts([enough])[0]:
            most = self._most_covered(all_found)
            if not most:
                return Match(NOTHING, Told())
            enough = _at_least(all_found, max(SHARE_AT_LEAST * most, EQUAL))
            told = self._told_of_missing(question, all_found, told, asked.known)
        of_phrases = zip(question.phrases, self._rarities(question.phrases), strict=True)
        lifts = [_fixed(_in_order(phrase), rarity * PHRASE_BONUS) for phrase, rarity in of_phrases]
        return Match({"bool": {"filter": [enough], "should": scores + lifts}}, told)

    def _weighed(self, units: Sequence[Unit]) -> list[Weighed]:
        queries = [_times(unit) for unit in units]
        stems = [_times_of_stem(unit) for unit in units]
        counts = self._view.counts([*queries, *(stem or NOTHING for stem in stems)])
        pairs = zip(queries, counts, stems, counts[len(units) :], strict=False)
        # "attendance*" where only "attend" is written
        held = [(stem, found) if stem and not count else (query, count) for query, count, stem, found in pairs]
        return [Weighed(query, count, self._rarity(count)) for query, count in held]

    def _rarity(self, count: int) -> float:
        others = max(self._view.state.documents - count, 0)  # a change may be found a moment before the state says so
        return math.log(1 + (others + 0.5) / (count + 0.5))

    def _rarities(self, phrases: Sequence[tuple[str, ...]]) -> list[float]:
        """Of each phrase that of its words, added up."""
        rarity = dict.fromkeys(term for phrase in phrases for term in phrase)
        known = dict(zip(rarity, map(self._rarity, self._view.counts([_term(term) for term in rarity])), strict=True))
        return [sum(known[term] for term in phrase) for phrase in phrases]

    def _scores(self, question: Question, all_found: Sequence[Weighed]) -> list[Json]:
        bonus = self._weighed([Unit(term, term) for term in question.bonus])
        counted = [(each, unit.times) for each, unit in zip(all_found, question.units, strict=True)]
        return [self._weight(each, times) for each, times in (*counted, *((each, 1) for each in bonus)) if each.count]

    def _weight(self, found: Weighed, times: int) -> Json:
        params = {"rarity": found.rarity * times, "most": K1 + 1, "short": self._short, "long": self._long}
        return _scripted(found.query, _WEIGHT, params)

    def _most_covered(self, all_found: Sequence[Weighed]) -> float:
        if not any(each.count for each in all_found):
            return 0.0
        (answer,) = self._view.ask({"query": _covered(all_found), "size": 1, "_source": False})
        return float(answer["hits"]["max_score"] or 0.0)

    def _told_of_missing(
        self, question: Question, all_found: Sequence[Weighed], told: Told, known: Sequence[str]
    ) -> Told:
        stands = [found.count > 0 or unit.typed in known for unit, found in zip(question.units, all_found, strict=True)]
        pairs = list(zip(question.units, stands, strict=True))
        return replace(
            told,
            missing=tuple(unit.typed for unit, is_there in pairs if not is_there),
            instead=tuple(unit.typed for unit, is_there in pairs if is_there),
        )

    def _standing(self, question: Question, also: Sequence[Also]) -> tuple[Also, ...]:
        """What else was searched for, without what stands nowhere."""
        used = {unit.typed for unit in question.units if unit.also}
        named = [each for each in also if each.typed in used]
        queries = {word: _any(list(map(_form, forms(word)))) for each in named for word in each.words if forms(word)}
        stands = dict(zip(queries, self._view.counts(list(queries.values())), strict=True))
        found = (Also(each.typed, tuple(word for word in each.words if stands.get(word))) for each in named)
        return tuple(each for each in found if each.words)


def standing(view: View, typed: Sequence[str]) -> tuple[str, ...]:
    """Those of the words that a search for each alone would find something for."""
    questions = [parse(word) for word in typed]
    queries = [_any(list(map(_times, question.units))) if question.units else EVERYTHING for question in questions]
    return tuple(word for word, count in zip(typed, view.counts(queries), strict=True) if count)


def _bounded(question: Question) -> Question:
    """Of very long questions what else words are called falls away, and then the last words."""
    if 2 * sum(1 + len(unit.same) + len(unit.also) for unit in question.units) <= MOST_CLAUSES:
        return question
    units = tuple(replace(unit, same=(), also=()) for unit in question.units)
    return replace(question, units=units[: MOST_CLAUSES // 2])


def _times(unit: Unit) -> Json:
    """Its score: how often any form of a word stands in a document, the best of them."""
    if unit.kind == "prefix":
        return _fixed({"prefix": {"written": {"value": unit.term}}}, 1.0)
    own = _all_of(unit.phrase) if unit.phrase else _term(unit.term)
    if not unit.same and not unit.also:
        return own
    others = [*map(_term, unit.same), *(_form(form, ALSO_SHARE) for form in unit.also)]
    return {"dis_max": {"queries": [own, *others]}}


def _times_of_stem(unit: Unit) -> Json | None:
    stem = "".join(terms(unit.term)) if unit.kind == "prefix" else ""
    return _fixed({"prefix": {"text": {"value": stem}}}, 1.0) if len(stem) >= SHORTEST_PREFIX else None


def _term(term: str, share: float = 1.0) -> Json:
    return {"term": {"text": {"value": term, "boost": share}}}


def _form(form: tuple[str, ...], share: float = 1.0) -> Json:
    return _term(form[0], share) if len(form) == 1 else _fixed(_in_order(form), share)


def _in_order(phrase: Iterable[str]) -> Json:
    return {"match_phrase": {"text": " ".join(phrase)}}


def _all_of(words: Sequence[str]) -> Json:
    """Where all of these words stand, near each other or not; as often as the one that stands there least."""
    return _scripted({"bool": {"filter": [_term(word) for word in words]}}, _LEAST, {"words": list(words)})


def _any(queries: Sequence[Json]) -> Json:
    return {"bool": {"should": list(queries), "minimum_should_match": 1}} if queries else NOTHING


def _fixed(query: Json, score: float) -> Json:
    return {"constant_score": {"filter": query, "boost": score}}


def _scripted(query: Json, source: str, params: Mapping[str, Any]) -> Json:
    return {"script_score": {"query": query, "script": {"source": source, "params": params}}}


def _having(all_found: Sequence[Weighed], needed: float) -> list[Json]:
    """For each smallest set of words whose rarity is enough: that all of them are there."""
    if len(all_found) >= len(SHARES):
        return [each.query for each in all_found if each.rarity >= needed and each.count]
    there = [each for each in all_found if each.count]
    sets: list[tuple[int, ...]] = []
    for size in range(1, len(there) + 1):
        for places in combinations(range(len(there)), size):
            is_enough = sum(there[place].rarity for place in places) >= needed
            if is_enough and not any(set(known) <= set(places) for known in sets):
                sets.append(places)
    return [{"bool": {"filter": [there[place].query for place in places]}} for places in sets]


def _covered(all_found: Sequence[Weighed]) -> Json:
    """Its score: the rarity of the words that a document has, added up."""
    return _any([_fixed(each.query, each.rarity) for each in all_found if each.count])


def _at_least(all_found: Sequence[Weighed], needed: float) -> Json:
    return {"function_score": {"query": _covered(all_found), "min_score": needed * (1 - 1e-6)}}
