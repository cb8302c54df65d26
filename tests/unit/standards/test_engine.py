"""How findings become tiers."""

from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.standards.engine.inputs import GradeInput, OutcomeInput, StudyInput
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.model.errors import BadInput

ORACLE = load_standard("project-oracle")
IDS = [criterion.id for criterion in ORACLE.criteria]
EFFECTS = [criterion.id for criterion in ORACLE.criteria if criterion.about == "effect"]
ANSWERS = ["met", "met", "met", "met", "partly", "not-met", "cannot-tell"]  # mostly met, so that higher tiers are tried

some_findings = st.dictionaries(st.sampled_from(IDS), st.sampled_from(ANSWERS))
full_findings = st.fixed_dictionaries({name: st.sampled_from(ANSWERS) for name in IDS})
nearly_all_met = st.dictionaries(st.sampled_from(IDS), st.sampled_from(ANSWERS), max_size=4).map(
    lambda changes: dict.fromkeys(IDS, "met") | changes
)
any_findings = some_findings | full_findings | nearly_all_met


@st.composite
def any_submission(draw):
    """A submission with up to two studies of up to two outcomes, findings at every level."""
    few = st.dictionaries(st.sampled_from(IDS), st.sampled_from(ANSWERS), max_size=3)
    studies = [
        StudyInput(
            id=f"study-{place}",
            design="rct",
            findings=draw(few),
            outcomes=tuple(OutcomeInput(f"outcome-{n}", None, draw(few)) for n in range(draw(st.integers(0, 2)))),
        )
        for place in range(draw(st.integers(0, 2)))
    ]
    return GradeInput("rct", draw(any_findings), {}, tuple(studies))


def rank(tier):
    return tier.rank if tier else 0


def met_up_to(tier_id, **changes):
    """Findings with every criterion met up to a tier; a criterion is named with underscores: po3_7."""
    findings = {criterion.id: "met" for criterion in ORACLE.criteria if criterion.tier <= tier_id}
    return findings | {name.replace("_", ".", 1): answer for name, answer in changes.items()}


def tiers_of(findings, design="rct"):
    result = grade(ORACLE, GradeInput(design, findings))
    return rank(result.tier), rank(result.evidence_tier)


@pytest.mark.parametrize("criterion_id", IDS)
@pytest.mark.parametrize("answer", ["partly", "not-met", "cannot-tell"])
def test_every_criterion_can_stop_the_climb_on_its_own(criterion_id, answer):
    criterion = ORACLE.criterion(criterion_id)
    reached, evidence = tiers_of(met_up_to("5") | {criterion_id: answer})
    taken_from_another = answer == "cannot-tell" and criterion.implied_by
    stopped = 5 if taken_from_another else int(criterion.tier) - 1
    assert reached == stopped
    assert evidence == (5 if criterion.about == "effect" else stopped)


def test_a_gap_in_a_lower_tier_caps_the_tier_whatever_the_higher_ones_say():
    assert tiers_of(met_up_to("5") | {"po1.1": "not-met"}) == (0, 0)
    assert tiers_of(met_up_to("5") | {"po2.4": "not-met"}) == (1, 1)


def test_no_finding_and_cannot_tell_are_the_same_and_satisfy_nothing():
    findings = met_up_to("2")
    del findings["po2.4"]
    assert tiers_of(findings) == tiers_of(findings | {"po2.4": "cannot-tell"}) == (1, 1)


def test_not_applicable_counts_only_for_the_designs_that_the_criterion_lists():
    findings = met_up_to("3") | {"po3.4": "n-a"}
    result = grade(ORACLE, GradeInput("qualitative", findings))
    assert (rank(result.tier), result.not_applicable) == (3, ("po3.4",))
    for design in ("rct", "pre-post", None):
        with pytest.raises(BadInput, match=r"n-a is not open for po3\.4"):
            grade(ORACLE, GradeInput(design, findings))


def test_not_applicable_of_a_qualitative_study_does_not_spread_to_a_trial_beside_it():
    studies = (StudyInput("talks", "qualitative"), StudyInput("trial", "rct"))
    with pytest.raises(BadInput, match='the design "rct"'):
        grade(ORACLE, GradeInput(None, met_up_to("3") | {"po3.4": "n-a"}, {}, studies))
    own = (StudyInput("talks", "qualitative", findings={"po3.4": "n-a"}), StudyInput("trial", "rct"))
    assert rank(grade(ORACLE, GradeInput(None, met_up_to("3"), {}, own)).tier) == 3


