"""Words of certainty: from answers to a level, from an interval to a size, and from both to one sentence."""

import re
from itertools import product
from uuid import uuid4

import pytest

from evidencehub.catalogue.outcomes.certainty import questions as asking
from evidencehub.catalogue.outcomes.certainty.changes import alike, changes, known
from evidencehub.catalogue.outcomes.certainty.sizes import IMPORTANT, LITTLE, SIZES, SOME, UNCLEAR, size_of
from evidencehub.catalogue.outcomes.certainty.wording import sentence, sentences
from evidencehub.catalogue.outcomes.gathering import Entered, Gathered
from evidencehub.catalogue.outcomes.models import SynthesisVersion
from evidencehub.catalogue.outcomes.pooling import Interval, pool
from evidencehub.catalogue.outcomes.units import NOT_SAID, OTHER, RANDOMISED, Unit
from evidencehub.catalogue.outcomes.versions import pooled_of
from evidencehub.projects.frozen.strictly import written

CERTAIN = re.compile(r"\b(may|probably|makes|do not know|not clear)\b")
BY_CHANCE, OTHERWISE = (Unit("reoffending", kind, NOT_SAID) for kind in (RANDOMISED, OTHER))
STILL = {each.id: next(a for a in asking.answers(each) if asking.points(each, a) == 0) for each in asking.questions()}


def gathered(effects, *, outcome="reoffending", scale="or", higher_is="worse", worthwhile=None, se=0.02):
    entered = tuple(Entered(uuid4(), (uuid4(),), each, se, 100) for each in effects)
    made = Gathered(Unit(outcome, RANDOMISED, NOT_SAID), scale, higher_is, entered, (), worthwhile)
    return made, pool(entered, worthwhile)


def test_five_reasons_take_it_down_and_three_up_and_nobody_is_asked_for_the_start():
    every = asking.questions()
    assert [asking.is_down(each) for each in every] == [True] * 5 + [False] * 3
    assert {"cannot-tell"}.isdisjoint(answer for each in every for answer in asking.answers(each))
    steps = [sorted({asking.points(each, answer) for answer in asking.answers(each)}) for each in every]
    assert steps == [[-2, -1, 0]] * 5 + [[0, 1, 2], [0, 1], [0, 1]], "one step for a dose and for biases, as published"


@pytest.mark.parametrize(
    ("unit", "moved", "level"),
    [
        (BY_CHANCE, {}, "high"), (OTHERWISE, {}, "low"),
        (BY_CHANCE, {"grade.imprecision": "serious"}, "moderate"),
        (BY_CHANCE, {"grade.imprecision": "very-serious"}, "low"),
        (BY_CHANCE, {"grade.imprecision": "very-serious", "grade.publication-bias": "very-likely"}, "very-low"),
        (OTHERWISE, {"grade.risk-of-bias": "very-serious"}, "very-low"),
        (OTHERWISE, {"grade.large-effect": "large"}, "moderate"),
        (OTHERWISE, {"grade.large-effect": "very-large", "grade.dose-response": "yes"}, "high"),
        (BY_CHANCE, {"grade.dose-response": "yes"}, "high"),
        (OTHERWISE, {"grade.large-effect": "large", "grade.imprecision": "serious"}, "very-low"),
    ],
)  # fmt: skip
def test_the_level_follows_from_the_start_and_the_steps(unit, moved, level):
    assert asking.level(unit, STILL | moved).id == level


def test_no_level_follows_while_a_question_is_open():
    (first, *_) = asking.questions()
    with pytest.raises(ValueError, match=r"no answer to grade\.risk-of-bias"):
        asking.level(BY_CHANCE, {key: each for key, each in STILL.items() if key != first.id})
    with pytest.raises(ValueError, match="no answer"):
        asking.level(BY_CHANCE, STILL | {first.id: "cannot-tell"})


def test_up_and_down_together_is_pointed_out():
    assert asking.contradiction(STILL) == "" == asking.contradiction({"grade.large-effect": "large"})
    assert asking.contradiction({"grade.large-effect": "large", "grade.imprecision": "serious"})


@pytest.mark.parametrize(
    ("low", "high", "worthwhile", "size"),
    [
        (0.2, 0.6, 0.2, IMPORTANT), (0.1999, 0.6, 0.2, SOME), (-0.6, -0.2, 0.2, IMPORTANT), (-0.6, -0.19, 0.2, SOME),
        (-0.2, 0.2, 0.2, LITTLE), (-0.2, 0.21, 0.2, UNCLEAR), (0.01, 0.19, 0.2, LITTLE), (-0.19, -0.01, 0.2, LITTLE),
        (0.5, 0.9, None, SOME), (-0.01, 0.01, None, UNCLEAR), (-0.9, -0.5, None, SOME),
    ],
)  # fmt: skip
def test_the_size_comes_from_the_interval_and_is_the_same_for_gain_and_harm(low, high, worthwhile, size):
    assert size_of(Interval((low + high) / 2, low, high), worthwhile) == size
    assert size_of(Interval(-(low + high) / 2, -high, -low), worthwhile) == size


