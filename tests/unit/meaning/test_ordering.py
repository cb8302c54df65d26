"""The order by words and meaning: nothing comes in or goes, and what has no vector keeps its place."""

import numpy as np

from evidencehub.meaning.ordering import ordered
from evidencehub.search.contract import Hit

QUESTION = np.array([1, 0], dtype=np.float32)


def hits(**scores):
    return [Hit(key, key, key, key, score) for key, score in scores.items()]


def near(value):
    return np.array([value, (1 - value**2) ** 0.5], dtype=np.float32)


def keys(found):
    return "".join(hit.id for hit in found)


def test_what_means_the_same_goes_before_what_has_a_few_more_words():
    vectors = {"a": near(0.1), "b": near(0.9), "c": near(0.2)}
    found = ordered(hits(a=10, b=9, c=8), QUESTION, vectors)
    assert keys(found) == "bac" and [hit.score for hit in found] == [9, 10, 8]


def test_meaning_alone_is_not_enough():
    assert keys(ordered(hits(a=10, b=1), QUESTION, {"a": near(0.5), "b": near(0.9)})) == "ab"


def test_what_has_no_vector_keeps_its_place_and_the_others_change_theirs():
    vectors = {"a": near(0.1), "c": near(0.5), "e": near(0.9)}
    assert keys(ordered(hits(a=10, b=9, c=9, d=9, e=9), QUESTION, vectors)) == "ebcda"


def test_the_first_stay_where_they_are_told_to():
    vectors = {"a": near(0.1), "b": near(0.2), "c": near(0.9)}
    assert keys(ordered(hits(a=10, b=9, c=8), QUESTION, vectors, keep=1)) == "acb"
    assert keys(ordered(hits(a=10, b=9, c=8), QUESTION, vectors, keep=3)) == "abc"


def test_equal_ones_stay_as_they_are_and_what_means_the_opposite_counts_nothing():
    assert keys(ordered(hits(a=5, b=5), QUESTION, {"a": near(-0.9), "b": near(-0.1)})) == "ab"
    assert keys(ordered(hits(a=0, b=0), QUESTION, {"a": near(0.3), "b": near(0.4)})) == "ba"
    assert ordered([], QUESTION, {}) == []
