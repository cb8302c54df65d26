"""Words of a question that name a filter: which, and what is left to look for."""

import tomllib
from pathlib import Path

import pytest

from evidencehub.catalogue.index import facets, intent
from evidencehub.search.analysis import words

DATA = tomllib.loads(Path(intent.__file__).with_name("intent.toml").read_text(encoding="utf-8"))


def named(text):
    return {each.facet: each.values for each in intent.intent(text).named}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("reading in year 2", "6-7"),
        ("Y2 phonics", "6-7"),
        ("Years 7 to 9", "11-14"),
        ("grades 3-5", "8-11"),
        ("3rd graders", "8-9"),
        ("kindergarten", "5-6"),
        ("key stage 2", "7-11"),
        ("16-18 yr old", "16-18"),
        ("16 to 18 year olds", "16-18"),
        ("11\u201314s", "11-14"),
        ("under 12s", "0-11"),
        ("under-5s", "0-4"),
        ("children aged 6", "6"),
        ("aged 16 and over", "16-100"),
        ("over 65s", "65-100"),
        ("a 9 year old boy", "9"),
        ("teenagers", "13-19"),
        ("sixth form", "16-18"),
    ],
)
def test_ages_are_read_as_people_write_them(text, value):
    assert named(text)["age"] == (value,)


@pytest.mark.parametrize(
    "text", ["a 2 year programme", "the year 2020", "grade inflation", "18-16s", "year 15", "12 sessions"]
)
def test_numbers_that_are_no_ages_are_left_alone(text):
    assert "age" not in named(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cheap mentoring", {"cost": ("1", "2")}),
        ("programmes that backfired", {"direction": ("worse", "mixed")}),
        ("harmful", {"direction": ("worse", "mixed")}),
        ("not effective", {"direction": ("no-difference", "unclear", "worse")}),
        ("what does not work", {"direction": ("no-difference", "unclear", "worse")}),
        ("kids who skip school", {"outcome": ("truancy",)}),
        ("drugs in prison", {"outcome": ("drug-use",), "setting": ("justice",)}),
        ("one to one maths", {"delivery": ("one-to-one",), "outcome": ("maths",)}),
        ("girls in Scotland", {"population": ("girls-and-women",), "place": ("scotland",)}),
        ("care leavers", {"population": ("care-experienced",)}),
        ("help us", {}),
        ("what works", {}),
        ("", {}),
    ],
)
def test_filters_are_known_by_the_words_of_those_who_do_the_work(text, wanted):
    assert named(text) == wanted


def test_what_is_left_to_look_for_leaves_out_what_became_a_filter():
    def left(text, *only):
        meant = intent.intent(text)
        return meant.without([each for each in meant.named if not only or each.facet in only])

    assert left("reading in year 2") == "" == left("kids who skip school")
    assert left("reading in year 2", "age") == "reading"
    assert left("cheap mentoring for under 12s") == "mentoring"
    assert left("does reading recovery work") == "reading recovery", "half of a name is no filter only"


def test_every_word_on_file_names_a_filter_that_there_is_and_stands_there_once():
    seen = set()
    for table in DATA["named"]:
        for value in table["values"]:
            assert facets.is_known(table["facet"], value), value
        for word in table["words"]:
            assert words(word) and word not in seen, word
            seen.add(word)
    assert len(seen) > 150
