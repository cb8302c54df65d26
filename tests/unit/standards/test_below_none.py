"""Tested, and found not to work: a label that ranks below having no step, and is never taken for no evidence."""

import pytest

from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.engine.rules.ruling import Ruling, least_rank
from evidencehub.standards.files.loading import load_standard, load_standards
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.validating import validate_file

SOUND = {"cs.design": "highly-rigorous", "cs.fidelity": "met"}
WORSE = {"effect_direction": "negative", "p_value": 0.01}
NULL = {"effect_direction": "positive", "p_value": 0.4}


def rated(*outcomes, findings=SOUND):
    standard = load_standard("crimesolutions")
    listed = [{"id": name, "facts": facts, "findings": own} for name, facts, own in outcomes]
    studies = [{"id": "trial", "design": "rct", "outcomes": listed}]
    return grade(standard, parse_input(standard, {"findings": findings, "studies": studies}))


def test_what_was_tested_and_failed_ranks_below_what_could_not_be_told():
    places = {tier.id: tier.place for tier in load_standard("crimesolutions").tiers}
    assert places["negative"] < places["no-effects"] < 0 < places["inconclusive"] < places["effective"]


@pytest.mark.parametrize(("facts", "tier", "word"), [(NULL, "no-effects", "did not work"), (WORSE, "negative", "harm")])
def test_the_result_says_what_was_found_and_not_that_there_is_no_evidence(facts, tier, word):
    found = rated(("charges", facts, {}))
    assert (found.tier.id, found.evidence_tier.id) == (tier, "effective")
    assert word in found.best.headline() and "more than no evidence" in found.best.headline()
    assert found.as_dict()["parts"][0]["found"] == found.tier.found
    # How well it was studied never reads as a good result, for whoever takes only that line of the JSON.
    told = found.as_dict()
    assert {told["headline"], told["outcomes"][0]["headline"]} == {"As well as “Effective” asks, whatever came out."}


def test_a_better_outcome_hides_no_harm():
    found = rated(("charges", WORSE, {}), ("school", {"effect_direction": "positive", "p_value": 0.01}, {}))
    assert found.tier.id == "effective"
    (flag,) = found.flags
    assert 'Outcome "charges"' in flag and "Negative effects" in flag and "harm" in flag


def test_an_outcome_of_which_nothing_can_be_told_hides_no_harm_either():
    found = rated(("charges", WORSE, {}), ("school", {}, {"cs.design": "limited"}))
    assert found.tier.id == "inconclusive"
    assert "Negative effects" in found.flags[0]


def test_while_the_best_outcome_may_yet_be_found_to_harm_what_another_was_found_to_be_stays_possible():
    better, harm = {"cs.better": "met"}, {"cs.not-worse": "not-met"}
    null = {"cs.better": "not-met", "cs.not-worse": "met"}
    found = rated(("school", {}, better), ("charges", {}, null))
    assert found.tier.id == "effective"
    assert found.possible == ("effective", "no-effects")
    assert rated(("school", {}, better | harm), ("charges", {}, null)).tier.id == "no-effects"
    assert rated(("school", {}, better | {"cs.not-worse": "met"}), ("charges", {}, null)).possible == ("effective",)


def test_no_way_up_leads_to_such_a_label():
    for standard in load_standards():
        below = {tier.id for tier in standard.tiers if tier.found}
        found = grade(standard, parse_input(standard, {}))
        assert found.next is None or found.next.tier not in below
        assert not below & {tier.id for tier in standard.ranked_tiers}


def test_a_result_that_could_still_turn_out_so_is_certain_of_no_rank():
    standard = load_standard("crimesolutions")
    assert least_rank(standard, Ruling(None, ("effective", "negative"), ())) == -2
    assert least_rank(standard, Ruling(None, ("effective", "inconclusive"), ())) == 1


@pytest.mark.parametrize(
    ("key", "by"), [('found = "harm"', 'found = "harm"\nrank = 9'), ('found = "harm"', 'found = "bad"')]
)
def test_such_a_label_has_no_rank_and_a_known_word(tmp_path, key, by):
    import shutil

    from evidencehub.shared.paths import standards_dir

    shutil.copytree(standards_dir(), tmp_path / "standards")
    path = tmp_path / "standards" / "crimesolutions" / "2025-reading.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(key, by, 1), encoding="utf-8")
    assert "found" in " ".join(problem.message for problem in validate_file(path))


def test_the_frameworks_that_have_such_labels_say_so():
    labelled = {standard.id for standard in load_standards() if any(tier.found for tier in standard.tiers)}
    assert {"eif", "cebc", "crimesolutions", "ungsinn"} <= labelled
