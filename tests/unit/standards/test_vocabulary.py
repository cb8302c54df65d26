"""The words that searches, imports and forms share."""

from pathlib import Path

import pytest

from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import VOCABULARIES, load_vocabulary
from evidencehub.standards.model.errors import UnknownTerm
from evidencehub.standards.validating import validate_file

SLUGS = {
    "outcomes": Path(__file__).with_name("outcome-slugs.txt").read_text(encoding="utf-8"),
    "outcome-areas": "school-attendance attainment violence-and-offending mental-health employment early-years family "
    "housing substance-use belonging physical-health social-skills teaching",
    "populations": "under-5s children-5-11 young-people-12-15 young-people-16-25 past-school-age adults older-people "
    "parents-and-carers girls-and-women boys-and-men care-experienced disabled-people english-learners "
    "racially-minoritised low-income in-justice-system teachers-and-staff general",
    "designs": "rct cluster-rct qed-matched qed-did qed-rdd pre-post single-case qualitative process-evaluation "
    "mixed-methods theory-and-plan not-stated",
    "settings": "school community home online health-service justice workplace university early-years-setting "
    "housing-service",
    "need-levels": "everybody higher-risk has-difficulty",
    "funding-routes": "own-money trust-or-foundation lottery council government health-service school-or-college "
    "police-and-justice business those-who-take-part payment-for-results given-in-kind",
    "delivery": "one-to-one small-group whole-class whole-school",
    "ages": "0-4 5-7 8-11 12-15 16-18 19-25 26-64 65-100",
    "source-ratings": "wwc-without-reservations wwc-with-reservations wwc-does-not-meet wwc-ineligible",
    "places": Path(__file__).with_name("place-slugs.txt").read_text(encoding="utf-8"),
    "school-years": " ".join(
        [
            *("england-nursery", "england-reception", *(f"england-year-{year}" for year in range(1, 14))),
            *(*(f"england-key-stage-{stage}" for stage in range(1, 5)), "england-sixth-form"),
            *("us-pre-kindergarten", "us-kindergarten", *(f"us-grade-{grade}" for grade in range(1, 13)), "us-college"),
        ]
    ),
}
WITH_ONE_NAME = ("places", "source-ratings")


@pytest.mark.parametrize("name", VOCABULARIES)
def test_slugs_are_for_ever(name):
    assert list(load_vocabulary(name).slugs) == SLUGS[name].split()


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_term_is_one_plain_sentence_with_other_words_for_it(name):
    for term in load_vocabulary(name).terms:
        assert term.plain.endswith("."), term.slug
        assert term.plain.count(".") == 1, term.slug
        assert term.synonyms or name in WITH_ONE_NAME, term.slug


def test_every_outcome_area_asks_what_works():
    assert all(t.question and t.question.startswith("What works to ") for t in load_vocabulary("outcome-areas").terms)


def test_only_designs_with_a_comparison_group_can_show_a_difference_made():
    compared = {term.slug for term in load_vocabulary("designs").terms if term.comparison}
    assert compared == {"rct", "cluster-rct", "qed-matched", "qed-did", "qed-rdd"}


def test_an_unknown_word_is_told_with_the_nearest():
    with pytest.raises(UnknownTerm, match='no "houssing" among outcome-areas; did you mean "housing"'):
        load_vocabulary("outcome-areas").term("houssing")
    with pytest.raises(UnknownTerm, match='did you mean "designs"'):
        load_vocabulary("design")


def test_the_tree_has_at_least_130_outcomes_and_each_hangs_on_an_outcome_area():
    tree = load_outcomes()
    assert len(tree.outcomes) >= 130
    assert {tree.area_of(term.slug) for term in tree.outcomes} == {area.slug for area in tree.areas}
    finest = max(tree.areas, key=lambda area: len(list(tree.below(area.slug))))
    assert finest.slug == "attainment"


def test_an_outcome_has_a_path_from_its_area_down_and_is_found_by_what_people_call_it():
    tree = load_outcomes()
    assert tree.path("calculating") == ("attainment", "maths", "numbers", "whole-numbers", "calculating")
    assert tree.path("housing") == ("housing",)
    assert tree.path("juggling") == () and tree.area_of("juggling") == ""
    assert [term.slug for term in tree.narrower("attendance")] == ["persistent-absence", "truancy", "lateness"]
    assert "calculating" in {term.slug for term in tree.below("maths")}
    assert tree.called("  TRUANCY ").slug == tree.called("skipping school").slug == "truancy"
    assert tree.called("juggling") is None


