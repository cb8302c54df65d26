"""Effect sizes equal published values, say what they assume, and say why where there is none."""

from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from evidencehub.statistics.cells import Row
from evidencehub.statistics.distributions import t_quantile, t_two_sided
from evidencehub.statistics.effects.counts import CORRECTED, NOBODY
from evidencehub.statistics.effects.kinds import KINDS, effect_size
from evidencehub.statistics.effects.standardised import APPROXIMATE, EXACT, Asked, correction

MEANS = "mean_t sd_t n_t mean_c sd_c n_c"
EVENTS = "event_t n_t event_c n_c"


def of(kind, columns, values, measure, way=EXACT):
    cells = dict(zip(columns.split(), map(str, values), strict=True))
    return effect_size(KINDS[kind], Row(cells), Asked(measure, way))


def rounded(found):
    return round(found.yi, 4), round(found.vi, 4)


@pytest.mark.parametrize(
    ("values", "yi", "vi"),
    [
        ((55, 47, 155, 75, 64, 156), -0.3552, 0.0131),
        ((27, 7, 31, 29, 4, 32), -0.3479, 0.0645),
        ((64, 17, 75, 119, 29, 71), -2.3176, 0.0458),
    ],
)
def test_g_is_the_one_of_metafors_manual(values, yi, vi):
    """``escalc(measure="SMD")`` of lengths of stay after a stroke, Normand (1999)."""
    found = of("means", MEANS, values, "g")
    assert rounded(found) == (yi, vi)
    assert found.notes == ("small-sample correction: exact",)
    ends = found.as_dict()
    assert ends["ci_high"] - found.yi == pytest.approx(1.959964 * sqrt(found.vi))
    assert found.yi - ends["ci_low"] == pytest.approx(1.959964 * sqrt(found.vi))


@pytest.mark.parametrize(
    ("kind", "columns", "values", "measure", "expected"),
    [
        ("means", MEANS, (103, 5.5, 50, 100, 4.5, 50), "d", (0.5970, 0.0418)),
        ("means", MEANS, (103, 5.5, 50, 100, 4.5, 50), "md", (3.0, 1.01)),
        ("correlation", "r n", (0.5, 100), "z", (0.5493, 0.0103)),
        ("correlation", "r n", (0.5, 100), "r", (0.5, 0.0057)),
        ("counts", EVENTS, (5, 100, 10, 100), "rr", (-0.6931, 0.28)),
        ("counts", EVENTS, (5, 100, 10, 100), "or", (-0.7472, 0.3216)),
        ("counts", EVENTS, (5, 100, 10, 100), "rd", (-0.05, 0.0014)),
        ("or-to-d", "yi vi", (0.9069, 0.0676), "d", (0.5, 0.0205)),
        ("d-to-or", "yi vi", (0.5, 0.0205), "or", (0.9069, 0.0674)),
        ("d-to-r", "yi vi", (0.5, 0.0205), "r", (0.2425, 0.0043)),
        ("d-to-r", "yi vi n_t n_c", (0.5, 0.06, 20, 60), "r", (0.2116, 0.0098)),  # by hand: a = 80² / 1200
        ("r-to-d", "yi vi", (0.5, 0.0058), "d", (1.1547, 0.0550)),
    ],
)
def test_the_worked_examples_of_a_textbook(kind, columns, values, measure, expected):
    """Borenstein, Hedges, Higgins and Rothstein, Introduction to Meta-Analysis (2009), chapters 4 to 7."""
    assert rounded(of(kind, columns, values, measure)) == expected


def test_the_two_corrections():
    assert round(correction(98, APPROXIMATE), 4) == 0.9923
    assert correction(98, EXACT) == pytest.approx(correction(98, APPROXIMATE), abs=1e-5)
    assert correction(4, EXACT) == pytest.approx(0.7979, abs=1e-4)  # by hand: Gamma(2) / (sqrt(2) Gamma(1.5))
    assert of("means", MEANS, (3, 1, 3, 2, 1, 3), "g", APPROXIMATE).notes == ("small-sample correction: approximate",)


