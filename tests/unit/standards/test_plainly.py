"""Rules in plain words: every form of a requirement and of a test, and nothing hidden when a form is new."""

from pathlib import Path

import pytest

from evidencehub.standards.versions.names import Names, amount, names_in
from evidencehub.standards.versions.plainly import (
    bands_in_words,
    by_design_in_words,
    points_in_words,
    requirement_in_words,
    threshold_in_words,
)

CRITERIA = {"a": "A plan", "b": "A fair comparison", "c": "Few people lost"}
NAMES = Names(
    tiers={"3": "Standard 3", "4": "Standard 4"},
    qualities={"rigorous": "a rigorous study"},
    tables={"cautious": "Cautious limit"},
    table_steps={"cautious": 0.01, "near": 0.01},
    rounded_to_nearest=frozenset({"near"}),
    facts={"n": "People measured", "lost": "Share lost", "gap": "Gap in losses", "itt": "Analysed as assigned"},
    units={"n": "people", "lost": "share from 0 to 1", "gap": "share from 0 to 1", "effect": "standard deviations"}
    | {"months": "months", "cost": "pounds", "published": "year", "p": "probability from 0 to 1"},
    designs={"rct": "Random groups of people", "qed-did": "Change compared with change elsewhere"},
)


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ("a", '"A plan" (a)'),
        ("unknown.id", "unknown.id"),
        ({"all": ["a", "b"]}, 'both "A plan" (a) and "A fair comparison" (b)'),
        ({"all": ["a", "b", "c"]}, 'all of "A plan" (a), "A fair comparison" (b) and "Few people lost" (c)'),
        ({"any": ["a", "b"]}, 'either "A plan" (a) or "A fair comparison" (b)'),
        ({"any": ["a", "b", "c"]}, 'any one of "A plan" (a), "A fair comparison" (b) or "Few people lost" (c)'),
        (
            {"at_least": 2, "of": ["a", "b", "c"]},
            'at least 2 of "A plan" (a), "A fair comparison" (b) and "Few people lost" (c)',
        ),
        ({"all": ["a"]}, '"A plan" (a)'),
        ({"all": []}, "nothing"),
        ({"criterion": "a", "answer": ["not-met"]}, 'the answer "not met" to "A plan" (a)'),
        ({"criterion": "a", "answer": ["n-a", "-1"]}, 'the answer "does not apply" or "-1" to "A plan" (a)'),
        ({"quality": "rigorous"}, '"a rigorous study"'),
        ({"rated": ["3", "4"]}, 'a rating of "Standard 3" or "Standard 4"'),
        ({"studies": 1, "with": "a"}, 'at least one study with "A plan" (a)'),
        ({"studies": 2, "with": "a"}, 'at least 2 studies, each with "A plan" (a)'),
        (
            {"studies": 2, "with": {"all": ["a", "b"]}, "distinct": True},
            'at least 2 studies with separate samples, each with both "A plan" (a) and "A fair comparison" (b)',
        ),
        ({"no_study_with": "a"}, 'no study with "A plan" (a)'),
        (
            {"studies_with": "a", "no_more_than": "b"},
            'no more studies with "A plan" (a) than studies with "A fair comparison" (b)',
        ),
        (
            {"studies_with": "a", "fewer_than": "b"},
            'fewer studies with "A plan" (a) than studies with "A fair comparison" (b)',
        ),
        (
            {"studies_with": "a", "more_than": "b"},
            'more studies with "A plan" (a) than studies with "A fair comparison" (b)',
        ),
        ({"studies": 1, "with": {"any_result": "a"}}, 'at least one study with at least one result with "A plan" (a)'),
        ({"studies": 1, "with": {"every_result": "a"}}, 'at least one study with only results with "A plan" (a)'),
        ({"studies": 1, "with": {"no_result": "a"}}, 'at least one study with no result with "A plan" (a)'),
        (
            {"studies": 1, "with": {"on_average": "a", "among": "b"}},
            'at least one study with "A plan" (a) on the average of its results with "A fair comparison" (b)',
        ),
        (
            {"total": "n", "at_least": 350, "with": "a"},
            'at least 350 people in all ("People measured") over the studies with "A plan" (a), '
            "each sample counted once",
        ),
        (
            {"total": "n", "at_least": 350},
            'at least 350 people in all ("People measured") over all studies, each sample counted once',
        ),
    ],
)
def test_every_form_of_a_requirement_has_its_words(tree, words):
    assert requirement_in_words(tree, CRITERIA, NAMES) == words


