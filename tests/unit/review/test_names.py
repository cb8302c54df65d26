"""Names of one person as they are really written, and of two people who only look alike."""

import tomllib
from pathlib import Path

import pytest

from evidencehub.review.names import Likeness, keys, likeness

PAIRS = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
CASES = [(one, other, verdict) for verdict, pairs in PAIRS.items() for one, other in pairs]


@pytest.mark.parametrize(("one", "other", "verdict"), CASES)
def test_two_names_are_told_as_a_careful_person_would(one, other, verdict):
    assert likeness(one, other).name.lower() == likeness(other, one).name.lower() == verdict


def test_there_are_as_many_pairs_that_must_not_alarm_as_that_must_be_looked_at():
    assert set(PAIRS) == {"same", "maybe", "different"}
    assert min(len(pairs) for pairs in PAIRS.values()) >= 30


@pytest.mark.parametrize("nothing", ["", " ", ".", ",", "Dr", "-", "'"])
def test_no_name_is_like_no_other(nothing):
    assert likeness(nothing, "Anna Müller") is likeness(nothing, "") is Likeness.DIFFERENT


@pytest.mark.parametrize(("one", "other"), [(one, other) for one, other, verdict in CASES if verdict == "same"])
def test_names_that_are_the_same_share_a_key(one, other):
    assert keys(one) & keys(other)


def test_most_names_share_no_key():
    assert not keys("Anna Müller") & keys("Jan van der Berg")
