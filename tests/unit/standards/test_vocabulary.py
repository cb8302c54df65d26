"""The words that searches, imports and forms share."""

import pytest

from evidencehub.standards.files.vocabulary import VOCABULARIES, load_measures, load_vocabulary
from evidencehub.standards.model.errors import UnknownTerm
from evidencehub.standards.validating import validate_file

SLUGS = {
    "outcome-areas": "school-attendance attainment violence-and-offending mental-health employment early-years family "
    "housing substance-use belonging physical-health social-skills teaching",
    "populations": "under-5s children-5-11 young-people-12-15 young-people-16-25 adults older-people "
    "parents-and-carers girls-and-women boys-and-men care-experienced disabled-people racially-minoritised "
    "low-income in-justice-system teachers-and-staff general",
    "designs": "rct cluster-rct qed-matched qed-did qed-rdd pre-post single-case qualitative process-evaluation "
    "mixed-methods theory-and-plan not-stated",
    "settings": "school community home online health-service justice workplace university early-years-setting "
    "housing-service",
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_slugs_are_for_ever(name):
    assert list(load_vocabulary(name).slugs) == SLUGS[name].split()


@pytest.mark.parametrize("name", VOCABULARIES)
def test_every_term_is_one_plain_sentence_with_other_words_for_it(name):
    for term in load_vocabulary(name).terms:
        assert term.plain.endswith("."), term.slug
        assert term.plain.count(".") == 1, term.slug
        assert term.synonyms, term.slug


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


def test_direction_belongs_to_the_measure():
    measures = {measure.slug: measure for measure in load_measures()}
    assert len(measures) >= 25
    worse = {"sdq-total-difficulties", "reoffending-12-months", "phq-9", "persistent-absence"}
    better = {"wemwbs", "rosenberg-self-esteem", "school-attendance-rate", "in-work"}
    assert {measures[slug].higher_is for slug in worse} == {"worse"}
    assert {measures[slug].higher_is for slug in better} == {"better"}


def test_every_outcome_area_has_a_measure():
    assert {measure.outcome_area for measure in load_measures()} == set(load_vocabulary("outcome-areas").slugs)


def test_a_smallest_worthwhile_difference_is_positive_and_has_unit_and_source():
    stated = [measure for measure in load_measures() if measure.smallest_worthwhile is not None]
    assert stated
    for measure in stated:
        assert measure.smallest_worthwhile > 0, measure.slug
        assert measure.smallest_worthwhile_unit, measure.slug
        assert measure.smallest_worthwhile_source, measure.slug


MEASURE = """id = "measures"
label = "Measures"

[[measures]]
slug = "m"
label = "M"
plain = "M."
outcome_area = "housing"
higher_is = "better"
scale = "0 to 1"
reliability = "not recorded"
synonyms = ["M"]
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("better", "beter", 'measures.toml:9: "higher_is" cannot be "beter"; did you mean "better"?'),
        ('"housing"', '"houses"', 'measures.toml:8: unknown outcome area "houses"; did you mean "housing"?'),
        ("not recorded", "good", 'measures.toml:11: reliability needs a source, or must be "not recorded"'),
        ("scale =", "smallest_worthwhile = 2\nscale =", "measures.toml:10: a smallest worthwhile difference needs"),
    ],
)
def test_a_mistake_in_a_measure_is_told_at_its_line(write_standard, old, new, message):
    path = write_standard().parent.parent / "vocabularies" / "measures.toml"
    path.write_text(MEASURE.replace(old, new), encoding="utf-8")
    (found,) = [str(problem) for problem in validate_file(path)]
    assert found.startswith(message)
