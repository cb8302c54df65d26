"""Coefficients of agreement equal the examples their authors published, and keep what must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.statistics.agreement.cohen import cohen, table_of_two
from evidencehub.statistics.agreement.krippendorff import krippendorff
from evidencehub.statistics.agreement.many_raters import fleiss, gwet, percent
from evidencehub.statistics.agreement.measuring import agreement, as_dict
from evidencehub.statistics.agreement.ratings import LEVELS, agreement_weights, ratings
from evidencehub.statistics.errors import CannotCompute

# Four observers and twelve units, with missing answers: Krippendorff (2011), example C; a row for each observer.
FOUR = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]

# Thirty patients and six raters, five diagnoses: how many raters gave each, Fleiss (1971), table 1.
DIAGNOSES = [
    "00060",
    "03003",
    "01401",
    "00006",
    "03030",
    "20400",
    "00402",
    "20310",
    "20040",
    "00006",
    "10050",
    "11040",
    "03300",
    "10050",
    "02031",
    "00501",
    "30012",
    "51000",
    "02040",
    "10203",
    "00006",
    "01050",
    "02013",
    "20040",
    "10041",
    "05010",
    "40002",
    "02040",
    "10500",
    "00006",
]

# Cohen (1968), table 1: two raters of 200 patients, and how badly each pair of diagnoses disagrees.
COHEN = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]], dtype=float)
DISAGREEMENT = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]], dtype=float)


def of(raters, level="nominal", answers=None):
    """Ratings from a string for each rater; a point is a missing answer."""
    return ratings([[None if answer == "." else answer for answer in row] for row in zip(*raters, strict=True)],
                   level, answers)  # fmt: skip


def four(level="nominal"):
    return of(FOUR, level)


def diagnoses():
    return ratings(["".join(name * int(n) for name, n in zip("abcde", row, strict=True)) for row in DIAGNOSES])


def ends(found):
    return [round(value, 3) for value in (found.value, found.ci_low, found.ci_high)]


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorffs_example(level, alpha):
    found = krippendorff(four(level))
    assert round(found.value, 3) == alpha
    assert found.ci_low < found.value < found.ci_high <= 1


def test_fleiss_example():
    assert round(fleiss(diagnoses()).value, 3) == 0.430
    assert round(percent(diagnoses()).value, 1) == 55.6  # "0.555" there, cut off


def test_cohens_examples():
    """Kappa .492 and weighted kappa .348; intervals as statsmodels 0.15 gives them."""
    assert ends(cohen(COHEN)) == [0.492, 0.392, 0.591]
    assert ends(cohen(COHEN, DISAGREEMENT)) == [0.348, 0.200, 0.496]


def test_gwets_coefficients_of_the_same_four_observers():
    """As the R package irrCAC gives them: AC1 0.775 (0.461, 1), Fleiss 0.761 (0.424, 1)."""
    assert ends(gwet(four(), np.eye(5))) == [0.775, 0.461, 1.0]
    assert ends(fleiss(four())) == [0.761, 0.424, 1.0]


def test_weights_by_level():
    """By hand, for the places 1, 2, 3."""
    them = of(["123", "123"], "ordinal")
    assert agreement_weights(them).tolist() == [
        [1, pytest.approx(2 / 3), 0],
        [pytest.approx(2 / 3), 1, pytest.approx(2 / 3)],
        [0, pytest.approx(2 / 3), 1],
    ]
    assert agreement_weights(of(["123", "123"], "interval"))[0].tolist() == [1, 0.75, 0]
    assert agreement_weights(of(["124", "124"], "ratio"))[0].tolist() == [1, pytest.approx(1 - (1 / 9) / (9 / 25)), 0]


def test_weighted_kappas_of_an_order():
    """By hand: two raters, answers 1 to 3, one pair of neighbours apart."""
    found = agreement(of(["1223", "1233"], "ordinal"))
    table = table_of_two(of(["1223", "1233"], "ordinal"))
    assert table.tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 1]]
    # Shares 1/4, 2/4, 1/4 and 1/4, 1/4, 2/4: chance is 1/16 + 2 · 2/16 + 2/16 + 4/16 + 2 · 1/16 + 1/16 = 14/16 steps.
    assert found["cohen_kappa_linear"].value == pytest.approx(1 - (1 / 4) / (14 / 16))
    assert found["cohen_kappa_quadratic"].value > found["cohen_kappa_linear"].value


def test_distances_are_of_places_on_an_ordinal_scale_and_of_values_above_it():
    raters = ["1229", "1299"]
    ordinal, interval = (agreement(of(raters, level)) for level in ("ordinal", "interval"))
    assert ordinal["cohen_kappa_linear"] == agreement(of(["1223", "1233"], "ordinal"))["cohen_kappa_linear"]
    assert interval["cohen_kappa_linear"].value < ordinal["cohen_kappa_linear"].value


def test_what_does_not_apply_has_a_reason():
    found = as_dict(four(), agreement(four()))
    assert found["cohen_kappa"] is None
    assert "for two raters, and there are 4" in found["reasons"]["cohen_kappa"]
    assert "cohen_kappa_linear" not in found
    assert (found["subjects"], found["raters"], found["missing"]) == (12, 4, 7)
    alike = agreement(of(["aaa", "aaa"]))
    assert alike["percent"].value == 100
    assert all(alike[name].value is None and alike[name].reason for name in alike if name != "percent")
    listed = agreement(of(["aaa", "aaa"], answers=["a", "b"]))
    assert listed["gwet_ac1"].value == 1
    assert listed["gwet_ac1"].ci_low is None
    assert listed["gwet_ac1"].reason.startswith("all subjects show the same")
    assert agreement(of(["ab", "ab"]))["krippendorff_alpha"].reason.startswith("the answers differ on one subject")


def test_one_subject_has_no_interval():
    found = agreement(of(["a", "b"]))
    assert found["percent"].value == 0
    assert (found["percent"].ci_low, found["percent"].reason) == (None, "one subject only: there is no interval")


@pytest.mark.parametrize(
    ("raters", "level", "answers", "reason"),
    [
        (["123"], "nominal", None, "two raters"),
        (["1.", ".2"], "nominal", None, "no subject was rated by two"),
        (["ab", "ab"], "ordinal", None, "say how the answers of this scale are ordered"),
        (["ab", "ab"], "interval", None, '"a" is not a number'),
        (["ab", "ab"], "ordinal", ["a"], '"b" is not among the answers a'),
        (["12", "12"], "ratio", ["1", "2"], "are not listed"),
        (["ab", "ab"], "ordinal", ["a", "b", "a"], "listed twice"),
    ],
)
def test_ratings_that_cannot_be_compared(raters, level, answers, reason):
    with pytest.raises(CannotCompute, match=reason):
        of(raters, level, answers)


def test_no_ratio_is_below_0():
    with pytest.raises(CannotCompute, match="-1 is below 0"):
        ratings([["-1", "2"]], "ratio")


TABLES = st.integers(2, 4).flatmap(
    lambda raters: st.lists(st.lists(st.sampled_from(["1", "2", "3", None]), min_size=raters, max_size=raters),
                            min_size=2, max_size=12)
)  # fmt: skip


def computed(rows, level):
    try:
        return agreement(ratings(rows, level))
    except CannotCompute:
        return {}


@given(TABLES, st.sampled_from(LEVELS), st.randoms())
def test_neither_the_order_of_subjects_nor_of_raters_matters(rows, level, random):
    mixed = list(zip(*rows, strict=True))
    random.shuffle(mixed)
    mixed = list(zip(*mixed, strict=True))
    random.shuffle(mixed)
    there, back = computed(rows, level), computed(mixed, level)
    assert {name: each.value for name, each in back.items()} == pytest.approx(
        {name: each.value for name, each in there.items()}
    )


@given(TABLES, st.sampled_from(LEVELS))
def test_nothing_is_above_full_agreement_and_intervals_hold_their_value(rows, level):
    for name, each in computed(rows, level).items():
        if each.value is None:
            assert each.reason
            continue
        assert each.value <= (100 if name == "percent" else 1) + 1e-9
        if each.ci_low is not None and each.value >= -1:
            assert each.ci_low - 1e-9 <= each.value <= each.ci_high + 1e-9


@given(TABLES, st.sampled_from(LEVELS))
def test_a_subject_that_nobody_rated_changes_nothing(rows, level):
    there, back = computed(rows, level), computed([*rows, [None] * len(rows[0])], level)
    assert back == there


@given(st.lists(st.sampled_from("123"), min_size=3, max_size=10).filter(lambda them: len(set(them)) > 1))
def test_raters_who_say_the_same_agree_fully(answers):
    found = agreement(ratings([[answer] * 3 for answer in answers], "ordinal"))
    assert all(each.value == pytest.approx(100 if name == "percent" else 1)
               for name, each in found.items() if not name.startswith("cohen"))  # fmt: skip
