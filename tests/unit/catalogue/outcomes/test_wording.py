"""What a synthesis says: the direction first of all, and no word that only two people's judgement allows."""

import re
from dataclasses import replace
from math import log
from uuid import uuid4

import pytest

from evidencehub.catalogue.outcomes.gathering import Entered, Gathered
from evidencehub.catalogue.outcomes.happening import happenings, told
from evidencehub.catalogue.outcomes.pooling import pool
from evidencehub.catalogue.outcomes.units import NOT_SAID, RANDOMISED, Unit
from evidencehub.catalogue.outcomes.wording import (
    headline,
    how_alike,
    on_one_study,
    small_studies,
)
from evidencehub.standards.files.outcomes import load_outcomes
from tests.support.studies import an_outcome


def said(effects, *, outcome="reoffending", scale="or", higher_is="worse", counts=None, se=0.1, worthwhile=None):
    entered = tuple(Entered(uuid4(), (uuid4(),), each, se, 100, (), "", *(counts or (None, None))) for each in effects)
    gathered = Gathered(Unit(outcome, RANDOMISED, NOT_SAID), scale, higher_is, entered, (), worthwhile)
    return headline(gathered, pool(entered, worthwhile))


@pytest.mark.parametrize("effect", [0.05, -0.05, 0.0])
def test_what_is_too_small_to_matter_is_called_little_or_no_difference_whichever_way_it_went(effect):
    counted = said([effect] * 3, se=0.02, worthwhile=0.2)
    assert "about as many re-offended among those who took part. That is little or no difference" in counted
    scored = said([effect] * 3, outcome="lateness", scale="g", higher_is="", se=0.02, worthwhile=0.2)
    assert "came out about the same for those who took part. That is little or no difference: somewhere" in scored
    assert not re.search("came out (better|worse)|That is (better|worse)", counted + scored)


def test_what_could_matter_is_not_called_little_and_without_such_a_number_nothing_is():
    assert "little or no" not in said([0.19] * 3, se=0.02, worthwhile=0.2)
    assert "little or no" not in said([0.05] * 3, se=0.02)


@pytest.mark.parametrize(
    ("outcome", "higher_is", "effect", "words"),
    [
        ("reoffending", "worse", -0.5, "more re-offended among those who took part. That is worse."),
        ("reoffending", "worse", 0.5, "fewer re-offended among those who took part. That is better."),
        ("staying-in-school", "better", 0.5, "more stayed in school among those who took part. That is better."),
        ("staying-in-school", "better", -0.5, "fewer stayed in school among those who took part. That is worse."),
        ("reoffending", "worse", 0.0, "it is not clear whether more or fewer re-offended among those who took part."),
        ("lateness", "worse", -0.5, "“Lateness” came out worse for those who took part."),
        ("reoffending", "", -0.5, "“Reoffending” came out worse for those who took part."),
    ],
)
def test_which_way_it_went_is_said_in_what_people_did_and_in_better_or_worse(outcome, higher_is, effect, words):
    assert f"Across 3 studies with 300 people, {words}" in said([effect] * 3, outcome=outcome, higher_is=higher_is)


def test_a_scale_is_told_in_places_and_never_in_what_people_did():
    told = said([0.3, 0.31, 0.32], outcome="reoffending", scale="g", higher_is="")
    assert told == (
        "Across 3 studies with 300 people, “Reoffending” came out better for those who took part. By 12 places in a "
        "line of 100 people, somewhere between 8 and 16."
    )
    assert said([0.02] * 3, scale="g").endswith(
        "Somewhere between 4 places worse and 5 places better in a line of 100 people."
    )


def test_people_in_100_are_told_only_with_the_share_of_the_comparison_groups_and_a_clear_direction():
    worse = said([-log(1.68)] * 3, counts=(37.0, 100.0))
    assert (
        "Of every 100 people in the comparison groups of these studies 37 re-offended; of those who took part about 50"
        in worse
    )
    assert "(somewhere between 47 and 52)" in worse
    without, unclear = said([-log(1.68)] * 3), said([0.0] * 3, counts=(37.0, 100.0))
    assert (
        "Of every 100" not in without + unclear
        and "Odds 68% higher, somewhere between 50% higher and 88% higher." in without
    )


