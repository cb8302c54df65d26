"""What is the same for all, and its exceptions, is read off what is kept for each, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.review.estimates import put_together, taken_apart
from evidencehub.review.together import gathered, spread
from evidencehub.shared.errors import Invalid

MET, NOT = ("met", "As planned.", "4"), ("not-met", "It was not.", "5")
NOTHING = ("", "", "")
TYPED = st.tuples(st.sampled_from(["", "met", "not-met"]), st.sampled_from(["", "Why."]), st.sampled_from(["", "3"]))


@given(st.lists(TYPED, min_size=1, max_size=8))
def test_saving_a_page_that_nobody_touched_changes_nothing(kept):
    common, own = gathered(kept)
    assert spread(common, own) == kept


@pytest.mark.parametrize(
    ("kept", "common", "own"),
    [
        ([MET, MET, MET], MET, [NOTHING] * 3),
        ([MET, NOT, MET], MET, [NOTHING, NOT, NOTHING]),
        ([MET, NOT], NOTHING, [MET, NOT]),
        ([MET, MET, NOTHING], NOTHING, [MET, MET, NOTHING]),  # saving it must not answer the third
        ([NOTHING, NOTHING], NOTHING, [NOTHING, NOTHING]),
    ],
)
def test_the_same_for_all_is_what_most_have_and_nobody_lacks(kept, common, own):
    assert gathered(kept) == (common, own)


def test_an_outcome_to_which_the_answer_is_closed_may_lack_it():
    assert gathered([MET, MET, NOTHING], [True, True, False]) == (MET, [NOTHING] * 3)


@pytest.mark.parametrize(
    ("typed", "effect", "low", "high"),
    [
        ("0.35 (0.10 to 0.60)", "0.35", "0.10", "0.60"),
        ("0.35 [0.10, 0.60]", "0.35", "0.10", "0.60"),
        ("-0.2 (95% CI -0.5 to 0.1)", "-0.2", "-0.5", "0.1"),
        ("−0.2 (95 % CI: −0.5; 0.1)", "−0.2", "−0.5", "0.1"),
        ("(0.1 to 0.6)", None, "0.1", "0.6"),
        ("0.35", "0.35", None, None),
        ("0,35", "0,35", None, None),  # refused by the reading of numbers, never as 35
        ("", None, None, None),
    ],
)
def test_an_effect_with_its_interval_is_taken_apart(typed, effect, low, high):
    values = {"effect_size": effect, "ci_low": low, "ci_high": high}
    assert taken_apart(typed) == {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize("typed", ["0.3 (0.1)", "0.3 (to 0.6)", "0.1 to 0.6", "0.3 (0.1 to 0.6", "0 (1 to 2 to 3)"])
def test_what_is_no_effect_with_an_interval_is_refused_with_an_example(typed):
    with pytest.raises(Invalid, match=r"such as 0\.35 \(0\.10 to 0\.60\)"):
        taken_apart(typed)


def test_what_is_put_together_is_taken_apart_again():
    effect, interval = {"effect_size": "0.3"}, {"ci_low": "-1", "ci_high": "2"}
    for values in (effect, interval, effect | interval):
        assert taken_apart(put_together(values)) == values