def test_parts_that_have_parts_stand_in_brackets():
    tree = {"any": [{"all": ["a", "b"]}, {"rated": ["3", "4"]}, {"criterion": "c", "answer": ["met", "partly"]}]}
    assert requirement_in_words(tree, CRITERIA, NAMES) == (
        'any one of (both "A plan" (a) and "A fair comparison" (b)), (a rating of "Standard 3" or "Standard 4") '
        'or (the answer "met" or "partly" to "Few people lost" (c))'
    )


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ({"fact": "n", "at_least": 20}, "at least 20 people"),
        ({"fact": "n", "at_least": 1}, "at least 1 person"),
        ({"fact": "n", "above": 1000}, "more than 1,000 people"),
        ({"fact": "effect", "at_most": 0.25}, "at most 0.25 standard deviations"),
        ({"fact": "effect", "at_most": -0.25}, "at most minus 0.25 standard deviations"),
        ({"fact": "lost", "below": 0.1}, "under 10%"),
        ({"fact": "months", "at_least": 12, "at_most": 24}, "at least 12 months and at most 24 months"),
        ({"fact": "cost", "below": 1500}, "under £1,500"),
        ({"fact": "p", "below": 0.05}, "under 0.05"),
        ({"fact": "published", "at_least": 1990}, "1990 or later"),
        ({"fact": "published", "below": 1990}, "before 1990"),
        ({"fact": "no_unit", "at_least": 3}, "at least 3"),
        ({"fact": "itt", "is": True}, '"Analysed as assigned" is "yes"'),
        ({"fact": "itt", "is": False}, '"Analysed as assigned" is "no"'),
        ({"fact": "boundary", "is": "optimistic"}, '"boundary" is "optimistic"'),
        ({"fact": "direction", "one_of": ["positive", "none"]}, '"direction" is "positive" or "none"'),
        (
            {"fact": "gap", "at_most_from": "cautious", "by": "lost"},
            'at most the limit that the table "Cautious limit" gives for "Share lost", rounded down to a step of 1%',
        ),
        (
            {"fact": "gap", "at_most_from": "near", "by": "lost"},
            'at most the limit that the table "near" gives for "Share lost", rounded to a step of 1%',
        ),
        (
            {"fact": "gap", "at_most_from": "other", "by": "lost"},
            'at most the limit that the table "other" gives for "Share lost", rounded down',
        ),
        ({"design": ["rct"]}, 'the design "Random groups of people"'),
        (
            {"all": [{"fact": "n", "at_least": 20}, {"any": [{"design": ["rct", "x"]}, {"fact": "itt", "is": True}]}]},
            'both "People measured" at least 20 people and (either (the design "Random groups of people" or "x") '
            'or "Analysed as assigned" is "yes")',
        ),
        (
            {
                "at_least": 2,
                "of": [{"fact": "n", "above": 5}, {"fact": "lost", "at_most": 0.2}, {"fact": "itt", "is": True}],
            },
            'at least 2 of "People measured" more than 5 people, "Share lost" at most 20% '
            'and "Analysed as assigned" is "yes"',
        ),
    ],
)
def test_every_form_of_a_test_has_its_words(test, words):
    assert threshold_in_words(test, NAMES) == words


def test_a_single_number_can_name_its_fact():
    assert (
        threshold_in_words({"fact": "n", "at_least": 20}, NAMES, named=True) == '"People measured" at least 20 people'
    )


@pytest.mark.parametrize(
    "form",
    [
        {"all": ["a"], "unless": "b"},
        {"studies": 2, "with": "a", "since": 2010},
        {"quality": "rigorous", "twice": True},
        {"criterion": "a"},
        {"rated": "3"},
        {"fact": "n", "about": 20},
        {"fact": "n"},
        ["a"],
        7,
    ],
)
def test_a_form_that_is_not_known_is_shown_as_it_stands_and_not_left_out(form):
    for words in (requirement_in_words(form, CRITERIA, NAMES), threshold_in_words(form, NAMES)):
        for written in form if isinstance(form, dict | list) else [form]:
            assert str(written) in words


def test_bands_say_which_answer_each_range_gives():
    bands = {"fact": "lost", "round": 2, "steps": [["5", 0.1], ["4", 0.2]], "otherwise": "0"}
    assert bands_in_words(bands, NAMES) == (
        'by "Share lost", rounded to 2 decimals: up to 10% is "5", up to 20% is "4", anything more is "0"'
    )
    assert bands_in_words({**bands, "steps": "all"}, NAMES).startswith('{"fact"')


def test_designs_and_points_say_what_each_gives():
    assert by_design_in_words({"rct": "5", "qed-did": "very-serious"}, NAMES) == (
        '"Random groups of people" is "5" and "Change compared with change elsewhere" is "very serious"'
    )
    assert (
        points_in_words({"very-serious": -2, "not-serious": 0})
        == '"very serious" counts minus 2 and "not serious" counts 0'
    )


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.057, "share from 0 to 1", "5.7%"),
        (1, "month", "1 month"),
        (1, "months", "1 month"),
        (20.0, "people", "20 people"),
        (0.7, "coefficient from 0 to 1", "0.7"),
        ("none", "people", '"none"'),
    ],
)
def test_amounts_read_as_people_say_them(value, unit, words):
    assert amount(value, unit) == words


def test_names_come_from_the_version_and_from_the_vocabularies_beside_it(tmp_path: Path):
    vocabularies = tmp_path / "vocabularies"
    vocabularies.mkdir()
    (vocabularies / "facts.toml").write_text(
        '[[facts]]\nname = "n"\nlabel = "People"\nunit = "people"\n', encoding="utf-8"
    )
    (vocabularies / "designs.toml").write_text('[[terms]]\nslug = "rct"\nlabel = "By chance"\n', encoding="utf-8")
    own = {
        "facts": [{"name": "n", "label": "Children", "unit": "children"}],
        "criteria": [{"id": "a", "short": "A plan"}],
    }
    assert (
        threshold_in_words({"fact": "n", "at_least": 5}, names_in({}, tmp_path), named=True)
        == '"People" at least 5 people'
    )
    assert threshold_in_words({"fact": "n", "at_least": 5}, names_in(own, tmp_path)) == "at least 5 children"
    assert threshold_in_words({"design": ["rct"]}, names_in(own, tmp_path)) == 'the design "By chance"'
    assert names_in(own, tmp_path).criteria == {"a": "A plan"}


def test_without_vocabularies_ids_stand_for_names(tmp_path: Path):
    assert threshold_in_words({"fact": "n", "at_least": 5}, names_in({}, tmp_path), named=True) == '"n" at least 5'
