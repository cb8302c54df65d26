"""Which way a finding points: one case for each answer of the order, on each side of its edge.

The list of measures is a small one of the test's own.
"""

from dataclasses import replace

import pytest

from evidencehub.interchange.wwc.direction import reading
from evidencehub.interchange.wwc.measures import HEADER, BrokenList, measures_of
from evidencehub.interchange.wwc.schemas import Finding

FINDING = Finding(
    finding_id="7", review_id="5", intervention_id="3", intervention="Reading Together", protocol="Beginning Reading",
    outcome_area="attainment", outcome_slug="phonics",
    outcome="Alphabetics", measure="A test", comparison="Business as usual", period="1 Year",
    sample="Grades 1-2 -", is_subgroup=False, n_total=120, n_t=60.0, n_c=60.0,
    mean_t=12.0, mean_c=10.0, sd_t=4.0, sd_c=4.0,
    effect_study=0.4, effect_wwc=0.5, improvement_index=19.0, p_study=0.02, p_wwc=0.01, is_significant=True,
    designation="", given={"ReviewID": "5", "L1_Unit_of_Analysis": "Student"},
)  # fmt: skip
LIST = measures_of([
    HEADER,
    ["A test", "", "higher", ""],
    ["Arrests", "", "lower", "being arrested is bad for a young person"],
    ["Arrests", "9", "lower", "read in the report"],
    ["Number line", "", "lower", "scored as the distance from the right place"],
    ["Number line", "4", "higher", "scored as correct answers there"],
    ["Credits attempted", "", "not-plain", "attempting is not passing"],
])  # fmt: skip
FEWER = {"mean_t": 8.0}


def read(measure="A test", study="1", *, table="archive", standards="4.1", rating="Meets WWC standards", **values):
    finding = replace(FINDING, measure=measure, **values)
    return reading(finding, LIST.of(measure, study), table=table, standards=standards, rating=rating)


@pytest.mark.parametrize(
    ("values", "decided", "direction"),
    [
        ({"effect_wwc": None, "effect_study": None, "improvement_index": None}, "no-effect", "not-given"),
        ({"effect_wwc": 0.0}, "zero", "unclear"),
        ({"rating": "Does not meet WWC standards"}, "rating", "unclear"),
        ({"rating": "Ineligible for review"}, "rating", "unclear"),
        ({"rating": ""}, "higher", "better"),
        ({"designation": "No discernable effect size direction"}, "no-direction", "unclear"),
        ({"improvement_index": -19.0}, "index-against", "undecided"),
        ({"improvement_index": -19.0, "table": "tables", "mean_t": None}, "higher", "worse"),
        ({"improvement_index": 0.0}, "higher", "better"),
        # the designation against the effect: only averages and list together outweigh it
        ({"designation": "Unfavorable"}, "higher", "better"),
        ({"designation": "Unfavorable", "mean_t": None}, "designation-against", "undecided"),
        ({"designation": "Unfavorable", "measure": "Arrests"}, "designation-against", "undecided"),
        ({"designation": "Unfavorable", "measure": "Arrests", **FEWER}, "lower-turned", "better"),
        ({"designation": "Favorable"}, "higher", "better"),
        # which effect
        ({"effect_wwc": None, "effect_study": -0.4, "improvement_index": 19.0}, "higher", "better"),
        ({"effect_wwc": None, "effect_study": -0.4, "improvement_index": None}, "higher-allowing", "worse"),
        # the list
        ({"measure": "Nobody has read this"}, "not-read", "undecided"),
        ({"measure": "Credits attempted"}, "not-plain", "undecided"),
        # higher is better: the sign as given, whatever the averages
        ({"effect_wwc": -0.5, "improvement_index": -19.0, **FEWER}, "higher", "worse"),
        (FEWER, "higher-allowing", "better"),
        ({"mean_t": 10.0}, "higher", "better"),
        ({"mean_t": 0.1 + 0.2, "mean_c": 0.3, "effect_wwc": -0.5, "improvement_index": -19.0}, "higher", "worse"),
        # lower is better, effect and averages opposite: it was turned
        ({"measure": "Arrests", **FEWER}, "lower-turned", "better"),
        ({"measure": "Arrests", "effect_wwc": -0.5, "improvement_index": -19.0}, "lower-turned", "worse"),
        # lower is better, both the same way
        ({"measure": "Arrests", "standards": "2.1"}, "lower-averages", "worse"),
        ({"measure": "Arrests", "standards": "1.0", "effect_wwc": -0.3, "improvement_index": -9.0, **FEWER},
         "lower-averages", "better"),
        ({"measure": "Arrests", "standards": "3.0"}, "lower-both", "undecided"),
        ({"measure": "Arrests", "standards": "", "table": "tables"}, "lower-both", "undecided"),
        ({"measure": "Arrests", "study": "9"}, "lower-averages", "worse"),
        # lower is better, without averages or with equal ones
        ({"measure": "Arrests", "mean_c": None, "designation": "Favorable"}, "lower-designation", "better"),
        ({"measure": "Arrests", "mean_c": 12.0, "designation": ""}, "lower-unknown", "undecided"),
        # a study of its own in the list
        ({"measure": "Number line", "study": "4"}, "higher", "better"),
        ({"measure": "Number line", **FEWER}, "lower-turned", "better"),
    ],
)  # fmt: skip
def test_the_order_gives_each_answer(values, decided, direction):
    found = read(**values)
    assert (found.decided, found.direction) == (decided, direction)