def test_no_word_of_certainty_is_ever_said():
    told = [
        said([effect] * count, outcome=outcome, scale=scale, higher_is=higher_is)
        for effect in (-0.5, 0.0, 0.5) for count in (3, 12) for outcome in ("reoffending", "maths")
        for scale in ("or", "g", "rr", "days: days absent") for higher_is in ("better", "worse", "")
    ]  # fmt: skip
    pooled = [pool([Entered(uuid4(), (), effect, se, 9) for effect, se in them]) for them in (
        [(0.5, 0.1)] * 3, [(0.5, 0.1), (-0.5, 0.1), (0.2, 0.1)], [(0.1 * n, 0.1 + 0.02 * n) for n in range(12)],
        [(-0.3 * n, 0.1) for n in range(5)],
    )]  # fmt: skip
    told += [say(each) for each in pooled for say in (how_alike, on_one_study, small_studies)]
    assert len(told) > 80
    for each in told:
        assert not re.search(r"\b(may|might|probably|likely|improves?|reduces?|proven|significant|works)\b", each), each


def test_what_people_did_is_told_for_outcomes_that_are_on_file():
    slugs = [slug for held in happenings().values() for slug in held]
    assert set(slugs) <= load_outcomes().by_slug.keys() and len(set(slugs)) == len(slugs) >= 10
    assert happenings().keys() == {"better", "worse"}


@pytest.mark.parametrize(
    ("outcome", "higher_is", "effect", "direction"),
    [
        ("staying-in-school", "worse", -1.0, "worse"),  # counts those who dropped out
        ("staying-in-school", "worse", 1.0, "better"),
        ("reoffending", "better", -1.0, "worse"),  # counts those who stayed out of trouble
        ("reoffending", "better", 1.0, "better"),
        ("in-work", "worse", -1.0, "worse"),
    ],
)
def test_a_measure_of_those_to_whom_it_did_not_happen_is_told_by_the_label(outcome, higher_is, effect, direction):
    label = load_outcomes().by_slug[outcome].label
    told_ = said([effect] * 3, outcome=outcome, higher_is=higher_is, counts=(20.0, 100.0))
    assert f"with 300 people, “{label}” came out {direction} for those who took part." in told_
    assert f"Odds of the {higher_is} result " in told_
    assert "Of every 100" not in told_ and " more " not in told_ and " fewer " not in told_
    unclear = said([0.0] * 3, outcome=outcome, higher_is=higher_is)
    assert f"it is not clear whether “{label}” was better or worse" in unclear


@pytest.mark.parametrize(
    ("higher_is", "direction", "words"),
    [
        ("better", "better", "more stayed in school"), ("better", "worse", "fewer stayed in school"),
        ("worse", "better", ""), ("worse", "worse", ""), (None, "worse", ""), ("better", "unclear", ""),
    ],
)  # fmt: skip
def test_the_mark_says_what_people_did_only_of_a_measure_that_counts_them(higher_is, direction, words):
    result = an_outcome(outcome_slug="staying-in-school", higher_is=higher_is)
    assert told([result], direction) == words


@pytest.mark.parametrize(
    ("tau2", "i2", "words"),
    [
        (0.0, 0.0, "by no more than chance"), (2e-6, 0.3, "by no more than chance"), (4e-5, 12.0, "a little more"),
        (0.0004, 0.6, "a little more"), (0.02, 55.0, "more than chance alone"), (0.2, 90.0, "a great deal"),
    ],
)  # fmt: skip
def test_how_alike_studies_are_is_told_by_the_figures_that_stand_beside_it(tau2, i2, words):
    """I² is shown without decimals."""
    pooled = pool([Entered(uuid4(), (), each, 0.1, 9) for each in (0.1, 0.5, 0.9)])
    assert words in how_alike(replace(pooled, tau2=tau2, i2=i2))