def test_ways_to_the_same_difference_agree():
    """The groups of the textbook, told by standard errors, intervals, t, F, p and a coefficient."""
    expected = of("means", MEANS, (103, 5.5, 50, 100, 4.5, 50), "g")
    root = sqrt(50)
    by_errors = of("means-se", "mean_t se_t n_t mean_c se_c n_c", (103, 5.5 / root, 50, 100, 4.5 / root, 50), "g")
    assert (by_errors.yi, by_errors.vi) == pytest.approx((expected.yi, expected.vi))
    t = 3 / sqrt((5.5**2 + 4.5**2) / 2) / sqrt(1 / 50 + 1 / 50)
    assert of("t", "t n_t n_c", (t, 50, 50), "g").yi == pytest.approx(expected.yi)
    assert of("f", "f n_t n_c sign", (t**2, 50, 50, "+"), "g").yi == pytest.approx(expected.yi)
    assert of("f", "f n_t n_c sign", (t**2, 50, 50, "\u2212"), "g").yi == pytest.approx(-expected.yi)
    p = t_two_sided(t, 98)
    assert of("p", "p n_t n_c sign", (p, 50, 50, "+"), "g").yi == pytest.approx(expected.yi)
    half = 2.009575 / root  # t of 0.975 with 49 degrees of freedom
    columns = "mean_t ci_low_t ci_high_t n_t mean_c ci_low_c ci_high_c n_c"
    values = (103, 103 - 5.5 * half, 103 + 5.5 * half, 50, 100, 100 - 4.5 * half, 100 + 4.5 * half, 50)
    assert of("means-ci", columns, values, "g").yi == pytest.approx(expected.yi, abs=1e-5)
    sd = sqrt((5.5**2 + 4.5**2) / 2)
    told = of("regression", "b se sd n_t n_c", (3, sd * sqrt(2 / 50), sd, 50, 50), "d")
    plain = of("means", MEANS, (103, 5.5, 50, 100, 4.5, 50), "d")
    assert (told.yi, told.vi) == pytest.approx((plain.yi, plain.vi))


def test_p_below_a_limit_is_a_bound_and_never_a_value():
    for typed in ("<0.05", "p < .05", "≤ 0.05"):
        found = of("p", "p n_t n_c", (typed, 50, 50), "d")
        assert found.yi is None
        assert round(found.bounds["size_at_least"], 4) == 0.3969  # by hand: 1.9845 * sqrt(2 / 50)
        assert typed in found.reason
    corrected = of("p", "p n_t n_c", ("<0.05", 50, 50), "g").bounds["size_at_least"]
    assert corrected == pytest.approx(0.39690 * 0.99233, abs=1e-4)
    assert corrected == pytest.approx(0.39690 * correction(98), abs=1e-5)
    assert "size_at_most" in of("p", "p n_t n_c", ("> 0.05", 50, 50), "d").bounds
    assert of("p", "p n_t n_c", ("0.05", 50, 50), "d").reason == "sign is not given"


def test_every_table_of_two_published_sets(meta):
    for row in meta("bcg.log-risk-ratio.csv"):
        t, c = (int(row[f"{arm}pos"]) for arm in "tc")
        values = (t, t + int(row["tneg"]), c, c + int(row["cneg"]))
        found = of("counts", EVENTS, values, "rr")
        assert (found.yi, found.vi) == pytest.approx((float(row["yi"]), float(row["vi"])))
    for row in meta("landenberger2005.log-odds-ratio.csv"):
        t, c = int(row["n.cbt.non"]), int(row["n.ctrl.non"])
        values = (t, t + int(row["n.cbt.rec"]), c, c + int(row["n.ctrl.rec"]))
        found = of("counts", EVENTS, values, "or")
        assert (found.yi, found.vi) == pytest.approx((float(row["yi"]), float(row["vi"])))


def test_a_zero_is_corrected_where_it_stands_and_by_name():
    found = of("counts", EVENTS, (0, 10, 3, 10), "or")
    assert found.yi == pytest.approx(log(0.5 * 7.5 / (10.5 * 3.5)))
    assert found.vi == pytest.approx(1 / 0.5 + 1 / 10.5 + 1 / 3.5 + 1 / 7.5)
    assert found.notes == (CORRECTED,)
    assert of("counts", EVENTS, (1, 10, 3, 10), "or").notes == ()
    assert of("counts", EVENTS, (0, 10, 0, 12), "rr").notes == (CORRECTED, NOBODY)
    assert of("counts", EVENTS, (0, 10, 0, 12), "rd").notes == (CORRECTED,)
    rates = of("rates", "event_t time_t event_c time_c", (0, 10, 2, 20), "irr")
    assert rates.yi == pytest.approx(log((0.5 / 10) / (2.5 / 20)))
    assert rates.notes == ("zero events: 0.5 added to the events of both groups",)


