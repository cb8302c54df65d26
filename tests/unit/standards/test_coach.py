"""What is missing for the next tier, shortest way first."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from evidencehub.standards.engine.inputs import GradeInput, OutcomeInput, StudyInput
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.grading.engine import grade

ORACLE = load_standard("project-oracle")
IDS = [criterion.id for criterion in ORACLE.criteria]
ANSWERS = ["met", "met", "met", "met", "partly", "not-met", "cannot-tell"]


def test_where_everything_is_asked_for_there_is_one_way_with_the_easiest_first(oracle):
    findings = {criterion.id: "met" for criterion in oracle.criteria_of("1")}
    findings |= dict.fromkeys(["po2.1", "po2.3", "po2.4", "po2.5", "po2.6"], "met")
    step = grade(oracle, GradeInput("pre-post", findings)).next
    assert step.tier == "2"
    assert step.needs == (("po2.7", "po2.8", "po2.2"),)  # an afternoon, an afternoon, a term
    assert [oracle.criterion(name).effort for name in step.needs[0]] == ["an afternoon", "an afternoon", "a term"]


def test_where_there_are_alternatives_the_fewest_and_easiest_come_first(small_standard, a_tier, a_criterion):
    standard = small_standard(
        a_tier("1", rank=1, requires='{all = ["a", {any = ["hard", "easy", {all = ["b", "c"]}]}]}'),
        a_criterion("a", "1"),
        a_criterion("hard", "1", effort="a year"),
        a_criterion("easy", "1"),
        a_criterion("b", "1", effort="an hour"),
        a_criterion("c", "1", effort="an hour"),
    )
    assert grade(standard, GradeInput()).next.needs == (("a", "easy"), ("a", "hard"), ("b", "c", "a"))
    assert grade(standard, GradeInput(None, {"a": "met", "b": "met"})).next.needs == (("c",), ("easy",), ("hard",))


def test_a_way_that_asks_for_more_than_another_is_not_offered(small_standard, a_tier, a_criterion):
    standard = small_standard(
        a_tier("1", rank=1, requires='{any = ["a", {all = ["a", "b"]}]}'),
        a_criterion("a", "1"),
        a_criterion("b", "1"),
    )
    assert grade(standard, GradeInput()).next.needs == (("a",),)


def test_at_least_n_counts_what_is_met_already(small_standard, a_tier, a_criterion):
    standard = small_standard(
        a_tier("1", rank=1, requires='{at_least = 2, of = ["a", "b", "c"]}'),
        *(a_criterion(name, "1") for name in "abc"),
    )
    assert grade(standard, GradeInput()).next.needs == (("a", "b"), ("a", "c"), ("b", "c"))
    assert grade(standard, GradeInput(None, {"c": "met"})).next.needs == (("a",), ("b",))
    assert grade(standard, GradeInput(None, {"c": "met", "a": "met"})).tier.id == "1"


def test_many_alternatives_are_cut_to_a_few_and_found_quickly(small_standard, a_tier, a_criterion):
    names = [f"c{number:02}" for number in range(40)]
    listed = ", ".join(f'"{name}"' for name in names)
    standard = small_standard(
        a_tier("1", rank=1, requires=f"{{at_least = 20, of = [{listed}]}}"), *(a_criterion(name, "1") for name in names)
    )
    needs = grade(standard, GradeInput()).next.needs
    assert 1 < len(needs) <= 12
    assert {len(way) for way in needs} == {20}


def test_what_comes_with_another_criterion_is_not_asked_for_twice(oracle):
    findings = {criterion.id: "met" for criterion in oracle.criteria if criterion.tier in "123"}
    result = grade(oracle, GradeInput("rct", findings))
    assert "po4.2-tested" not in result.next.needs[0]
    assert "po4.2-tested" in result.evidence_next.needs[0]
    told = grade(oracle, GradeInput("rct", findings | {"po4.2-tested": "not-met"}))
    assert "po4.2-tested" in told.next.needs[0]


def test_at_the_top_there_is_no_next_step(oracle):
    result = grade(oracle, GradeInput("rct", dict.fromkeys(IDS, "met")))
    assert (result.next, result.evidence_next, result.unmet) == (None, None, ())


@given(st.dictionaries(st.sampled_from(IDS), st.sampled_from(ANSWERS)), st.booleans())
def test_doing_what_the_coach_says_always_reaches_the_next_tier(findings, evidence):
    result = grade(ORACLE, GradeInput("rct", findings))
    step = result.evidence_next if evidence else result.next
    for way in step.needs if step else ():
        after = grade(ORACLE, GradeInput("rct", findings | dict.fromkeys(way, "met")))
        reached = after.evidence_tier if evidence else after.tier
        assert reached is not None
        assert reached.rank >= ORACLE.tiers_by_id[step.tier].rank
        for left_out in way:  # and nothing in it could be left out
            rest = [name for name in way if name != left_out]
            short = grade(ORACLE, GradeInput("rct", findings | dict.fromkeys(rest, "met")))
            got = short.evidence_tier if evidence else short.tier
            assert (got.rank if got else 0) < ORACLE.tiers_by_id[step.tier].rank


@given(st.dictionaries(st.sampled_from(IDS), st.sampled_from(ANSWERS)))
def test_the_coach_asks_only_for_what_is_listed_as_unmet(findings):
    result = grade(ORACLE, GradeInput("rct", findings))
    asked = set(chain.from_iterable(result.next.needs)) if result.next else set()
    assert asked <= {unmet.criterion for unmet in result.unmet}


IV_E = load_standard("title-iv-e")
GOOD = {criterion.id: criterion.accept[0] for criterion in IV_E.criteria}
SHORT = {**GOOD, "ive.usual-care": "not-met"}


def ways_up(*studies):
    made = tuple(StudyInput(name, "rct", sample, findings) for name, sample, findings in studies)
    step = grade(IV_E, GradeInput(None, {"ive.manual": "met", "ive.no-harm": "met"}, {}, made)).next
    assert step.tier == "well-supported"
    return [{(ask.criterion, ask.where) for ask in way} for way in step.ways]


def test_two_studies_of_unnamed_people_count_as_two_only_when_both_say_who_was_in_them():
    both = {("sample_id", "a"), ("sample_id", "b")}
    assert ways_up(("a", None, GOOD), ("b", None, GOOD))[0] == both
    assert ways_up(("a", "north", GOOD), ("b", None, GOOD))[0] == {("sample_id", "b")}


def test_a_second_study_counts_beside_the_first_only_when_the_first_says_who_was_in_it():
    for way in ways_up(("a", None, GOOD)):
        assert ("sample_id", "a") in way or {where for _, where in way} == {"another study", "another study (2)"}


def test_mending_two_studies_of_the_same_people_is_no_way_to_two_studies():
    for way in ways_up(("a", "north", SHORT), ("b", "north", SHORT), ("c", "south", GOOD)):
        assert not {("ive.usual-care", "a"), ("ive.usual-care", "b")} <= way
    assert ways_up(("a", "north", SHORT), ("c", "south", GOOD))[0] == {("ive.usual-care", "a")}


def test_a_label_outside_the_scale_is_left_by_the_next_step_that_goes_before_it():
    eif = load_standard("eif")
    rigorous = {criterion.id: criterion.accept[0] for criterion in eif.criteria if criterion.tier in {"2", "2+", "3"}}
    null = {**rigorous, "eif.effect": "not-met", "eif.others-benefit": "not-met"}
    found = grade(eif, GradeInput("rct", null))
    assert found.tier.id == "NE"  # although all that level 2 and 2+ ask for is met as well
    assert found.next.tier == "3"
    assert all(way for way in found.next.ways)


def test_a_method_is_asked_for_at_its_best_and_not_only_good_enough():
    sms = load_standard("sms")
    checks = {criterion.id: "met" for criterion in sms.criteria if criterion.group == "checks"}
    step = grade(sms, GradeInput("qed-did", checks)).next
    assert (step.tier, step.needs) == ("4", (("sms.method",),))


def test_what_no_study_may_have_is_listed_with_the_study_that_has_it(small_standard, a_tier, a_criterion):
    standard = small_standard(a_tier("1", rank=1, requires='{all = [{no_study_with = "a"}]}'), a_criterion("a", "1"))
    studies = (StudyInput("north", findings={"a": "not-met"}), StudyInput("south", findings={"a": "met"}))
    (unmet,) = grade(standard, GradeInput(None, {}, {}, studies)).unmet
    assert (unmet.criterion, unmet.reason) == (
        "a",
        'No study may have this, and one does. Met (finding on study "south").',
    )


def test_the_best_outcome_is_the_one_that_is_certain_to_be_high_even_when_it_is_not_known_how_high():
    everything = load_standard("grade")
    low = {criterion.id: criterion.accept[0] for criterion in everything.criteria} | {
        "grade.start": "low",
        "grade.risk-of-bias": "very-serious",
    }
    open_ = {key: value for key, value in low.items() if key != "grade.imprecision"} | {
        "grade.start": "high",
        "grade.risk-of-bias": "not-serious",
    }
    outcomes = (OutcomeInput("low", None, low), OutcomeInput("open", None, open_))
    found = grade(everything, GradeInput("rct", {}, {}, (StudyInput("study", outcomes=outcomes),)))
    assert [part.tier and part.tier.id for part in found.parts] == ["very-low", None]
    assert found.tier is None
    assert found.possible == ("low", "moderate", "high")
