"""Studies put together: what they say in common, how much of it some of them carry, and what is missing for that."""

from itertools import product

import pytest

from evidencehub.standards.engine.combining import Part, Situation, Studied, combine
from evidencehub.standards.engine.exactness import standard_error
from evidencehub.standards.engine.parsing import parse_input
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET, Judged
from evidencehub.standards.files.loading import load_standard
from evidencehub.standards.files.requirements import Known, parse_requirement
from evidencehub.standards.grading.engine import grade
from evidencehub.standards.model.nodes import Need, PooledEffect, WeightShare, all_of, criteria_in, without
from evidencehub.statistics.synthesis.equal_effects import average
from evidencehub.statistics.synthesis.pooling import EQUAL_EFFECTS, synthesise
from evidencehub.statistics.synthesis.studies import studies as arrays

GOOD, BEST = all_of([Need("good")]), all_of([Need("best")])
BETTER = PooledEffect("better", "positive", 0.05, GOOD)
MOST = WeightShare("most", BEST, 0.5, GOOD)


def study(name, size=0.2, se=0.1, way="positive", *, good=MET, best=NOT_MET, sample=None, design="rct", **facts):
    effect = {"effect_size": size, "effect_direction": way, "effect_se": se, **facts}
    known = {key: value for key, value in effect.items() if value is not None}
    judged = {key: Judged(key, state, state, "study", None) for key, state in (("good", good), ("best", best))}
    return Studied(name, sample, (Part(judged, known, None, design=design),))


def verdict(node, *studies, **whole):
    judged = {name: Judged(name, state, state, "submission", None) for name, state in whole.items()}
    (found,) = combine(all_of([node]), Situation(Part(judged, {}, None), studies)).parts
    return found


def test_the_average_is_the_one_of_the_statistics_with_all_their_arrays():
    effects, errors = [0.2, -0.1, 0.35], [0.1, 0.2, 0.15]
    one, other = average(effects, errors), synthesise(arrays(effects, [se**2 for se in errors]), EQUAL_EFFECTS)
    assert (one.k, one.estimate, one.se, one.ci_low, one.ci_high, one.p) == pytest.approx(
        (other.k, other.estimate, other.se, other.ci_low, other.ci_high, other.p)
    )


@pytest.mark.parametrize(
    ("studies", "state"),
    [
        ([study("a", 0.20, 0.12), study("b", 0.25, 0.13)], MET),  # z 1.67 and 1.92 alone, 2.53 together
        ([study("a", 0.20, 0.12)], NOT_MET),
        ([study("a", -0.20, 0.12), study("b", -0.25, 0.13)], MET),  # fewer is better: the direction turns them
        ([study("a", 0.20, 0.12, "negative"), study("b", 0.25, 0.13, "negative")], NOT_MET),
        ([study("a", 0.9, 0.1), study("b", 0.9, 0.1, "negative")], NOT_MET),
        ([study("a", 0.3), study("b", 0.9, 0.05, "negative", good=NOT_MET)], MET),
        ([study("a", 0.3), study("b", good=CANNOT_TELL)], CANNOT_TELL),
        ([study("a", good=NOT_MET)], NOT_MET),
        ([], NOT_MET),
        ([study("a", 0.3), study("b", None)], CANNOT_TELL),
        ([study("a", 0.3), study("b", way=None)], CANNOT_TELL),
        ([study("a", 0.3), study("b", se=None)], CANNOT_TELL),
        ([study("a", 0.3), study("b", se=None, p_value=0.01)], CANNOT_TELL),
        ([study("a", 0.3, sample="North"), study("b", 0.3, sample="north; south")], CANNOT_TELL),
    ],
)
def test_studies_are_clear_together_only_when_nothing_is_missing(studies, state):
    assert verdict(BETTER, *studies).state == state


def test_what_a_study_lacks_is_named():
    found = verdict(BETTER, study("a"), study("b", None, None, None))
    assert found.pool.missing == (("b", ("effect_size", "effect_direction", "effect_se")),)


@pytest.mark.parametrize(
    ("studies", "state"),
    [
        ([study("a", best=MET), study("b")], NOT_MET),  # half is not more than half
        ([study("a", se=0.099, best=MET), study("b")], MET),
        ([study("a", se=None, best=MET)], MET),  # a lone study carries all of it
        ([study("a", se=None, best=MET), study("b", se=None, best=MET)], MET),
        ([study("a", best=MET), study("b", se=None)], CANNOT_TELL),
        ([study("a", se=0.05, best=MET), study("b", se=None)], CANNOT_TELL),
        ([study("a", se=0.05, best=MET), study("b"), study("c", se=None, best=MET)], MET),
        ([study("a", se=0.5, best=MET), study("b"), study("c", se=None)], NOT_MET),
        ([study("a", se=0.05, best=MET), study("b", good=CANNOT_TELL)], CANNOT_TELL),
        ([study("a", best=CANNOT_TELL)], CANNOT_TELL),
        ([study("a", best=CANNOT_TELL), study("b", se=0.05)], NOT_MET),
        ([study("a", best=MET), study("b", se=0.05, good=NOT_MET)], MET),
        ([study("a")], NOT_MET),
        ([], NOT_MET),
        ([study("a", best=MET, sample="n"), study("b", best=MET, sample="n")], CANNOT_TELL),
    ],
)
def test_a_share_of_the_weight_is_certain_when_no_missing_weight_could_change_it(studies, state):
    assert verdict(MOST, *studies).state == state


