"""Synthesis equals R's metafor, and keeps what must hold for any data."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.roots import zero_between
from evidencehub.statistics.synthesis.pooling import METHODS, NO_SPREAD, NOT_MEANT, ONE_STUDY, synthesise
from evidencehub.statistics.synthesis.sensitivity import egger, leave_one_out
from evidencehub.statistics.synthesis.studies import studies

COLUMNS = {
    "estimate": "estimate", "se": "se", "p": "pval", "ci_low": "ci_lb", "ci_high": "ci_ub", "pi_low": "pi_lb",
    "pi_high": "pi_ub", "tau2": "tau2", "i2": "I2", "h2": "H2", "q": "Q", "q_p": "Q_p",
}  # fmt: skip


def test_every_value_of_metafor(meta, published):
    rows = meta("reference.csv")
    assert {row["method"].lower() for row in rows} == set(METHODS)
    for row in rows:
        found = synthesise(published(row["dataset"]), row["method"].lower(), hksj=row["test"] == "knha")
        assert found.k == int(row["k"])
        for ours, theirs in COLUMNS.items():
            value = getattr(found, ours)
            if row[theirs]:
                assert value == pytest.approx(float(row[theirs]), rel=1e-9, abs=1e-12), (row, ours)
            else:
                assert value is None, (row, ours)


def test_the_interval_of_tau2_is_the_one_of_metafors_manual(published):
    """``confint(rma(...))`` for the BCG vaccine: tau^2 0.3132 [0.1197, 1.1115]."""
    found = synthesise(published("dat.bcg__RR"), "reml")
    assert (round(found.tau2_low, 4), round(found.tau2_high, 4)) == (0.1197, 1.1115)


def test_eggers_test_is_the_one_of_metafors_manual(published):
    """``regtest(..., model="lm")`` for the BCG vaccine: t = -1.4013, df = 11, p = 0.1887."""
    found = egger(published("dat.bcg__RR"))
    assert (round(found.t, 4), found.df, round(found.p, 4)) == (-1.4013, 11, 0.1887)


def test_leaving_one_out_is_the_synthesis_of_the_others():
    them = studies([0.1, 0.3, 0.8], [0.01, 0.02, 0.03])
    assert leave_one_out(them, "dl")[1] == synthesise(studies([0.1, 0.8], [0.01, 0.03]), "dl")
    with pytest.raises(CannotCompute):
        leave_one_out(studies([0.1], [0.01]), "dl")


def test_one_effect_is_itself_and_says_what_cannot_be_told():
    found = synthesise(studies([0.4], [0.04]), "reml", hksj=True)
    assert (found.estimate, found.se, found.reason) == (0.4, 0.2, ONE_STUDY)
    assert (found.tau2, found.pi_low, found.i2, found.q) == (None, None, None, None)


def test_equal_numbers_give_no_margin_by_hartung_and_knapp():
    found = synthesise(studies([0.4, 0.4], [0.04, 0.05]), "dl", hksj=True)
    assert found.se is None
    assert NO_SPREAD in found.reason
    assert synthesise(studies([0.4, 0.5], [0.04, 0.05]), "ee", hksj=True).reason == NOT_MEANT


@pytest.mark.parametrize(
    ("yi", "vi", "reason"),
    [
        ([], [], "no effect"),
        ([0.1, 0.2], [0.1, 0.0], "effect 2: its variance is 0"),
        ([0.1, 0.2], [-0.1, 0.1], "effect 1: its variance is below 0"),
        ([0.1, float("nan")], [0.1, 0.1], "effect 2: nan"),
        ([0.1, 0.2], [float("inf"), 0.1], "effect 1: 0.1 with a variance of inf"),
        ([0.1, 0.2], [0.1], "each effect needs one variance"),
    ],
)
def test_what_cannot_be_weighed_is_named(yi, vi, reason):
    with pytest.raises(CannotCompute, match=reason):
        studies(yi, vi)


def test_eggers_test_says_what_it_needs():
    with pytest.raises(CannotCompute, match="three"):
        egger(studies([0.1, 0.2], [0.1, 0.2]))
    with pytest.raises(CannotCompute, match="different standard errors"):
        egger(studies([0.1, 0.2, 0.3], [0.1, 0.1, 0.1]))


def test_very_many_effects_take_no_time():
    """1,653 effects are to take less than 0.1 s; a matrix of 1,653 by 1,653 took 5 s."""
    random = np.random.default_rng(1)
    vi = random.gamma(2, 0.02, 1653) + 0.001
    them = studies(random.normal(0.1, np.sqrt(vi + 0.05)), vi)
    start = time.process_time()
    found = synthesise(them, "reml")
    assert time.process_time() - start < 1
    assert found.tau2 == pytest.approx(0.05, abs=0.01)


EFFECTS = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 2)), min_size=2, max_size=12)
ANY_METHOD = st.sampled_from(METHODS)


def of(pairs):
    return studies([effect for effect, _ in pairs], [variance for _, variance in pairs])


@given(EFFECTS, ANY_METHOD, st.booleans())
def test_tau2_is_never_negative_and_intervals_hold_their_estimate(pairs, method, hksj):
    found = synthesise(of(pairs), method, hksj=hksj)
    assert found.tau2 >= 0
    assert found.i2 >= 0
    if found.se is not None:
        assert found.ci_low <= found.estimate <= found.ci_high
    if found.pi_low is not None:
        assert found.pi_low <= found.ci_low
        assert found.ci_high <= found.pi_high
    if found.tau2_high is not None:
        assert found.tau2_low <= found.tau2_high


@given(EFFECTS, ANY_METHOD)
def test_turning_every_sign_turns_the_estimate(pairs, method):
    there, back = synthesise(of(pairs), method), synthesise(of([(-effect, v) for effect, v in pairs]), method)
    assert back.estimate == pytest.approx(-there.estimate, abs=1e-9)
    assert back.ci_low == pytest.approx(-there.ci_high, abs=1e-9)
    assert back.tau2 == pytest.approx(there.tau2, abs=1e-9)


@given(EFFECTS, ANY_METHOD, st.randoms())
def test_the_order_of_studies_does_not_matter(pairs, method, random):
    mixed = list(pairs)
    random.shuffle(mixed)
    there, back = synthesise(of(pairs), method), synthesise(of(mixed), method)
    assert back.estimate == pytest.approx(there.estimate, abs=1e-4)
    assert back.tau2 == pytest.approx(there.tau2, abs=1e-3)  # searches stop at a tolerance


@given(EFFECTS, st.sampled_from(["ee", "dl", "he", "hs", "sj"]), st.floats(0.001, 1000))
def test_another_unit_scales_the_answer(pairs, method, unit):
    there, back = synthesise(of(pairs), method), synthesise(of([(y * unit, v * unit**2) for y, v in pairs]), method)
    assert back.estimate == pytest.approx(there.estimate * unit, rel=1e-6, abs=1e-9 * unit)
    assert back.tau2 == pytest.approx(there.tau2 * unit**2, rel=1e-6, abs=1e-6 * unit**2)
    assert back.i2 == pytest.approx(there.i2, abs=1e-3)


@given(st.sampled_from(["pm", "reml", "ml", "eb"]), st.sampled_from([0.01, 0.001]))
def test_a_small_unit_is_searched_in_as_finely(method, unit):
    yi, vi = np.array([0.1, 0.5, -0.3, 0.9]), np.array([0.04, 0.05, 0.02, 0.08])
    there, back = synthesise(studies(yi, vi), method), synthesise(studies(yi * unit, vi * unit**2), method)
    assert back.tau2 / unit**2 == pytest.approx(there.tau2, rel=1e-2)


@given(EFFECTS)
def test_a_study_that_knows_nothing_changes_nothing(pairs):
    there, back = synthesise(of(pairs), "ee"), synthesise(of([*pairs, (0.0, 1e12)]), "ee")
    assert back.estimate == pytest.approx(there.estimate, abs=1e-9)
    assert back.q == pytest.approx(there.q, abs=1e-9)


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_a_study_that_knows_nothing_says_nothing_of_differences(published, method):
    """Other estimators of tau2 count studies, or do not weigh them."""
    them = published("dat.bcg__RR")
    there, back = synthesise(them, method), synthesise(studies([*them.yi, 0.0], [*them.vi, 1e12]), method)
    assert back.estimate == pytest.approx(there.estimate, abs=1e-4)
    assert back.tau2 == pytest.approx(there.tau2, abs=1e-4)


@given(st.floats(-5, 5).filter(lambda value: abs(value) > 1e-3))
def test_a_zero_is_found(where):
    assert zero_between(lambda x: (x - where) ** 3, -10, 10.5, 1e-10) == pytest.approx(where, abs=1e-3)
