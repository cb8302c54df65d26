"""Rare events, groups of studies, moderators, and several effects from one study."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evidencehub.statistics.errors import CannotCompute
from evidencehub.statistics.synthesis.dependent import robust
from evidencehub.statistics.synthesis.moderators import INTERCEPT, regress, with_moderators
from evidencehub.statistics.synthesis.pooling import synthesise
from evidencehub.statistics.synthesis.rare_events import CORRECTED, Tables, mantel_haenszel
from evidencehub.statistics.synthesis.studies import studies
from evidencehub.statistics.synthesis.subgroups import subgroups


def tables(rows):
    return Tables(*np.array(rows, dtype=float).T)


@pytest.mark.parametrize(
    ("measure", "estimate", "se", "q"),
    [("or", -0.4734, 0.0410, 163.9426), ("rr", -0.4537, 0.0393, 152.5676), ("rd", -0.0033, 0.0003, 386.7759)],
)
def test_mantel_haenszel_is_the_one_of_metafors_manual(meta, measure, estimate, se, q):
    """``rma.mh`` of the trials of the BCG vaccine."""
    rows = [{name: int(row[name]) for name in ("tpos", "tneg", "cpos", "cneg")} for row in meta("dat.bcg.csv")]
    found = mantel_haenszel(
        tables([(row["tpos"], row["tpos"] + row["tneg"], row["cpos"], row["cpos"] + row["cneg"]) for row in rows]),
        measure,
    )
    assert (round(found.estimate, 4), round(found.se, 4), round(found.q, 4)) == (estimate, se, q)


def test_a_programme_that_does_harm(meta):
    """Seven trials of "scared straight": pooled odds ratio 1.68 [1.20, 2.36]; source: Petrosino et al. (2013)."""
    rows = [[float(row[name]) for name in ("event.e", "n.e", "event.c", "n.c")] for row in meta("scared_straight.csv")]
    found = mantel_haenszel(tables(rows), "or")
    ratios = [round(float(np.exp(end)), 2) for end in (found.estimate, found.ci_low, found.ci_high)]
    assert ratios == [1.68, 1.20, 2.36]
    assert round(found.i2, 2) == round(100 * (found.q - 6) / found.q, 2) == 29.38


def test_a_table_without_events_says_nothing_of_a_ratio():
    some = [(3, 50, 1, 50), (0, 40, 2, 60)]
    found, more = (mantel_haenszel(tables(rows), "or") for rows in (some, [*some, (0, 30, 0, 30)]))
    assert (more.estimate, more.se) == (found.estimate, found.se)
    assert found.reason == CORRECTED
    with pytest.raises(CannotCompute, match="no events in any table"):
        mantel_haenszel(tables([(0, 30, 1, 30)]), "rr")
    with pytest.raises(CannotCompute, match="no uncertainty"):
        mantel_haenszel(tables([(0, 30, 0, 30)]), "rd")
    with pytest.raises(CannotCompute, match="no table"):
        mantel_haenszel(Tables(*np.empty((4, 0))), "or")


TABLE = st.tuples(st.integers(1, 20), st.integers(21, 60), st.integers(1, 20), st.integers(21, 60))


@given(st.lists(TABLE, min_size=1, max_size=6), st.sampled_from(["or", "rr", "rd"]))
def test_groups_that_change_places_turn_the_sign(rows, measure):
    there = mantel_haenszel(tables(rows), measure)
    back = mantel_haenszel(tables([(c, n_c, a, n_t) for a, n_t, c, n_c in rows]), measure)
    assert (back.estimate, back.se) == pytest.approx((-there.estimate, there.se), abs=1e-9)


def test_groups_of_studies_and_what_lies_between_them():
    them = studies([0.1, 0.3, 0.8, 1.0], [0.02, 0.02, 0.02, 0.02])
    found = subgroups(them, ["a", "a", "b", "b"], "ee")
    assert found.groups["a"] == synthesise(studies([0.1, 0.3], [0.02, 0.02]), "ee")
    # By hand: estimates 0.2 and 0.9, each with a variance of 0.01, their mean 0.55.
    assert (found.q, found.df) == (pytest.approx(2 * 0.35**2 / 0.01), 1)
    assert found.p == pytest.approx(2 * stats.norm.sf(np.sqrt(found.q)))
    with pytest.raises(CannotCompute, match="one group only"):
        subgroups(them, ["a"] * 4, "ee")


def test_one_effect_a_study_all_as_exact_is_a_t_test():
    yi = [0.1, 0.5, 0.2, 0.9, -0.3]
    found, expected = robust(studies(yi, [0.04] * 5), list("abcde"), "ee"), stats.ttest_1samp(yi, 0)
    assert (found.se, found.df, found.p) == pytest.approx((np.std(yi, ddof=1) / np.sqrt(5), 4, expected.pvalue))
    assert (found.studies, found.reason) == (5, None)


def test_robust_errors_by_whole_matrices():
    """The published formulas, written out with matrices over all effects."""
    yi, vi = np.array([0.1, 0.4, 0.5, -0.2, 0.9, 0.7]), np.array([0.02, 0.05, 0.04, 0.03, 0.08, 0.02])
    of = np.array(list("aabbbc"))
    found = robust(studies(yi, vi), list(of), "dl")
    tau2 = synthesise(studies(yi, vi), "dl").tau2
    working, x = np.diag(vi + tau2), np.ones((6, 1))
    w = np.linalg.inv(working)
    m = np.linalg.inv(x.T @ w @ x)
    rest = np.eye(6) - x @ m @ x.T @ w
    variance, pulls = 0.0, []
    for name in "abc":
        pick = np.eye(6)[of == name]
        d = np.linalg.cholesky(pick @ working @ pick.T).T
        b = d @ pick @ rest @ working @ rest.T @ pick.T @ d.T
        values, vectors = np.linalg.eigh(b)
        a = d.T @ (vectors / np.sqrt(values)) @ vectors.T @ d
        pull = m @ x.T @ w @ pick.T @ a
        variance += float((pull @ pick @ (yi - x[:, 0] * found.estimate))[0] ** 2)
        pulls.append((pull @ pick @ rest)[0])
    products = np.array([[one @ working @ other for other in pulls] for one in pulls])
    assert found.se == pytest.approx(np.sqrt(variance))
    assert found.df == pytest.approx(np.trace(products) ** 2 / (products**2).sum())
    assert "can be relied on" in found.reason


def test_robust_errors_need_two_studies():
    with pytest.raises(CannotCompute, match="two studies"):
        robust(studies([0.1, 0.2], [0.1, 0.1]), ["a", "a"], "reml")
    with pytest.raises(CannotCompute, match="no uncertainty"):
        robust(studies([0.1, 0.1], [0.1, 0.1]), ["a", "b"], "ee")


def values(slope):
    return [round(value, 4) for value in (slope.estimate, slope.se, slope.ci_low, slope.ci_high)]


def test_meta_regression_is_the_one_of_metafors_manual(meta, published):
    """``rma(yi, vi, mods = ~ ablat)``: the vaccine helps more the further from the equator it was tried."""
    them, latitude = published("dat.bcg__RR"), [float(row["ablat"]) for row in meta("bcg.log-risk-ratio.csv")]
    found = regress(with_moderators(them, [latitude]), ["ablat"], "reml")
    assert values(found.slopes[INTERCEPT]) == [0.2515, 0.2491, -0.2368, 0.7397]
    assert values(found.slopes["ablat"]) == [-0.0291, 0.0072, -0.0432, -0.0150]
    assert [round(found.spread[name], 4) for name in ("tau2", "q", "q_p")] == [0.0764, 30.7331, 0.0012]
    assert (round(found.r2, 2), found.qm_df) == (75.62, 1)
    assert found.qm == pytest.approx(16.3571, abs=0.01)  # 16.3548 where the search for tau2 stops here
    assert found.qm == pytest.approx((found.slopes["ablat"].estimate / found.slopes["ablat"].se) ** 2)


def test_two_moderators_by_whole_matrices(meta, published):
    """The published formulas, written out; with Knapp and Hartung's margins, F and t."""
    them, rows = published("dat.bcg__RR"), meta("bcg.log-risk-ratio.csv")
    x = np.array([[1, float(row["ablat"]), float(row["year"]) - 1950] for row in rows])
    for method in ("dl", "ee", "he", "pm", "sj", "ml", "eb", "hs"):
        found = regress(with_moderators(them, [x[:, 1], x[:, 2]]), ["ablat", "year"], method, hksj=True)
        w = np.diag(1 / (them.vi + found.spread["tau2"]))
        m = np.linalg.inv(x.T @ w @ x)
        b = m @ x.T @ w @ them.yi
        v = m * float((them.yi - x @ b) @ w @ (them.yi - x @ b)) / 10
        assert [slope.estimate for slope in found.slopes.values()] == pytest.approx(list(b))
        assert [slope.se for slope in found.slopes.values()] == pytest.approx(list(np.sqrt(np.diag(v))))
        qm = b[1:] @ np.linalg.inv(v[1:, 1:]) @ b[1:] / 2
        assert (found.qm, found.qm_p) == pytest.approx((qm, stats.f.sf(qm, 2, 10)))
    w = np.diag(1 / them.vi)
    p = w - w @ x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w
    found = regress(with_moderators(them, [x[:, 1], x[:, 2]]), ["ablat", "year"], "dl")
    assert found.spread["tau2"] == pytest.approx((them.yi @ p @ them.yi - 10) / np.trace(p))


def test_moderators_that_cannot_be_told_apart():
    them = studies([0.1, 0.2, 0.5, 0.4], [0.1, 0.1, 0.1, 0.1])
    for columns in ([[1, 1, 1, 1]], [[0, 0, 0, 0]], [[1, 2, 3, 4], [2, 4, 6, 8]]):
        with pytest.raises(CannotCompute, match="told apart"):
            with_moderators(them, columns)
    with pytest.raises(CannotCompute, match="too few"):
        with_moderators(them, [[1, 2, 3, 5], [2, 1, 6, 8], [0, 1, 0, 0]])