@pytest.mark.parametrize("node", [BETTER, MOST], ids=["effect", "weight"])
def test_what_was_missing_never_contradicts_what_was_certain(node):
    """Every way to fill in what a study lacks ends where the verdict before said that it could."""
    known = study("a", 0.3, best=MET)
    for se, best, way in product((0.05, 0.1, 0.4), (MET, NOT_MET), ("positive", "negative")):
        full = study("b", 0.3, se, way, best=best)
        left_out = study("b", 0.3, se, way, best=best, good=NOT_MET)
        for open_, filled in (
            (study("b", 0.3, None, way, best=best), [full]),
            (study("b", 0.3, se, way, best=CANNOT_TELL), [full]),
            (study("b", 0.3, se, way, best=best, good=CANNOT_TELL), [full, left_out]),
        ):
            before = verdict(node, known, open_).state
            assert {verdict(node, known, each).state for each in filled} <= (
                {MET, NOT_MET} if before == CANNOT_TELL else {before}
            )


def test_an_answer_for_the_whole_goes_first_and_keeps_what_the_studies_say():
    found = verdict(BETTER, study("a", 0.3), better=NOT_MET)
    assert (found.state, found.level, found.pool.state) == (NOT_MET, "submission", MET)
    assert verdict(BETTER, study("a", 0.3), better=MET).pool is None
    assert verdict(BETTER, study("a", 0.3), better=CANNOT_TELL).level == "pool"


def test_without_the_effect_the_weight_is_still_asked_for():
    assert criteria_in(without(all_of([BETTER, MOST]), {"better"})) == ["most", "best", "good"]


@pytest.mark.parametrize(
    ("facts", "design", "se"),
    [
        ({"effect_se": 0.1, "ci_low": 0.0, "ci_high": 9.0}, "rct", 0.1),
        ({"ci_low": -0.1, "ci_high": 0.292}, "rct", 0.1),
        ({"effect_size": 0.0, "n_measured": 200, "n_comparison": 100}, "rct", 0.141421),
        ({"effect_size": 0.0, "n_measured": 200, "n_comparison": 100}, "cluster-rct", None),  # classes, not people
        ({"effect_size": 0.0, "n_measured": 200, "n_comparison": 0}, "rct", None),
        ({"effect_size": 0.0, "n_measured": 200}, "rct", None),
        ({"effect_size": 0.3, "p_value": 0.04}, "rct", None),
        ({"effect_se": 0, "ci_low": 0.1, "ci_high": 0.1}, "rct", None),
    ],
)
def test_how_exact_a_difference_is_comes_from_what_the_report_gives_and_never_from_a_p_value(facts, design, se):
    assert standard_error(facts, design) == (None if se is None else pytest.approx(se, abs=1e-4))


@pytest.mark.parametrize(
    ("tree", "complaint"),
    [
        ({"criterion": "c", "pooled": "up", "p_below": 0.05}, '"positive" or "negative"'),
        ({"criterion": "c", "pooled": "positive", "p_below": 5}, "between 0 and 1"),
        ({"criterion": "c", "weight_of": "c", "above": 50}, "50% is 0.5"),
        ({"criterion": "d", "weight_of": "c", "above": 0.5}, "no criterion"),
        ({"criterion": "stars", "pooled": "positive", "p_below": 0.05}, "no answers here"),
        ({"studies": 1, "with": {"criterion": "c", "pooled": "positive", "p_below": 0.05}}, "inside another"),
        ({"criterion": "c", "pooled": "positive"}, "cannot be read"),
    ],
)
def test_slips_in_what_is_pooled_are_told(tree, complaint):
    complaints = []
    answers = {"c": ("met", "not-met", "cannot-tell"), "stars": ("1", "2", "cannot-tell")}
    parse_requirement(tree, Known(("c", "stars"), answers=answers), complaints)
    assert complaint in " ".join(complaints)


def test_several_results_of_a_study_are_one_voice_with_their_average():
    standard = load_standard("wwc", "5.0-reading")

    def graded(*results):
        one = {"id": "a", "sample_id": "a", "findings": {"wwc5.rating": "with-reservations"}, "outcomes": [
            {"id": str(place), "facts": {"effect_size": size, "effect_direction": "positive", "effect_se": 0.1}}
            for place, size in enumerate(results)
        ]}  # fmt: skip
        other = {**one, "id": "b", "sample_id": "b", "outcomes": [{"id": "b", "facts": {"effect_se": 0.1,
                 "effect_size": 0.0, "effect_direction": "none"}}]}  # fmt: skip
        data = {"facts": {"sites_count": 1}, "findings": {"wwc5.no-overriding": "met"}, "studies": [one, other]}
        return grade(standard, parse_input(standard, data))

    assert "2 studies pooled: 0.15" in str(graded(0.5, 0.1).explanation())
    assert graded(0.5, 0.1).tier.id == "promising"
    assert graded(0.3, 0.1).tier.id == "uncertain"  # 0.10 with a standard error of 0.07
