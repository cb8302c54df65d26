"""The draft of the next version of the Five Standards: what it adds, where, and that it changes nobody's grade."""

import pytest

from evidencehub.projects.standards_in_use import Choice, effective, reasons_against
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.proof.cases import cases_of, differences
from evidencehub.standards.proof.mutations import mutation_score

NOW = load_standard("project-oracle")
DRAFT = load_standard("project-oracle", "2026-2")
CASES = cases_of(DRAFT)
NEW = {"po2.9", "po3.10"}


def test_it_is_a_draft_that_may_follow_what_is_in_force_and_is_offered_to_nobody():
    assert (DRAFT.is_draft, DRAFT.is_current, DRAFT.supersedes) == (True, False, NOW.version)
    assert DRAFT.comments_until == "2027-02-28"
    assert reasons_against(DRAFT) == ("It is a draft.",)
    assert effective(Choice(), [NOW]).default is NOW and effective(Choice(), [DRAFT]).default is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_worked_case_comes_out_as_written(case):
    assert differences(DRAFT, case) == []


def test_a_case_notices_each_gate_that_is_flipped():
    score = mutation_score(DRAFT)
    assert score.share == 1, score.survivors


def test_two_questions_are_new_and_nothing_else_counts_otherwise():
    counts = {each.id: (each.tier, each.about, each.accept, each.routes) for each in DRAFT.criteria}
    assert counts.keys() - NEW == {each.id for each in NOW.criteria}
    assert all(counts[each.id] == (each.tier, each.about, each.accept, each.routes) for each in NOW.criteria)
    assert [(each.id, each.tier, each.about) for each in DRAFT.criteria if each.id in NEW] == [
        ("po2.9", "2", "reporting"),
        ("po3.10", "3", "reporting"),
    ]


def test_what_the_reconstruction_adds_is_marked_as_ours_and_nothing_else_is():
    assert {each.id for each in DRAFT.criteria if each.is_ours} == {*NEW, "po4.2-tested", "po5.2-tested"}
    assert all(each.source.startswith("Ours, ") for each in DRAFT.criteria if each.is_ours)
    assert not [each.id for each in DRAFT.criteria if each.source.startswith("Ours") and not each.is_ours]
    assert {panel.provenance for panel in DRAFT.panels} == {"ours"}


def test_every_kind_of_study_is_asked_what_was_measured_and_only_numbers_how_many_were_tested():
    asked = {
        route.id: {each for each in NEW if DRAFT.asked_on(DRAFT.criterion(each), route.id)} for route in DRAFT.routes
    }
    assert asked == {
        "comparison": NEW,
        "before-after": NEW,
        "single-case": {"po2.9"},
        "qualitative": {"po2.9"},
        "mixed": NEW,
        "plan": NEW,
        "other": NEW,
    }


def test_interviews_are_asked_about_topics_and_not_about_what_was_measured():
    criterion = DRAFT.criterion("po2.9")
    worded = DRAFT.worded(criterion, DRAFT.route_for("qualitative"))
    assert "measured" in criterion.question
    for text in (worded.question, worded.team, worded.public, worded.guidance, worded.template):
        assert "measure" not in text and "questionnaire" not in text