def test_the_engine_itself_refuses_a_criterion_or_answer_that_the_version_does_not_have():
    with pytest.raises(BadInput, match=r'unknown criterion "po3\.1"; did you mean') as caught:
        grade(ORACLE, GradeInput("rct", {"po3.1": "met", "po1.1": "yes"}))
    assert len(caught.value.problems) == 2


def test_a_finding_on_an_outcome_overrides_the_study_and_the_submission():
    outcomes = (OutcomeInput("attendance", findings={"po3.7": "met"}), OutcomeInput("marks"))
    study = StudyInput("trial", "rct", findings={"po3.7": "not-met", "po3.5": "met"}, outcomes=outcomes)
    result = grade(ORACLE, GradeInput(None, met_up_to("3") | {"po3.5": "not-met"}, {}, (study,)))
    assert {part.context.outcome: (rank(part.tier), rank(part.evidence_tier)) for part in result.parts} == {
        "attendance": (3, 3),
        "marks": (2, 3),
    }
    assert rank(result.tier) == 3


def test_the_explanation_says_which_finding_decided():
    study = StudyInput("trial", "rct", outcomes=(OutcomeInput("marks", findings={"po3.7": "not-met"}),))
    result = grade(ORACLE, GradeInput(None, met_up_to("3"), {}, (study,))).as_dict()
    third = next(step for step in result["explanation"] if step["tier"] == "3")
    decided = next(part for part in third["parts"] if part["criterion"] == "po3.7")
    assert (third["met"], third["needed"], third["reached"]) == (7, 8, False)
    assert (decided["state"], decided["level"], decided["place"]) == ("not-met", "outcome", "marks")
    assert 'finding on outcome "marks"' in decided["sentence"]


def test_a_study_without_outcomes_counts_for_the_whole_and_is_no_part():
    result = grade(ORACLE, GradeInput(None, met_up_to("1"), {}, (StudyInput("trial", "rct", findings=met_up_to("3")),)))
    assert (rank(result.tier), result.parts) == (3, ())
    assert [outcome["study"] for outcome in result.as_dict()["outcomes"]] == ["trial"]


def test_a_well_measured_null_result_lowers_the_published_tier_and_not_the_evidence_tier():
    assert tiers_of(met_up_to("3", po3_7="not-met")) == (2, 3)
    assert tiers_of(met_up_to("3", po2_6="not-met", po3_7="not-met")) == (1, 3)


def test_the_best_published_tier_and_the_best_evidence_tier_may_come_from_different_outcomes():
    sure = OutcomeInput("marks", findings={"po2.6": "not-met"})
    hopeful = OutcomeInput("attendance", findings={"po3.5": "not-met"})
    result = grade(ORACLE, GradeInput("rct", met_up_to("3"), {}, (StudyInput("trial", outcomes=(hopeful, sure)),)))
    assert {part.context.outcome: (rank(part.tier), rank(part.evidence_tier)) for part in result.parts} == {
        "attendance": (2, 2),
        "marks": (1, 3),
    }
    assert (rank(result.tier), rank(result.evidence_tier)) == (2, 3)


def test_a_judged_effect_elsewhere_shows_that_it_was_tested_elsewhere_whatever_the_answer():
    findings = met_up_to("4")
    del findings["po4.2-tested"]
    assert [tiers_of(findings | {"po4.2": answer}) for answer in ("met", "partly", "not-met", "cannot-tell")] == [
        (4, 4),
        (3, 4),
        (3, 4),
        (3, 3),
    ]
    result = grade(ORACLE, GradeInput("rct", findings))
    assert result.taken_from_others == ("po4.2-tested",)


def test_an_answer_of_its_own_wins_over_what_another_criterion_implies():
    assert tiers_of(met_up_to("4") | {"po4.2-tested": "not-met"}) == (3, 3)
    assert grade(ORACLE, GradeInput("rct", met_up_to("4"))).taken_from_others == ()


