"""Agreement over many cases, whose questions hang together."""

import random
from math import sqrt

import numpy as np
import pytest

from evidencehub.statistics.agreement import many_raters
from evidencehub.statistics.agreement.by_case import ac1, of_cases, percent
from evidencehub.statistics.agreement.ratings import ratings
from evidencehub.statistics.distributions import t_quantile
from evidencehub.statistics.errors import CannotCompute

ANSWERS = ("met", "partly", "not-met")


def by_hand(pairs) -> float:
    alike = sum(one == other for one, other in pairs) / len(pairs)
    said = [answer for pair in pairs for answer in pair]
    shares = [said.count(answer) / len(said) for answer in ANSWERS]
    chance = sum(share * (1 - share) for share in shares) / (len(ANSWERS) - 1)
    return (alike - chance) / (1 - chance)


@pytest.fixture
def cases():
    chance = random.Random(5)

    def pair():
        one = chance.choice(ANSWERS)
        return one, one if chance.random() < 0.8 else chance.choice(ANSWERS)

    return [[pair() for _ in range(chance.randint(1, 9))] for _ in range(45)]


def test_the_value_is_that_of_all_questions_together(cases):
    every = [pair for case in cases for pair in case]
    assert of_cases(cases, ANSWERS, ac1).value == pytest.approx(by_hand(every))
    alike = 100 * sum(one == other for one, other in every) / len(every)
    assert of_cases(cases, ANSWERS, percent, low=0, high=100).value == pytest.approx(alike)


def test_the_value_is_that_of_any_number_of_raters_who_are_two(cases):
    them = ratings([pair for case in cases for pair in case], answers=(*ANSWERS, "never given"))
    told = (*ANSWERS, "never given")
    assert of_cases(cases, told, ac1).value == pytest.approx(many_raters.gwet(them, np.eye(4)).value)
    assert of_cases(cases, told, percent).value == pytest.approx(many_raters.percent(them).value)


def test_the_interval_leaves_out_whole_cases(cases):
    n = len(cases)
    parts = [by_hand([pair for m, case in enumerate(cases) if m != n_out for pair in case]) for n_out in range(n)]
    mean = sum(parts) / n
    error = sqrt((n - 1) / n * sum((part - mean) ** 2 for part in parts))
    found = of_cases(cases, ANSWERS, ac1)
    assert found.ci_high - found.value == pytest.approx(t_quantile(0.975, n - 1) * error)
    assert found.value - found.ci_low == pytest.approx(t_quantile(0.975, n - 1) * error)


def test_questions_that_hang_together_tell_less_than_as_many_that_do_not():
    alike, apart = ("met", "met"), ("met", "not-met")
    together = [[alike] * 5] * 30 + [[apart] * 5] * 15
    single = [[pair] for case in together for pair in case]
    wide, narrow = (of_cases(cases, ANSWERS, ac1) for cases in (together, single))
    assert wide.value == pytest.approx(narrow.value)
    assert wide.ci_high - wide.ci_low > 2 * (narrow.ci_high - narrow.ci_low)


def test_an_interval_of_percent_stays_within_0_and_100():
    cases = [[("met", "met")]] * 44 + [[("met", "not-met")]]
    assert of_cases(cases, ANSWERS, percent, low=0, high=100).ci_high == 100


def test_one_case_has_no_interval_and_none_no_value():
    assert of_cases([[("met", "met"), ("met", "partly")]], ANSWERS, ac1).ci_low is None
    with pytest.raises(CannotCompute):
        of_cases([], ANSWERS, ac1)
    with pytest.raises(CannotCompute):
        of_cases([[("met", "met")]], ["met"], ac1)