def test_percentages_are_counts_that_are_not_rounded():
    told = of("percentages", "percent_t n_t percent_c n_c", (5, 100, 10, 100), "or")
    assert told.yi == pytest.approx(of("counts", EVENTS, (5, 100, 10, 100), "or").yi)
    assert told.notes == ("events worked out from percentages",)
    assert of("percentages", "percent_t n_t percent_c n_c", (120, 100, 10, 100), "or").yi is None


def test_a_reported_ratio_is_kept_as_its_log():
    found = of("ratio", "ratio ci_low ci_high", (0.7, 0.5, 0.98), "or")
    assert exp(found.yi) == pytest.approx(0.7)
    assert sqrt(found.vi) == pytest.approx((log(0.98) - log(0.5)) / (2 * 1.959964), rel=1e-6)
    assert found.notes == ("interval taken as 95 %",)
    narrow = of("ratio", "ratio ci_low ci_high level", (0.7, 0.5, 0.98, 90), "hr")
    assert sqrt(narrow.vi / found.vi) == pytest.approx(1.959964 / 1.644854, rel=1e-6)
    assert "not in the middle" in of("difference", "difference ci_low ci_high", (1.9, 0, 2), "md").notes[-1]


def test_a_change_in_one_group_has_a_variance_only_with_its_correlation():
    columns = "mean_pre sd_pre mean_post sd_post n"
    told = of("pre-post", f"{columns} r", (10, 2, 12, 3, 25, 0.5), "d")
    assert (told.yi, told.vi) == pytest.approx((1.0, 2 * 0.5 / 25 + 1 / 50))
    raw = of("pre-post", f"{columns} r", (10, 2, 12, 3, 25, 0.5), "md")
    assert (raw.yi, raw.vi) == pytest.approx((2.0, (4 + 9 - 2 * 0.5 * 6) / 25))
    assert "others may have changed too" in told.notes[0]
    bound = of("pre-post", columns, (10, 2, 12, 3, 25), "d")
    assert (bound.yi, bound.vi) == (1.0, None)
    assert bound.bounds["vi_low"] <= told.vi <= bound.bounds["vi_high"]
    assert bound.as_dict()["se"] is None


def test_gains_of_two_groups():
    columns = "gain_t sd_gain_t n_t gain_c sd_gain_c n_c"
    values = (5, 4, 30, 3, 4, 30)
    assert (found := of("gains", columns, values, "md")).yi == 2
    assert found.vi == pytest.approx(16 / 30 + 16 / 30)
    told = of("gains", f"{columns} r", (*values, 0.5), "d")
    assert told.yi == pytest.approx(2 / 4)  # with r = 0.5 gains spread as the scores do
    assert told.vi == pytest.approx(2 * 0.5 * (2 / 30) + 0.25 / (2 * 60))
    bound = of("gains", columns, values, "d")
    assert bound.yi is None
    assert bound.bounds["yi_low"] <= told.yi <= bound.bounds["yi_high"]


def test_clusters_widen_the_variance():
    plain = of("counts", EVENTS, (5, 100, 10, 100), "or")
    wide = of("counts", f"{EVENTS} icc cluster_size", (5, 100, 10, 100, 0.1, 21), "or")
    assert (wide.yi, wide.vi) == (plain.yi, pytest.approx(3 * plain.vi))
    assert wide.notes[-1] == "clusters: variance times 3 (ICC 0.1, 21 people a cluster)"
    assert of("counts", f"{EVENTS} icc", (5, 100, 10, 100, 0.1), "or").reason == "cluster_size is not given"


