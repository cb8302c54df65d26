"""Which standards can be offered, and which one is proposed for what a project is about."""

from dataclasses import replace

import pytest

from evidencehub.projects.models import Evaluation, OutcomeResult, Project
from evidencehub.projects.standards_in_use import Choice, effective, main_areas, reasons_against
from evidencehub.standards.files.loading import load_standard, load_standards

ORACLE = load_standard("project-oracle")
CITY, TOWN = replace(ORACLE, id="city", title="City Steps"), replace(ORACLE, id="town", title="Town Steps")
ALL = (CITY, ORACLE, TOWN)


def an_evaluation(*areas, aimed_at=()):
    results = [OutcomeResult(outcome_area=area) for area in areas]
    return Evaluation(results=results, outcome_areas=list(aimed_at))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"use": "crosswalk"}, "Our reading of their published rule. Only they can rate by it."),
        ({"status": "draft"}, "It is a draft."),
        ({"rule": "parallel_scores"}, "It scores each part by itself: our desk of reviewers grades by steps."),
        ({"rule": "flowchart"}, "One question leads to the next: our desk of reviewers grades by steps."),
        ({"rule": "ceiling_minus_failures"}, "It works with points: our desk of reviewers grades by steps."),
        ({"answers": ("yes", "no", "cannot-tell")}, "It has answers of its own"),
        ({"id": "x" * 61}, "Its id or its version has more than 60 characters."),
    ],
)
def test_what_our_reviewers_cannot_grade_by_is_not_offered_and_says_why(changes, reason):
    (found,) = reasons_against(replace(ORACLE, **changes))
    assert found.startswith(reason)
    assert effective(Choice(), [replace(ORACLE, **changes)]).offered == ()


def test_every_framework_of_another_body_that_comes_with_the_hub_has_a_reason():
    theirs = load_standards(use="crosswalk")
    assert theirs and all(reasons_against(standard) for standard in theirs)
    assert reasons_against(ORACLE) == ()


def test_where_nobody_chose_everything_possible_is_offered_and_the_first_by_id_is_the_default():
    found = effective(Choice(), [TOWN, CITY, replace(ORACLE, status="draft")])
    assert (found.offered, found.default) == ((CITY, TOWN), CITY)


def test_what_was_chosen_and_cannot_be_used_any_more_is_left_out_and_nothing_else_takes_its_place():
    choice = Choice(("city", "town"), "town", {"employment": "town", "family": "city"})
    found = effective(choice, [CITY, ORACLE, replace(TOWN, status="draft")])
    assert (found.offered, found.default, found.by_area) == ((CITY,), CITY, {"family": CITY})
    nothing = effective(Choice(("town",), "town"), [ORACLE])
    assert (nothing.offered, nothing.default, nothing.proposal(["family"])) == ((), None, None)


def test_the_area_of_most_main_results_decides_and_a_tie_goes_to_the_first():
    found = effective(Choice(("city", "town"), "town", {"employment": "city", "family": "town"}), ALL)
    assert found.proposal(["family", "employment", "employment"]).standard is CITY
    assert found.proposal(["family", "employment"]).area == "family"
    assert found.proposal(["employment", "housing", "housing", "housing"]).area == "employment"
    assert (found.proposal(["housing"]).standard, found.proposal([]).area) == (TOWN, "")


def test_what_it_was_sent_by_before_goes_first_while_it_is_offered():
    found = effective(Choice(("city", "town"), "town", {"family": "town"}), ALL)
    again = found.proposal(["family"], before="city")
    assert (again.standard, again.area, again.used_before) == (CITY, "", True)
    for other in ("", "no-such"):
        assert found.proposal(["family"], before=other) == found.proposal(["family"])
    assert not found.proposal(["family"]).used_before


def test_the_main_result_is_the_first_and_what_was_aimed_at_stands_in_where_there_is_none():
    project = Project(outcome_areas=["housing"])
    measured, planned = an_evaluation("employment", "family"), an_evaluation(aimed_at=["mental-health"])
    assert main_areas(project, [measured, planned]) == ["employment", "mental-health"]
    assert main_areas(project, []) == ["housing"]