@pytest.mark.parametrize(
    ("values", "significance", "direction"),
    [
        ({"is_significant": False}, "not-clear-though", "unclear"),
        ({"is_significant": False, "p_wwc": 0.05, "p_study": None}, "not-clear", "unclear"),
        ({"is_significant": False, "p_wwc": None, "p_study": None}, "not-clear", "unclear"),
        ({"is_significant": None}, "not-said", "unclear"),
        ({"p_wwc": 0.74, "p_study": None}, "own-figures-differ", "unclear"),
        ({"p_wwc": 0.05, "p_study": None}, "own-figures-differ", "unclear"),
        ({"p_wwc": 0.0499, "p_study": None}, "clear", "better"),
        ({"p_wwc": 0.2, "p_study": 0.01}, "clear", "better"),
        ({"p_wwc": None, "p_study": None}, "no-p", "better"),
        ({"is_significant": False, "measure": "Credits attempted"}, "not-clear-though", "unclear"),
    ],
)
def test_an_arrow_needs_the_sources_word_and_a_p_beside_it(values, significance, direction):
    found = read(**values)
    assert (found.significance, found.direction) == (significance, direction)


@pytest.mark.parametrize(
    ("values", "higher"),
    [
        ({}, "t"),
        ({"effect_wwc": -0.5, "improvement_index": -19.0}, "c"),
        ({"measure": "Arrests", **FEWER}, "c"),
        ({"measure": "Arrests", "standards": "2.0"}, "t"),
        ({"measure": "Arrests", "mean_t": None, "designation": "Favorable"}, "c"),
        ({"measure": "Arrests"}, ""),
        ({"measure": "Credits attempted"}, ""),
        ({"improvement_index": -19.0}, ""),
    ],
)
def test_who_had_the_higher_number_is_told_apart_from_who_fared_better(values, higher):
    assert read(**values).higher == higher


@pytest.mark.parametrize(("effect", "is_large"), [(1.5, False), (1.51, True), (-1.51, True)])
def test_a_large_effect_keeps_its_arrow_and_is_pointed_out(effect, is_large):
    found = read(effect_wwc=effect, improvement_index=None)
    assert found.is_large == is_large and found.direction == ("better" if effect > 0 else "worse")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["A test", "", "higher", ""], "line 3: 'A test' is entered twice"),
        (["B", "", "up", ""], "line 3: 'up' is none of lower, higher, not-plain"),
        (["B ", "", "higher", ""], "would never be found; write 'B'"),
        (["B &amp; C", "", "higher", ""], "would never be found; write 'B & C'"),
        (["B", "", "not-plain", ""], "say why it is not plain"),
        (["B", "x", "lower", ""], "'x' is no number of a study"),
        (["B", "", "lower"], "has 3 columns, not 4"),
    ],
)
def test_a_list_that_would_mislead_is_refused_with_its_line(row, message):
    with pytest.raises(BrokenList, match=message):
        measures_of([HEADER, ["A test", "", "higher", ""], row])


def test_a_name_is_found_as_the_export_writes_it_and_a_study_may_only_add_to_a_rule():
    assert LIST.of("A  test ", "").better == "higher" and LIST.has("A&nbsp;test")
    assert LIST.of("Number line", "5").better == "lower" and not LIST.of("Number line", "5").of_study
    assert LIST.of("Something else", "4") is None
