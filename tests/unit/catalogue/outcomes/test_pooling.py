"""Studies put together: beside the published sets, and what is said only where there are enough of them."""

import csv
from math import exp, log
from uuid import uuid4

import pytest

from evidencehub.catalogue.outcomes.gathering import Entered
from evidencehub.catalogue.outcomes.pooling import pool

SETS = {
    "dat.raudenbush1985": "raudenbush1985.effects.csv",
    "dat.bcg__RR": "bcg.log-risk-ratio.csv",
    "dat.landenberger2005__OR": "landenberger2005.log-odds-ratio.csv",
}


def entered(effect, se=0.2, group="", people=100):
    return Entered(uuid4(), (uuid4(),), effect, se, people, (), group)


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", SETS)
def test_published_sets_come_out_as_metafor_has_them(sample_data, name):
    reference = {
        each["test"]: each for each in rows(sample_data / "meta" / "reference.csv")
        if (each["dataset"], each["method"]) == (name, "REML")
    }["knha"]  # fmt: skip
    given = rows(sample_data / "meta" / SETS[name])
    found = pool([entered(float(each["yi"]), float(each["vi"]) ** 0.5) for each in given])
    told = [found.mean.estimate, found.mean.low, found.mean.high, found.expected.low, found.expected.high, found.tau2]
    names = ("estimate", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2")
    assert told == [pytest.approx(float(reference[column]), rel=1e-9, abs=1e-9) for column in names]
    assert (found.i2, found.q) == (
        pytest.approx(float(reference["I2"]), rel=1e-6), pytest.approx(float(reference["Q"]), rel=1e-9)
    )  # fmt: skip
    assert found.studies == len(given) and len(found.without) == len(given)


def test_a_programme_that_did_harm_comes_out_worse(sample_data):
    harmed = []
    for each in rows(sample_data / "meta" / "scared_straight.csv"):
        a, n_t, c, n_c = (int(each[column]) for column in ("event.e", "n.e", "event.c", "n.c"))
        b, d = n_t - a, n_c - c
        harmed.append(entered(-log(a * d / (b * c)), (1 / a + 1 / b + 1 / c + 1 / d) ** 0.5))
    found = pool(harmed)
    # REML with Hartung and Knapp's interval, turned: 1.71 times the odds of offending again, 1.01 to 2.90.
    assert found.direction == "worse" and [round(exp(-each), 2) for each in (
        found.mean.estimate, found.mean.high, found.mean.low
    )] == [1.71, 1.01, 2.90]  # fmt: skip
    assert pool([Entered(each.evaluation, each.results, -each.effect, each.se, 100) for each in harmed]).direction == (
        "better"
    )


def test_two_studies_are_never_put_together():
    assert pool([entered(0.3), entered(0.3)]) is None and pool([entered(0.3)] * 3) is not None


def test_the_wider_interval_holds_where_few_studies_happen_to_agree():
    found = pool([entered(0.30), entered(0.31), entered(0.32)])
    assert found.mean.high - found.mean.low == pytest.approx(2 * 1.959964 * 0.2 / 3**0.5, rel=1e-4)


def test_small_studies_and_groups_are_looked_at_from_ten_on():
    many = [entered(0.1 * place, 0.1 + 0.02 * place, "adults" if place % 2 else "under-5s") for place in range(10)]
    assert pool(many[:9]).small_studies_p is None and pool(many[:9]).groups == ()
    found = pool(many)
    assert 0 < found.small_studies_p < 0.05 and {each.population: each.studies for each in found.groups} == {
        "adults": 5, "under-5s": 5,
    }  # fmt: skip
    alone = pool([*many[:9], entered(0.1, 0.1, "teachers-and-staff")])
    assert [each.population for each in alone.groups] == ["adults", "under-5s"]


def test_it_is_told_which_study_the_direction_hangs_on():
    found = pool([entered(0.5), entered(0.45), entered(0.5), entered(0.05)])
    assert found.direction == "better" and found.hangs_on
    assert not pool([entered(0.5)] * 6).hangs_on


def test_people_are_counted_only_where_every_study_says_how_many():
    assert (
        pool([entered(0.1)] * 3).people == 300 and pool([entered(0.1)] * 2 + [entered(0.1, people=None)]).people is None
    )
