"""A map of two facets: each place counts what a search with both values finds."""

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidencehub.search.contract import PROJECTS, Crossing, Document, Query, Row
from tests.integration.search.test_answers import collections, filters, texts

OUTCOMES = ("school-attendance", "attainment", "reading", "housing", "belonging")
POPULATIONS = ("adults", "general", "under-5s", "older-people")


def found(engine, crossing, row, column, units, **more):
    """What a search for both values of a place finds; None where the filters ask for other values."""
    wanted = {crossing.columns: column, **({crossing.rows: row} if crossing.rows != PROJECTS else {}), **more}
    asked = dict(crossing.filters)
    for facet, value in wanted.items():
        if asked.get(facet) and value not in asked[facet]:
            return 0
        asked[facet] = frozenset({value})
    answer = engine.search(Query(crossing.text, asked, units, limit=10))
    if crossing.rows != PROJECTS:
        return answer.total
    documents = engine.search(Query(crossing.text, asked, "none", limit=50)).hits
    kept = [hit for hit in documents if (hit.project or hit.id) == row]
    return len({hit.project or hit.id for hit in kept}) if units == "project" else len(kept)


@settings(max_examples=60)
@given(held=collections, chosen=filters, text=texts, rows=st.sampled_from(["population", PROJECTS]))
def test_each_place_counts_what_its_search_finds(engine_at, held, chosen, text, rows):
    if engine_at.has_tried_enough():
        return
    chosen = {facet: values for facet, values in chosen.items() if values}
    keys = tuple({each.project or each.id for each in held}) if rows == PROJECTS else POPULATIONS
    crossing = Crossing(rows, keys, "outcome", OUTCOMES, text, chosen, by=("tier", "direction"))
    with TemporaryDirectory() as folder:
        engine = engine_at(Path(folder))
        engine.rebuild(held)
        crossed = engine.cross(crossing)
        if engine.search(Query(text)).loosened:
            return
        for row in keys:
            for column in OUTCOMES:
                place = crossed.places.get((row, column))
                assert (place.projects if place else 0) == found(engine, crossing, row, column, "project")
                assert (place.studies if place else 0) == found(engine, crossing, row, column, "study")
                for facet, values in (("tier", ("graded-1", "graded-2")), ("direction", ("better", "worse"))):
                    for value in values:
                        counted = place.by[facet].get(value, 0) if place else 0
                        assert counted == found(engine, crossing, row, column, "study", **{facet: value})


@settings(max_examples=60)
@given(held=collections)
def test_what_studies_say_at_once_is_that_of_a_plain_reading(engine_at, held):
    if engine_at.has_tried_enough():
        return
    said = defaultdict(lambda: defaultdict(list))  # by place, then by study
    for each in held:
        for row in each.rows:
            for place in product(row.population, row.outcome):
                said[place][each.study or each.id].append(row.direction)
    wanted = {at: Counter(tuple(sorted(each)) for each in of_studies.values()) for at, of_studies in said.items()}
    with TemporaryDirectory() as folder:
        engine = engine_at(Path(folder))
        engine.rebuild(held)
        crossed = engine.cross(Crossing("population", POPULATIONS, "outcome", OUTCOMES, at_once=("direction",)))
    assert {at: place.at_once["direction"] for at, place in crossed.places.items()} == wanted


def a_document(key, project, *rows, study=""):
    return Document(key, "", project, "Clubs", "", rows, study=study)


@pytest.fixture
def engine(engine_at, tmp_path):
    engine = engine_at(tmp_path)
    reading = Row(outcome=("attainment", "reading"), population=("adults", "under-5s"), direction="better")
    maths = Row(outcome=("attainment", "maths"), population=("adults",), direction="worse")
    engine.rebuild([
        a_document("1", "p", reading, maths),
        a_document("2", "p", replace(reading, direction="worse"), study="s"),
        a_document("3", "q", maths, study="s"),
        a_document("4", "q", Row(outcome=("housing",))),
    ])  # fmt: skip
    return engine


def test_a_study_of_two_projects_is_one_study_in_a_place_and_results_stay_with_theirs(engine):
    crossed = engine.cross(
        Crossing(
            "population", ("under-5s", "adults"), "outcome", ("attainment", "reading", "housing"), by=("direction",)
        )
    )
    held = {at: (each.projects, each.studies, dict(each.by["direction"])) for at, each in crossed.places.items()}
    assert held == {
        ("under-5s", "attainment"): (1, 2, {"better": 1, "worse": 1}),
        ("under-5s", "reading"): (1, 2, {"better": 1, "worse": 1}),
        ("adults", "attainment"): (2, 2, {"better": 1, "worse": 2}),
        ("adults", "reading"): (1, 2, {"better": 1, "worse": 1}),
    }  # fmt: skip
    assert crossed.placed == 2


def test_a_study_that_says_two_things_in_a_place_is_told_once_with_both(engine):
    columns = ("attainment", "reading", "housing")
    crossed = engine.cross(Crossing("population", ("under-5s", "adults"), "outcome", columns, at_once=("direction",)))
    assert {at: dict(each.at_once["direction"]) for at, each in crossed.places.items()} == {
        ("under-5s", "attainment"): {("better",): 1, ("worse",): 1},
        ("under-5s", "reading"): {("better",): 1, ("worse",): 1},
        ("adults", "attainment"): {("better", "worse"): 1, ("worse", "worse"): 1},
        ("adults", "reading"): {("better",): 1, ("worse",): 1},
    }


def test_a_study_is_told_with_the_values_of_all_its_rows_in_a_place(engine):
    rows = [
        Row(outcome=("attainment", each), population=("older-people",), direction="unclear")
        for each in ("reading", "maths")
    ]
    better = Row(outcome=("attainment", "writing"), population=("older-people",), direction="better")
    engine.apply([a_document("4", "q", better, *rows)])
    crossed = engine.cross(
        Crossing("population", ("older-people",), "outcome", ("attainment",), at_once=("direction",))
    )
    held = crossed.places["older-people", "attainment"].at_once["direction"]
    assert held == {("better", "unclear", "unclear"): 1}


def test_projects_in_rows_are_all_counted_as_placed_those_on_other_pages_too(engine):
    crossed = engine.cross(Crossing(PROJECTS, ("q",), "outcome", ("housing", "maths")))
    assert {at: place.studies for at, place in crossed.places.items()} == {("q", "housing"): 1, ("q", "maths"): 1}
    assert crossed.placed == 2


def test_a_change_is_on_the_map_at_once(engine):
    crossing = Crossing("population", ("general",), "outcome", ("housing",))
    assert not engine.cross(crossing).places
    engine.apply([a_document("4", "q", Row(outcome=("housing",), population=("general",)))])
    assert engine.cross(crossing).places[("general", "housing")].projects == 1


def test_what_is_no_facet_is_named():
    with pytest.raises(ValueError, match="no facet called 'colour'"):
        Crossing("population", (), "colour", ())