OUTCOMES = """id = "outcomes"
label = "Outcomes"

[[terms]]
slug = "home"
broader = "housing"
label = "A home"
plain = "A home."
synonyms = ["flat"]

[[terms]]
slug = "own-home"
broader = "home"
label = "A home of one's own"
plain = "A home."
synonyms = ["bought flat"]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"own-home"', '"home"', 'outcomes.toml:12: slug "home" is used twice (first on line 5)'),
        ('"own-home"', '"family"', 'outcomes.toml:12: slug "family" is that of an outcome area'),
        ('"housing"', '"houses"', 'outcomes.toml:6: "broader" names no outcome area or outcome: "houses"; did you'),
        ('"bought flat"', '"Flat"', 'outcomes.toml:16: "flat" means two outcomes: "home" and "own-home"'),
        ("A home of one's own", "a  HOME", 'outcomes.toml:14: "a home" means two outcomes: "home" and "own-home"'),
        ('"bought flat"', '"Parents"', 'outcomes.toml:16: "parents" means the outcome area "family", and this'),
        ('broader = "home"\n', "", 'outcomes.toml:11: "broader" is missing in "own-home"'),
    ],
)
def test_a_mistake_in_the_tree_of_outcomes_is_told_at_its_line(write_standard, old, new, message):
    (found,) = _problems(write_standard, OUTCOMES.replace(old, new))
    assert found.startswith(message)


def test_an_outcome_that_is_part_of_itself_is_told_with_the_way_round(write_standard):
    found = _problems(write_standard, OUTCOMES.replace('"housing"', '"own-home"'))
    assert [text.partition(": ")[2] for text in found] == [
        'is part of itself: "home" in "own-home" in "home"',
        'is part of itself: "own-home" in "home" in "own-home"',
    ]


def test_an_area_may_use_a_word_of_its_own_outcomes(write_standard):
    assert _problems(write_standard, OUTCOMES.replace('"flat"', '"homelessness"')) == []


def _problems(write_standard, text):
    path = write_standard().parent.parent / "vocabularies" / "outcomes.toml"
    path.write_text(text, encoding="utf-8")
    return [str(problem).rpartition("/")[2] for problem in validate_file(path)]


RETIRED = """id = "settings"
label = "Settings"

[[terms]]
slug = "school"
label = "School"
plain = "In a school."
synonyms = ["class"]

[[terms]]
slug = "board-school"
label = "Board school"
plain = "In a board school."
synonyms = ["elementary"]
replaced_by = "school"
"""


def test_a_word_that_is_no_longer_used_is_not_offered_and_can_still_be_read(write_standard):
    root = write_standard().parent.parent
    (root / "vocabularies" / "settings.toml").write_text(RETIRED, encoding="utf-8")
    settings = load_vocabulary("settings", root)
    assert [term.slug for term in settings.terms] == ["school"]
    assert settings.term("board-school").label == "Board school" and settings.slugs == ("school", "board-school")


def test_results_of_an_outcome_that_is_no_longer_used_are_results_of_what_took_its_place(write_standard):
    root = write_standard().parent.parent
    path = root / "vocabularies" / "outcomes.toml"
    path.write_text(OUTCOMES.replace('synonyms = ["flat"]', 'synonyms = ["flat"]\nreplaced_by = "own-home"'), "utf-8")
    path.write_text(path.read_text("utf-8").replace('broader = "home"', 'broader = "housing"'), "utf-8")
    tree = load_outcomes(root)
    assert [term.slug for term in tree.outcomes] == ["own-home"] and tree.now("home") == "own-home"
    assert tree.path("home") == ("housing", "own-home") and tree.called("flat") is None


def test_what_took_the_place_of_a_word_is_used_itself(write_standard):
    path = write_standard().parent.parent / "vocabularies" / "settings.toml"
    path.write_text(RETIRED.replace('replaced_by = "school"', 'replaced_by = "schol"'), "utf-8")
    (found,) = [str(problem).rpartition("/")[2] for problem in validate_file(path)]
    assert found == 'settings.toml:15: "replaced_by" names nothing that is used: "schol"; did you mean "school"?'


def test_places_are_nations_regions_london_boroughs_and_states():
    parts = [term for term in load_vocabulary("places").terms if term.broader == "england-london"]
    assert len(parts) == 33 and sum(term.plain == "A London borough." for term in parts) == 32
    assert "City of London" in {term.label for term in parts}
