"""What the engine answers, against a plain Python reading of the rules."""

import math
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidencehub.search import bits, snapshot
from evidencehub.search.contract import FACETS, TRAITS, Document, Query, Row, Traits
from evidencehub.search.scoring import EQUAL, K1, B, share_needed

WORDS = ("alpha", "bravo", "delta", "gamma", "omega")  # words that are their own stems

rows = st.builds(
    Row,
    outcome=st.sampled_from([(), ("school-attendance",), ("attainment",), ("attainment", "reading"), ("housing",)]),
    tier=st.sampled_from(["graded-1", "graded-2", "not-graded"]),
    direction=st.sampled_from(["better", "worse"]),
    population=st.lists(st.sampled_from(["adults", "general", "under-5s"]), max_size=2, unique=True).map(tuple),
    design=st.sampled_from(["rct", "pre-post"]),
)
traits = st.builds(
    Traits,
    age=st.lists(st.sampled_from(["6", "7", "adults"]), max_size=3, unique=True).map(tuple),
    setting=st.sampled_from([(), ("school",), ("school", "home")]),
    studies=st.sampled_from([("one",), ("several",)]),
)
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
documents = st.builds(
    Document,
    id=st.uuids().map(str),
    external_id=st.text(max_size=5),
    project=st.sampled_from(["", "p1", "p2", "p3"]),
    title=texts,
    text=texts,
    rows=st.lists(rows, min_size=1, max_size=3).map(tuple),
    year=st.sampled_from([None, 1999, 2020, 2021]),
    certainty=st.integers(0, 5),
    source=st.sampled_from(["", "wwc"]),
    traits=traits,
    cost=st.sampled_from([None, 0, 300, 5_000]),
    studies=st.integers(0, 3),
)
collections = st.lists(documents, max_size=8, unique_by=lambda document: document.id)
filters = st.dictionaries(
    st.sampled_from(FACETS),
    st.sets(
        st.sampled_from(
            [
                *("attainment", "reading", "housing", "graded-1", "graded-2", "better", "adults", "", "rct", "wwc"),
                *("6", "school", "home", "several"),
            ]
        ),
        max_size=3,
    ).map(frozenset),
    max_size=3,
)
queries = st.builds(
    Query,
    text=texts,
    filters=filters,
    collapse=st.sampled_from(["none", "project"]),
    sort=st.sampled_from(["best", "surest", "newest", "cheapest", "most-studied"]),
    years=st.sampled_from([None, None, (2000, 2020), (0, 2020)]),
    offset=st.integers(0, 3),
    limit=st.integers(0, 8),
)


def values(document, row, facet):
    if facet == "source":
        return {document.source}
    if facet in TRAITS:
        return set(getattr(document.traits, facet))
    value = getattr(row, facet)
    return set(value) or {""} if isinstance(value, tuple) else {value}


def passes(document, row, wanted):
    return all(values(document, row, facet) & allowed for facet, allowed in wanted.items() if allowed)


def bm25(collection, query):
    """Return the score of each document that matches, by id; all of them, at 0, for an empty text."""
    held = {each.id: f"{each.title} {each.title} {each.text}".split() for each in collection}
    if not query.text:
        return dict.fromkeys(held, 0.0)
    typed = query.text.split()

    def rare(word):
        having = sum(word in words for words in held.values())
        return math.log(1 + (len(held) - having + 0.5) / (having + 0.5))

    different = set(typed)
    needed = share_needed(len(different)) * sum(map(rare, different)) - EQUAL
    average = max(sum(map(len, held.values())) / max(len(held), 1), 1)
    scores = defaultdict(float)
    for word in typed:
        rarity = rare(word)
        for key, words in held.items():
            if times := words.count(word):
                scores[key] += rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * len(words) / average))
    return {
        key: score
        for key, score in scores.items()
        if sum(rare(word) for word in different if word in held[key]) >= max(needed, EQUAL)
    }


def expected(collection, query):
    """Return (ids or lists of ids in order, facets) as the rules have it."""
    scores = bm25(collection, query)
    first_year, last_year = query.years or (None, None)
    matched = [
        each
        for each in collection
        if each.id in scores and (not query.years or (each.year and first_year <= each.year <= last_year))
    ]
    unit = {each.id: (each.project or each.id) if query.collapse == "project" else each.id for each in collection}

    facets = {}
    for facet in FACETS:
        others = {name: allowed for name, allowed in query.filters.items() if name != facet}
        seen = defaultdict(set)
        for each in matched:
            for row in each.rows:
                if passes(each, row, others):
                    for value in values(each, row, facet):
                        seen[value].add(unit[each.id])
        facets[facet] = {value: len(units) for value, units in seen.items()}

    def place(each):
        score, year = round(-scores[each.id], 6), -(each.year or 0)
        first = {
            "best": (score, -each.certainty, year),
            "surest": (-each.certainty, score, year),
            "cheapest": (math.inf if each.cost is None else each.cost, score, -each.certainty, year),
            "most-studied": (-each.studies, score, -each.certainty, year),
        }
        return (*first.get(query.sort, (year, score, -each.certainty)), each.id)

    units = defaultdict(list)
    for each in sorted(
        (each for each in matched if any(passes(each, row, query.filters) for row in each.rows)), key=place
    ):
        units[unit[each.id]].append(each.id)
    return list(units.values()), facets, scores