def test_the_headline_counts_what_of_the_next_step_is_in_place():
    findings = met_up_to("2") | dict.fromkeys(["po3.2", "po3.3", "po3.5", "po3.8"], "met")
    result = grade(ORACLE, GradeInput("rct", findings))
    assert result.headline == "Standard 2 of 5, with 4 of 7 of the next step in place."  # seven of eight are evidence
    third = result.as_dict()["steps"][2]
    assert (third["met_count"], third["needed_count"]) == (4, 8)
    assert (third["evidence_met_count"], third["evidence_needed_count"]) == (4, 7)
    assert grade(ORACLE, GradeInput("rct", met_up_to("5"))).headline == "Standard 5 of 5, the last step."
    alone = grade(ORACLE, GradeInput(None, met_up_to("2"))).headline
    assert alone == "Standard 2 of 5. Nothing of the next step was looked at yet."
    assert grade(ORACLE, GradeInput()).headline == "No step reached yet, with 0 of 9 of Standard 1 in place."


def test_the_json_has_the_keys_that_others_rely_on():
    result = grade(ORACLE, GradeInput("rct", met_up_to("2"))).as_dict()
    wanted = ["standard", "version", "route", "tier", "evidence_tier", "parts", "unmet", "next", "explanation"]
    assert list(result)[: len(wanted)] == wanted
    assert (result["standard"], result["version"], result["tier"]) == ("project-oracle", "2026-1", "2")
    assert [set(unmet) for unmet in result["unmet"]] == [{"criterion", "tier", "reason"}] * 8
    assert {unmet["tier"] for unmet in result["unmet"]} == {"3"} == {result["next"]["tier"]}


@given(any_submission(), st.data())
def test_reversing_effects_never_changes_the_evidence_tier(submission, data):
    def reversed_in(findings):
        swapped = {"met": "not-met", "not-met": "met", "partly": data.draw(st.sampled_from(["met", "not-met"]))}
        return {name: swapped.get(a, a) if name in EFFECTS else a for name, a in findings.items()}

    studies = tuple(
        StudyInput(
            study.id,
            study.design,
            findings=reversed_in(study.findings),
            outcomes=tuple(OutcomeInput(o.id, None, reversed_in(o.findings)) for o in study.outcomes),
        )
        for study in submission.studies
    )
    other = GradeInput(submission.design, reversed_in(submission.findings), {}, studies)
    before, after = grade(ORACLE, submission), grade(ORACLE, other)
    assert before.evidence_tier == after.evidence_tier
    assert [part.evidence_tier for part in before.parts] == [part.evidence_tier for part in after.parts]


@given(any_submission())
def test_the_evidence_tier_is_never_below_the_published_tier(submission):
    result = grade(ORACLE, submission)
    assert rank(result.evidence_tier) >= rank(result.tier)


@given(any_findings, st.sets(st.sampled_from(IDS)))
def test_better_findings_never_lower_a_tier(findings, improved):
    before, after = tiers_of(findings), tiers_of(findings | dict.fromkeys(improved, "met"))
    assert after[0] >= before[0]
    assert after[1] >= before[1]


@given(any_submission(), st.randoms())
def test_the_order_of_findings_studies_and_outcomes_never_matters(submission, random):
    def shuffled(members):
        members = list(members)
        random.shuffle(members)
        return members

    def shuffled_study(study):
        outcomes = tuple(shuffled(study.outcomes))
        return StudyInput(study.id, study.design, None, dict(shuffled(study.findings.items())), {}, outcomes)

    other = GradeInput(
        submission.design,
        dict(shuffled(submission.findings.items())),
        {},
        tuple(shuffled(shuffled_study(study) for study in submission.studies)),
    )
    before, after = grade(ORACLE, submission).as_dict(), grade(ORACLE, other).as_dict()
    for listed in ("parts", "outcomes"):  # these keep the order of the input
        assert sorted(map(str, before.pop(listed))) == sorted(map(str, after.pop(listed)))
    assert before == after


@given(any_findings)
def test_the_engine_agrees_with_the_rule_written_out_plainly(findings):
    """A second reading of the rule: climb while everything asked for is met."""
    met = {name for name, answer in findings.items() if answer == "met"}
    for tested, effect in (("po4.2-tested", "po4.2"), ("po5.2-tested", "po5.2")):
        was_judged = findings.get(effect, "cannot-tell") != "cannot-tell"
        if findings.get(tested, "cannot-tell") == "cannot-tell" and was_judged:
            met.add(tested)

    def climb(criteria):
        return len(list(takewhile(lambda n: all(c.id in met for c in criteria if c.tier == str(n)), range(1, 6))))

    evidence = [criterion for criterion in ORACLE.criteria if criterion.about != "effect"]
    assert tiers_of(findings) == (climb(ORACLE.criteria), climb(evidence))