@pytest.mark.parametrize(
    ("kind", "columns", "values", "measure", "reason"),
    [
        ("means", MEANS, (1, 0, 10, 2, 0, 10), "g", "both standard deviations are 0"),
        ("means", MEANS, (1, -1, 10, 2, 1, 10), "g", "sd_t is -1"),
        ("means", MEANS, (1, 1, 1, 2, 1, 10), "g", "n_t is 1"),
        ("means", MEANS, ("0,35", 1, 10, 2, 1, 10), "g", 'mean_t: "0,35" is not a number: use a point for decimals'),
        ("means", MEANS, ("", 1, 10, 2, 1, 10), "g", "mean_t is not given"),
        ("means", MEANS, ("1e300", "1e-300", 10, 2, "1e-300", 10), "g", "both standard deviations are 0"),
        ("means", MEANS, ("1e300", 1, 10, 2, 1, 10), "g", "too large"),
        ("counts", EVENTS, (11, 10, 1, 10), "or", "event_t is 11, and there are 10 people in n_t"),
        ("counts", EVENTS, (1.5, 10, 1, 10), "or", "event_t is 1.5, and has to be a whole number"),
        ("correlation", "r n", (1, 50), "z", "without any uncertainty"),
        ("correlation", "r n", (1.2, 50), "z", "r is 1.2, and has to lie between -1 and 1"),
        ("correlation", "r n", (0.2, 3), "z", "n is 3"),
        ("ratio", "ratio ci_low ci_high", (0.7, 0.98, 0.5), "or", "runs backwards"),
        ("ratio", "ratio ci_low ci_high", (1.7, 0.5, 0.98), "or", "does not hold its estimate"),
        ("ratio", "ratio ci_low ci_high", (0, 0.5, 0.98), "or", "ratio is 0, and has to be above 0"),
        ("difference", "difference ci_low ci_high", (5, 1, 9), "rd", "difference is 5"),
        ("f", "f n_t n_c sign", (4, 10, 10, "up"), "g", 'sign is "up"'),
        ("f", "f n_t n_c sign", (-4, 10, 10, "+"), "g", "no F is below 0"),
        ("p", "p n_t n_c sign", (1.2, 10, 10, "+"), "g", 'p is "1.2"'),
        ("p", "p n_t n_c sign", ("ns", 10, 10, "+"), "g", 'p: "ns" is not a number'),
        ("regression", "b se", (1, 1), "g", "sd is not given"),
        ("r-to-d", "yi vi", (1, 0.1), "d", "no finite d"),
    ],
)
def test_a_row_that_cannot_be_computed_says_why(kind, columns, values, measure, reason):
    found = of(kind, columns, values, measure)
    assert found.yi is None
    assert reason in found.reason
    assert found.as_dict().keys() == {"yi", "reason"}


ONE = st.tuples(st.floats(-50, 50), st.floats(0.1, 30), st.integers(3, 500))


@given(ONE, ONE, st.sampled_from(["g", "d", "md"]))
def test_groups_that_change_places_turn_the_sign(one, other, measure):
    there, back = of("means", MEANS, (*one, *other), measure), of("means", MEANS, (*other, *one), measure)
    assert (back.yi, back.vi) == pytest.approx((-there.yi, there.vi), abs=1e-9)


@given(ONE, ONE, st.floats(0.01, 100), st.floats(-100, 100))
def test_another_unit_or_another_zero_changes_no_standardised_difference(one, other, unit, zero):
    there = of("means", MEANS, (*one, *other), "g")
    moved = [(mean * unit + zero, sd * unit, n) for mean, sd, n in (one, other)]
    assert of("means", MEANS, (*moved[0], *moved[1]), "g").yi == pytest.approx(there.yi, rel=1e-6, abs=1e-6)


@given(st.data(), st.sampled_from(["or", "rr", "rd"]))
def test_tables_that_change_places_turn_the_sign(data, measure):
    arms = []
    for _ in range(2):
        n = data.draw(st.integers(1, 200))
        arms.append((data.draw(st.integers(0, n)), n))
    there, back = (of("counts", EVENTS, (*a, *b), measure) for a, b in (arms, arms[::-1]))
    assert (back.yi, back.vi) == pytest.approx((-there.yi, there.vi), abs=1e-9)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_no_row_breaks_a_kind(name, data):
    """Whatever is typed: a number with its variance, a bound, or a reason."""
    kind = KINDS[name]
    typed = st.sampled_from(["", "0", "1", "-1", "0.5", "2", "10", "<0.05", "x", "1e308", "-1e-308", "100"])
    cells = {column: data.draw(typed) for column in (*kind.columns, *kind.optional)}
    for measure in kind.measures:
        found = effect_size(kind, Row(cells), Asked(measure))
        assert found.reason or found.vi > 0


@given(st.floats(-5, 5), st.floats(0.001, 2), st.sampled_from([("d-to-r", "r-to-d"), ("d-to-or", "or-to-d")]))
def test_there_and_back_is_where_it_was(d, v, ways):
    there = of(ways[0], "yi vi", (d, v), KINDS[ways[0]].measures[0])
    back = of(ways[1], "yi vi", (there.yi, there.vi), "d")
    assert (back.yi, back.vi) == pytest.approx((d, v), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("df", [1, 2, 3, 4.5, 10, 58, 1000, 5e5, 2e6])
@pytest.mark.parametrize("probability", [0.025, 0.5, 0.6, 0.9, 0.975, 0.9995, 1 - 1e-10])
def test_a_quantile_of_t_is_what_scipy_gives(df, probability):
    assert t_quantile(probability, df) == pytest.approx(float(stdtrit(df, probability)), rel=1e-9, abs=1e-12)
