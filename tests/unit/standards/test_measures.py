"""Measures: nothing is said of an instrument without its page, and its direction is what forms propose."""

import pytest

from evidencehub.projects.pages.table_preview import Direction
from evidencehub.projects.terms import known_measure
from evidencehub.standards.files.measure_keys import FACTS, NOT_RECORDED
from evidencehub.standards.files.measures import load_measures, measures_by_slug
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import load_vocabulary
from evidencehub.standards.validating import validate_file

INSTRUMENTS = [measure for measure in load_measures() if measure.is_instrument]
MORE_IS_WORSE = """
audit buss-perry-aggression cbcl-6-18 ces-d ces-dc core-10 cries-8 dass-21 dast-10
de-jong-gierveld-6 ecbi-intensity epds fagerstrom gad-7 ghq-12 hads-anxiety hads-depression
housing-instability-scale insomnia-severity-index k10 parental-stress-scale parenting-stress-short pcl-5
perceived-stress-10 phq-9 psqi rcads-25-anxiety rcads-25-depression rcads-47 scared score-15
sdq-total-difficulties severity-of-dependence smfq ucla-loneliness-20 ucla-loneliness-3 wsas yls-cmi
yp-core zarit-burden-22 persistent-absence permanent-exclusions reoffending-12-months
reoffences-12-months self-reported-offending not-in-education-or-work nights-sleeping-rough
days-of-drug-use
"""


def test_there_are_at_least_60_published_instruments_and_every_outcome_area_has_a_measure():
    assert len(INSTRUMENTS) >= 60
    assert {measure.outcome_area for measure in load_measures()} == set(load_vocabulary("outcome-areas").slugs)


def test_of_which_measures_a_higher_number_is_worse():
    worse = {measure.slug for measure in load_measures() if measure.higher_is == "worse"}
    assert worse == set(MORE_IS_WORSE.split())


def test_each_fact_of_an_instrument_has_its_page_or_is_not_recorded():
    for measure in INSTRUMENTS:
        assert measure.higher_is_source.startswith("http"), measure.slug
        for fact in FACTS:
            source = getattr(measure, f"{fact}_source")
            assert source.startswith("http") if getattr(measure, fact) != NOT_RECORDED else source == "", measure.slug
        assert (measure.smallest_worthwhile is None) == (measure.smallest_worthwhile_source == ""), measure.slug
        if measure.lowest is not None:
            length = measure.highest - measure.lowest
            assert 0 < (measure.smallest_worthwhile or length / 2) < length and measure.scale != NOT_RECORDED


def test_the_outcome_of_a_measure_stands_in_the_tree_below_its_area():
    assert all(load_outcomes().area_of(measure.outcome) == measure.outcome_area for measure in load_measures())


def test_forms_propose_the_direction_on_file_whatever_somebody_calls_the_measure():
    for measure in load_measures():
        for name in (measure.slug, measure.label, *measure.synonyms, measure.label.upper()):
            assert known_measure(f"  {name} ") is measure
            assert Direction("direction", "An outcome", name, "", []).usual == measure.higher_is


def test_a_difference_for_one_person_is_not_proposed_between_groups():
    assert measures_by_slug()["phq-9"].smallest_worthwhile == 5
    assert measures_by_slug()["phq-9"].proposed_worthwhile is None
    assert measures_by_slug()["gad-7"].proposed_worthwhile == 4


MEASURE = """id = "measures"
label = "Measures"

[[measures]]
slug = "m"
label = "M"
plain = "M."
kind = "instrument"
outcome_area = "housing"
outcome = "settled-home"
higher_is = "better"
higher_is_source = "https://example.org/m"
scale = "0 to 1"
scale_source = "https://example.org/m"
lowest = 0
highest = 1
ages = "not recorded"
reliability = "not recorded"
licence = "not recorded"
cost = "not recorded"
synonyms = ["M"]
"""
WORTHWHILE = (
    "smallest_worthwhile = {}\nsmallest_worthwhile_unit = 'points'\nsmallest_worthwhile_said_by = 'A'\n{}ages ="
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"better"', '"beter"', 'measures.toml:11: "higher_is" cannot be "beter"; did you mean "better"?'),
        ('"housing"', '"houses"', 'measures.toml:9: unknown outcome area "houses"; did you mean "housing"?'),
        ('"settled-home"', '"setled-home"', 'measures.toml:10: "setled-home" is no outcome of the area "housing"'),
        ('"settled-home"', '"truancy"', 'measures.toml:10: "truancy" is no outcome of the area "housing"'),
        ('reliability = "not recorded"', 'reliability = "good"', "measures.toml:18: reliability needs a source, or"),
        ('cost = "not recorded"\n', "", 'measures.toml:4: "cost" is missing in "m"'),
        ('higher_is_source = "https://example.org/m"\n', "", "measures.toml:11: which way is better needs a source"),
        ('"https://example.org/m"\nlowest', '"a book"\nlowest', 'measures.toml:14: "scale_source" must be the address'),
        ("lowest = 0", "lowest = 1", 'measures.toml:15: "lowest" must be below "highest"'),
        ("lowest = 0\n", "", 'measures.toml:15: "lowest" and "highest" go together'),
        ("ages =", WORTHWHILE.format(2, ""), "measures.toml:17: a smallest worthwhile difference needs its source"),
        (
            "ages =",
            WORTHWHILE.format(0, "smallest_worthwhile_source = 'https://example.org'\n"),
            "measures.toml:17: a smallest worthwhile difference is more than 0",
        ),
    ],
)
def test_a_mistake_in_a_measure_is_told_at_its_line(write_standard, old, new, message):
    (found,) = _problems(write_standard, MEASURE.replace(old, new, 1))
    assert found.startswith(message)


def test_a_name_means_one_measure(write_standard):
    second = MEASURE.partition("[[measures]]")[2]
    second = second.replace('slug = "m"', 'slug = "n"').replace('label = "M"', 'label = "N"')
    found = _problems(write_standard, f"{MEASURE}\n[[measures]]{second}")
    assert [problem.partition(": ")[2] for problem in found] == ['"M" means two measures: "m" and "n"']


def _problems(write_standard, text):
    path = write_standard().parent.parent / "vocabularies" / "measures.toml"
    path.write_text(text, encoding="utf-8")
    return [str(problem).rpartition("/")[2] for problem in validate_file(path)]
