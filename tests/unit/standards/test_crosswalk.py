"""One set of facts and findings through every framework: requirements are shown, nothing is converted."""

import pytest

from evidencehub.standards.comparing.crosswalk import CAVEAT, VERIFIED_ENOUGH, crosswalk
from evidencehub.standards.comparing.equivalence import load_equivalence
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET
from evidencehub.standards.files.loading import load_standards
from evidencehub.standards.model.errors import BadInput
from evidencehub.standards.validating import validate_file

STANDARDS = load_standards()
TRIAL = {
    "design": "rct",
    "findings": {"po2.2": "met", "no-harm": "not-met"},
    "facts": {"n_both_points_per_group": 24, "attrition_overall": 0.1, "attrition_differential": 0.06},
}


def views(data=TRIAL):
    return {view.standard.id: view for view in crosswalk(STANDARDS, data)}


def state(view, criterion):
    (found,) = [each for each in view.requirements if each.criterion.id == criterion]
    return found.state


def test_every_framework_sees_the_same_evidence():
    assert set(views()) == {standard.id for standard in STANDARDS}


def test_a_finding_answers_the_same_question_in_another_framework():
    eif = views()["eif"]
    concepts = {criterion.id: criterion.concept for criterion in eif.standard.criteria}
    assert concepts["eif2.1"] == "before-and-after"
    assert state(eif, "eif2.1") == MET
    assert concepts["eif2.8"] == "no-harm"
    assert state(eif, "eif2.8") == NOT_MET


def test_a_fact_decides_wherever_a_framework_asks_for_it():
    seen = views()
    (found,) = [each for each in seen["eif"].requirements if each.criterion.id == "eif2.2"]
    assert (found.state, "24 of 20 people needed" in found.sentence) == (MET, True)
    assert state(seen["eef"], "eef.attrition") == MET


def test_what_is_missing_is_named():
    (found,) = [each for each in views()["eef"].requirements if each.criterion.id == "eef.mdes"]
    assert (found.state, "Cannot tell yet: needs" in found.sentence) == (CANNOT_TELL, True)


def test_of_two_findings_on_one_question_the_lesser_is_carried():
    both = {"findings": {"po2.2": "met", "before-and-after": "partly"}}
    assert state(views(both)["eif"], "eif2.1") == NOT_MET
    assert state(views(both)["project-oracle"], "po2.2") == MET


def test_a_result_is_shown_only_where_most_of_a_framework_was_verified_and_by_our_own_standard():
    for view in views().values():
        shown = view.as_dict()
        is_enough = view.standard.verified_share >= VERIFIED_ENOUGH or view.standard.use == "accreditation"
        assert view.shows_tier == is_enough
        assert (shown["withheld"] == "") == is_enough
        if not is_enough:
            assert (shown["tier"], shown["evidence_tier"]) == (None, None)
            assert not {"possible", "parts", "flags", "headline"} & set(shown)
    assert {view.standard.id for view in views().values() if view.shows_tier} >= {"blueprints", "cebc", "essa", "grade"}


def test_every_other_bodys_framework_says_that_it_is_our_reading():
    for view in views().values():
        assert (view.caveat == CAVEAT) == (view.standard.use == "crosswalk")
        assert "not a rating by" in view.caveat


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"findings": {"po22": "met"}}, 'no standard asks "po22"; did you mean "po2.2"?'),
        ({"findings": {"no-harms": "met"}}, 'no standard asks "no-harms"; did you mean "no-harm"?'),
        ({"findings": {"po2.2": "yes"}}, 'unknown answer "yes" to po2.2'),
        ({"facts": {"attrition_overal": 0.1}}, 'unknown fact "attrition_overal"; did you mean "attrition_overall"?'),
        ({"facts": {"attrition_overall": 12}}, "is a share from 0 to 1, so 12% is 0.12"),
        ({"design": "rtc"}, 'unknown design "rtc"; did you mean "rct"?'),
        ({"studies": [{"id": "a", "findings": {"po0": "met"}}]}, 'no standard asks "po0"'),
        ([], "must be an object in braces"),
    ],
)
def test_a_mistake_is_told_once_with_the_nearest_word(data, message):
    with pytest.raises(BadInput) as caught:
        views(data)
    assert sum(message in problem for problem in caught.value.problems) == 1


def test_the_rough_equivalence_has_a_rung_for_what_does_not_work_and_warns():
    table = load_equivalence()
    assert [rung.id for rung in table.rungs] == ["0", "1", "2", "2b", "3", "4", "5", "shown-not-to-work"]
    assert set(table.standards) == {standard.id for standard in STANDARDS} - {"bond"}
    assert all(table.cell(standard, rung.id) for standard in table.standards for rung in table.rungs)
    assert len(table.warnings) >= 3
    assert table.cell("eif", "shown-not-to-work").tiers == ("NE",)


def test_a_tier_that_no_framework_has_is_told_in_the_equivalence(tmp_path):
    import shutil

    from evidencehub.shared.paths import standards_dir

    shutil.copytree(standards_dir(), tmp_path / "standards")
    path = tmp_path / "standards" / "equivalence.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"NL2"', '"NL3"', 1), encoding="utf-8")
    (problem,) = validate_file(path)
    assert 'eif has no tier "NL3"; did you mean "NL2"?' in problem.message


def test_a_fact_that_one_standard_adds_is_no_mistake_for_the_others():
    found = views({"design": "rct", "facts": {"smallest_group_size": 10, "groups_count": 50}})
    assert set(found) == {standard.id for standard in STANDARDS}
    assert state(found["essa"], "essa.size-groups") == MET
