"""The data of the Five Standards, after Project Oracle."""

import pytest

from evidencehub.shared.paths import standards_dir
from evidencehub.standards.files.loading import load_standard, load_standards
from evidencehub.standards.files.vocabulary import MEASURES, VOCABULARIES
from evidencehub.standards.proof.cases import cases_of, differences
from evidencehub.standards.validating import validate_file

ORACLE = load_standard("project-oracle")
CASES = cases_of(ORACLE)
FILES = sorted(standards_dir().rglob("*.toml"))


def test_the_files_that_ship_are_all_found():
    names = {path.stem for path in FILES}
    assert {"standard", "2014-reconstruction", "2014-reconstruction.cases", MEASURES, *VOCABULARIES} <= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_that_ships_is_without_problems(path):
    assert [str(problem) for problem in validate_file(path)] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_worked_case_comes_out_as_written(case):
    assert differences(ORACLE, case) == []


def test_there_are_enough_cases_and_every_criterion_is_in_one():
    assert len(CASES) >= 12
    assert {name for case in CASES for name in case.data["findings"]} == {c.id for c in ORACLE.criteria}


def test_the_cases_show_each_side_of_every_gate():
    for place, tier in enumerate(ORACLE.tiers):
        below = ORACLE.tiers[place - 1].id if place else "none"
        reached = [case for case in CASES if case.expect["tier"] == tier.id]
        # one gap only, in this tier, with everything below it in place
        missed = [
            case
            for case in CASES
            if case.expect["tier"] == below
            and len(case.expect.get("unmet", ())) == 1
            and ORACLE.criterion(case.expect["unmet"][0]).tier == tier.id
        ]
        assert reached, tier.id
        assert missed, tier.id


def test_it_is_named_as_a_reconstruction_and_says_that_academics_have_not_checked_it():
    assert ORACLE.title == "Five Standards, after Project Oracle (our reconstruction)"
    assert (ORACLE.id, ORACLE.version, ORACLE.is_current) == ("project-oracle", "2026-1", True)
    assert ORACLE.validations == ()
    assert ORACLE.validated_note == "Not yet validated by academics."
    assert "unverified" in ORACLE.note
    assert "no thresholds" in ORACLE.facts_note
    assert ORACLE in load_standards()


def test_there_are_five_tiers_rising():
    assert [(tier.id, tier.rank, tier.label) for tier in ORACLE.tiers] == [
        (str(number), number, f"Standard {number}") for number in range(1, 6)
    ]


def test_the_step_before_is_the_rule_and_never_a_criterion():
    wanted = [f"po1.{n}" for n in range(1, 10)] + [f"po2.{n}" for n in range(1, 9)] + [f"po3.{n}" for n in range(2, 10)]
    wanted += ["po4.2", "po4.2-tested", "po4.3", "po4.4", "po4.5", "po5.2", "po5.2-tested", "po5.3", "po5.4"]
    assert [criterion.id for criterion in ORACLE.criteria] == wanted


def test_effect_criteria_are_known_and_each_has_a_twin_or_is_about_this_study_only():
    assert {c.id for c in ORACLE.criteria if c.about == "effect"} == {"po2.6", "po3.7", "po4.2", "po5.2"}
    assert {c.id: c.implied_by for c in ORACLE.criteria if c.implied_by} == {
        "po4.2-tested": ("po4.2",),
        "po5.2-tested": ("po5.2",),
    }


def test_measurement_and_effect_belong_to_one_outcome():
    assert {c.id for c in ORACLE.criteria if c.unit == "outcome"} == {"po2.2", "po2.3", "po2.6", "po3.5", "po3.7"}


def test_only_what_has_a_published_source_shows_as_sourced():
    sourced = {c.id for c in ORACLE.criteria if c.provenance == "sourced"}
    assert sourced == {"po1.6", "po1.7", "po3.2", "po3.7", "po3.8", "po3.9", "po4.3", "po4.5"}
    assert all("https://" in c.source for c in ORACLE.criteria if c.provenance == "sourced")
    assert [tier.id for tier in ORACLE.tiers if tier.provenance == "unverified"] == ["3"]
    assert {tier.motto_provenance for tier in ORACLE.tiers} == {"unverified"}


def test_designs_without_groups_are_not_asked_for_what_needs_groups():
    def not_asked(design):
        return {c.id for c in ORACLE.criteria if not ORACLE.asked_on(c, ORACLE.route_for(design))}

    assert not_asked("qualitative") == not_asked("single-case") == {"po3.3", "po3.4", "po3.6"}
    assert not_asked("pre-post") == {"po3.3"}
    assert not_asked("rct") == not_asked(None) == set()
    assert not any("rct" in c.not_applicable_for for c in ORACLE.criteria)


def test_interviews_are_asked_for_another_tested_account_and_not_for_a_comparison_group():
    criterion = ORACLE.criterion("po3.2")
    worded = ORACLE.worded(criterion, ORACLE.route_for("qualitative"))
    assert worded.question != criterion.question
    assert (worded.id, worded.about, worded.accept) == (criterion.id, criterion.about, criterion.accept)


def test_the_version_before_is_still_there_for_those_who_were_graded_by_it():
    before = load_standard("project-oracle", ORACLE.supersedes)
    assert (before.version, before.is_current, before.routes) == ("2014-reconstruction", False, ())
    assert {c.id for c in before.criteria} == {c.id for c in ORACLE.criteria}


def test_wording_for_citizens_is_short_and_without_terms_of_art():
    banned = ("significant", "proven", "evidence-based", "RCT", "counterfactual", "attrition", "fidelity")
    for criterion in ORACLE.criteria:
        assert len(criterion.public.split()) <= 25, criterion.id
        assert not [word for word in banned if word.casefold() in criterion.public.casefold()], criterion.id
    for tier in ORACLE.tiers:
        assert not [word for word in banned if word.casefold() in tier.plain.casefold()], tier.id