def test_there_is_one_sentence_for_each_level_and_size_and_each_says_how_sure():
    told, levels = sentences(), {tier.id for tier in asking.standard().tiers}
    assert told.keys() == levels and all(tuple(of) == SIZES for of in told.values())
    assert len({each for of in told.values() for each in of.values()}) >= 14
    for level, size in product(told, SIZES):
        said = told[level][size]
        assert ("probably" in said) == (level == "moderate" and size != UNCLEAR), said
        assert bool(re.search(r"\bmay\b", said)) == (level == "low" and size != UNCLEAR), said
        assert ("do not know" in said) == (level == "very-low"), said
        assert ("{way}" in said or "{went}" in said) == (size in {IMPORTANT, SOME}), said
        assert ("one that matters" in said) == (size == IMPORTANT and level != "very-low"), said
        assert ("{same}" in said.lower()) == (size == LITTLE) and ("{either}" in said) == (size == UNCLEAR), said
        assert not re.search(r"\b(proven|significant|works|improves?|evidence-based)\b", said), said


@pytest.mark.parametrize(
    ("about", "level", "words"),
    [
        ({"effects": [-0.5] * 3, "worthwhile": 0.1}, "moderate",
         "Taking part probably makes a difference for the worse, and one that matters: more re-offended."),
        ({"effects": [0.5] * 3, "worthwhile": 0.1}, "high",
         "Taking part makes a difference for the better, and one that matters: fewer re-offended."),
        ({"effects": [-0.5] * 3}, "low", "Taking part may make a difference for the worse: more re-offended."),
        ({"effects": [0.0] * 3, "worthwhile": 0.2}, "high",
         "Taking part makes little or no difference: about as many re-offended."),
        ({"effects": [0.0] * 3}, "high",
         "It is not clear whether taking part makes things better or worse: it could be more or fewer who "
         "re-offended."),
        ({"effects": [-0.5] * 3}, "very-low",
         "We do not know whether taking part makes a difference. In these studies more re-offended, which is worse, "
         "but the evidence is very uncertain."),
        ({"effects": [0.5] * 3, "scale": "g", "higher_is": "", "outcome": "reading"}, "moderate",
         "Taking part probably makes a difference for the better in “Reading”. Whether it is large enough"),
        ({"effects": [-0.5] * 3, "scale": "g", "higher_is": "", "outcome": "reading"}, "very-low",
         "We do not know whether taking part makes a difference in “Reading”. In these studies it came out worse, but "
         "the evidence is very uncertain."),
    ],
)  # fmt: skip
def test_gain_harm_and_no_difference_are_told_with_the_same_care(about, level, words):
    assert sentence(level, *gathered(**about)).startswith(words)


def test_every_sentence_can_be_made_and_leaves_no_gap():
    for level, effect, worthwhile, scale in product(sentences(), (-0.5, 0.0, 0.5), (None, 0.01, 0.2, 0.9), ("or", "g")):
        said = sentence(level, *gathered([effect] * 3, worthwhile=worthwhile, scale=scale))
        assert "{" not in said and CERTAIN.search(said), said
        assert re.fullmatch(r"(It|We|Taking) .*\.", said) and "unclear" not in said


def test_what_changed_between_versions_is_data_with_a_word_on_each():
    assert all(each.words and isinstance(each.counts, bool) for each in known().values())
    assert {each.kind for each in known().values() if not each.counts} == {"figures", "left-out", "method"}


def a_version(effects, *, worthwhile, kept_worthwhile):
    """:param kept_worthwhile: False for one that was kept before syntheses said "little or no difference"."""
    made, pooled = gathered(effects, worthwhile=worthwhile)
    result = written(pooled)
    if not kept_worthwhile:
        del result["worthwhile"]
    return SynthesisVersion(method="2026-9", inputs=written(made), result=result)


def test_what_was_judged_as_little_did_not_turn_because_the_synthesis_says_so_too_now():
    judged = a_version([0.1, 0.1, 0.1], worthwhile=0.5, kept_worthwhile=False)
    later = SynthesisVersion(
        method="2026-9", inputs=judged.inputs, result={**judged.result, "worthwhile": 0.5}
    )  # fmt: skip
    assert (pooled_of(judged).direction, pooled_of(later).direction) == ("better", "no-difference")
    assert changes(judged, later) == ()
    grown = a_version([0.9, 0.9, 0.9], worthwhile=0.5, kept_worthwhile=True)
    assert {"direction", "size"} <= {each.kind for each in changes(judged, grown)}


def test_how_alike_studies_are_has_the_steps_by_which_it_is_told():
    _, one = gathered([0.1, 0.5, 0.9], se=0.1)
    _, other = gathered([0.5, 0.5, 0.5], se=0.1)
    assert (alike(one), alike(other)) == ("much", "no")
