"""The first two sentences of a project's page."""

from dataclasses import replace

from evidencehub.catalogue.marks import marks
from evidencehub.catalogue.marks.answer import harm_among_extras, how_sure, what_happened
from evidencehub.catalogue.marks.cards import card
from tests.unit.catalogue.test_marks import a_result, a_view, graded

WORSE = {"effect": 3.0, "ci_low": 1.0, "ci_high": 5.0, "higher_is": "worse"}
UNCLEAR = {"effect": 0.5, "ci_low": -1.0, "ci_high": 2.0}


def _happened(view, grading=None):
    return what_happened(view, card(view, grading), marks.lines(view, grading, by_area=False))


def test_what_got_worse_is_told_before_what_is_not_clear():
    view = a_view(a_result(outcome="Maths", **UNCLEAR), a_result(outcome="Weight", **WORSE))
    said = _happened(view)
    assert said.index("worse results for weight (3") < said.index("no clear answer for maths")


def test_an_effect_is_told_with_its_size_and_many_outcomes_are_counted():
    one = a_view(a_result(outcome="Days in school", unit="days"))
    assert "better results for days in school (6.2 days higher)." in _happened(one)
    many = a_view(*(a_result(outcome=f"Skill {place}") for place in range(9)))
    said = _happened(many)
    assert "skill 2 (6.2 days higher) and 6 more outcomes" in said and "skill 3" not in said


def test_a_change_without_anybody_to_compare_with_is_told_as_one():
    said = _happened(a_view(a_result(contrast="within")))
    assert "a change for the better" in said and "with nobody to compare with" in said


def test_without_studies_or_numbers_it_says_so():
    view = a_view()
    assert _happened(replace(view, evaluations=())) == "Nobody has studied this yet."
    plan = replace(view.evaluations[0], design="theory-and-plan")
    assert _happened(replace(view, evaluations=(plan,))) == "Nobody has measured this yet."
    assert _happened(view) == "One study tells what people saw and felt, without numbers."


def test_how_sure_names_the_step_and_never_says_that_it_works():
    view = a_view(result := a_result())
    grading = graded({str(result.id): 3})
    said = how_sure(view, card(view, grading), grading)
    assert said.startswith("How sure are we? ")
    for word in ("proven", "effective", "significant", "probably"):
        assert word not in said


def test_harm_among_the_extra_results_of_the_whole_group_is_named():
    """The clearinghouse files yearly earnings of everybody as extra: clearly worse, and counted nowhere."""
    whole = {"is_subgroup": True, "sample_note": "Full sample"}
    view = a_view(
        a_result(outcome="Earnings", **WORSE, **whole), a_result(outcome="Hours", **UNCLEAR, **whole),
        a_result(outcome="Wellbeing", **WORSE, is_subgroup=True, sample_note="Boys"),
        a_result(outcome="Reading", **WORSE, **whole, is_superseded=True), a_result(outcome="Maths", **WORSE),
    )  # fmt: skip
    assert harm_among_extras(view) == "Among extra results of the whole group, those for earnings were worse."
    assert harm_among_extras(a_view(a_result())) == ""