@settings(max_examples=60)
@given(collection=collections, query=queries, most_values=st.sampled_from([0, 1, 256]))
def test_answers_are_those_of_a_plain_reading_of_the_rules(engine_at, collection, query, most_values):
    if engine_at.has_tried_enough():
        return
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(bits, "MOST_VALUES", most_values)  # facets counted by bits, or value by value
        engine = engine_at(Path(folder))
        engine.rebuild(collection)
        answer = engine.search(query)
    groups, facets, scores = expected(collection, query)
    if answer.told.is_loosened:  # the text matched nothing; what is near it has its own tests
        assert not scores
        return
    assert answer.total == len(groups)
    assert answer.facets == facets
    assert [list(hit.members) for hit in answer.hits] == groups[query.offset :][: query.limit]
    for hit in answer.hits:
        assert hit.others == len(hit.members) - 1
        assert hit.score == pytest.approx(scores[hit.id], rel=1e-4)
        original = next(each for each in collection if each.id == hit.id)
        assert (hit.external_id, hit.project, hit.title) == (original.external_id, original.project, original.title)


@settings(max_examples=25)
@given(before=collections, steps=st.lists(collections, max_size=3), gone=st.sets(st.integers(0, 7)), query=queries)
def test_an_index_changed_step_by_step_answers_like_one_made_at_once(engine_at, before, steps, gone, query):
    if engine_at.has_tried_enough():
        return
    held = {each.id: each for each in before}
    with TemporaryDirectory() as folder:
        stepwise, at_once = engine_at(Path(folder, "a")), engine_at(Path(folder, "b"))
        stepwise.rebuild(before)
        for step in steps:
            rewritten = [replace(step[0], id=key) for key in list(held)[:1] if step]
            deleted = [each.id for number, each in enumerate(before) if number in gone]
            for key in deleted:
                held.pop(key, None)
            held |= {each.id: each for each in [*step, *rewritten]}
            stepwise.apply([*step, *rewritten], deleted)
        at_once.rebuild(held.values())
        assert stepwise.ids() == at_once.ids() == {key: each.digest for key, each in held.items()}
        assert replace(stepwise.search(query), generation="") == replace(at_once.search(query), generation="")


@settings(max_examples=25)
@given(before=collections, steps=st.lists(collections, max_size=4), few=st.sampled_from([0, 500]), query=queries)
def test_a_reader_that_follows_each_change_answers_like_one_that_comes_later(engine_at, before, steps, few, query):
    if engine_at.has_tried_enough():
        return
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "FEW", few)  # documents put in order one by one, or all anew
        writer, follower = (engine_at(Path(folder)) for _ in range(2))
        writer.rebuild(before)
        held = {each.id for each in before}
        for step in [[], *steps]:
            gone = sorted(held)[: len(step) // 2]
            writer.apply([replace(each, id=key) for each, key in zip(step, gone[1:], strict=False)] + step, gone)
            held = held - set(gone) | {each.id for each in step} | set(gone[1 : len(step) + 1])
            assert follower.search(query) == engine_at(Path(folder)).search(query)
        assert follower.ids() == writer.ids()


def test_filters_must_hold_for_the_same_outcome_result(engine_at, tmp_path):
    engine = engine_at(tmp_path)
    good, poor = Row(outcome=("attainment",), tier="graded-5"), Row(outcome=("housing",), tier="graded-1")
    engine.rebuild([Document("1", "x", "p", "Clubs", "clubs", (good, poor))])

    def found(outcome, tier):
        wanted = {"outcome": frozenset([outcome]), "tier": frozenset([tier])}
        return engine.search(Query("clubs", wanted)).total

    assert found("attainment", "graded-5") == found("housing", "graded-1") == 1
    assert found("attainment", "graded-1") == found("housing", "graded-5") == 0


def test_two_populations_of_one_result_are_still_one_result(engine_at, tmp_path):
    engine = engine_at(tmp_path)
    both = Row(outcome=("attainment",), population=("adults", "general"))
    engine.rebuild([Document("1", "x", "p", "Clubs", "", (both, both))])
    answer = engine.search(Query(filters={"population": frozenset(["general", "adults"])}))
    assert answer.total == 1
    assert answer.facets["outcome"] == {"attainment": 1}
    assert answer.facets["population"] == {"adults": 1, "general": 1}


def test_a_value_that_nothing_has_finds_nothing_and_a_facet_that_does_not_exist_is_an_error(engine_at, tmp_path):
    engine = engine_at(tmp_path)
    engine.rebuild([Document("1", "x", "p", "Clubs", "", (Row(outcome=("attainment",)),))])
    answer = engine.search(Query(filters={"outcome": frozenset(["nobody-has-this"])}))
    assert (answer.total, answer.hits) == (0, ())
    assert answer.facets["outcome"] == {"attainment": 1}
    with pytest.raises(ValueError, match="no facet called 'colour'"):
        Query(filters={"colour": frozenset(["red"])})


def test_a_caller_can_not_change_an_answer_that_is_kept(engine_at, tmp_path):
    engine = engine_at(tmp_path)
    engine.rebuild([Document("1", "x", "p", "Clubs", "", (Row(outcome=("attainment",)),))])
    engine.search(Query()).facets["outcome"]["attainment"] = 99
    assert engine.search(Query()).facets["outcome"] == {"attainment": 1}
