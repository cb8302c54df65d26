"""Words of one meaning: a list without slips, found in a text by their longest phrase."""

import tomllib
from collections import Counter

from evidencehub.catalogue.index.thesaurus import LONGEST, also_called
from evidencehub.search.analysis import terms, words
from evidencehub.shared.paths import PACKAGE

GROUPS = tomllib.loads((PACKAGE / "catalogue" / "index" / "words.toml").read_text(encoding="utf-8"))["same"]


def test_no_word_has_two_meanings_and_each_has_another_of_its_own():
    counts = Counter(key for group in GROUPS for key in {tuple(terms(word)) for word in group})
    assert not [key for key, count in counts.items() if count > 1]
    assert GROUPS and all(len(set(map(tuple, map(terms, group)))) > 1 for group in GROUPS)
    assert all(0 < len(words(word)) <= LONGEST and terms(word) for group in GROUPS for word in group)


def test_every_word_leads_to_the_others_of_its_group_and_back():
    for group in GROUPS:
        for word in group:
            (found,) = also_called(f"zzz {word} zzz")
            assert {found.typed} == {" ".join(words(word))}
            assert {*found.words} == {other for other in group if terms(other) != terms(word)}


def test_the_longest_phrase_counts_whatever_its_endings_and_capitals():
    assert [each.typed for each in also_called("What stops Bunking Off in foster care?")] == [
        "bunking off",
        "foster care",
    ]
    assert also_called("bullied")[0].words == also_called("bullies")[0].words
    assert not also_called("zebras")


def test_words_of_this_field_are_not_read_into_questions_of_another(sample_data):
    """225 questions on how air flows: "equations" are no algebra lessons there, and "uniform" is no dress code."""
    questions = (sample_data / "cranfield" / "cran.qry").read_text(encoding="utf-8").split(".W")[1:]
    assert len(questions) == 225
    typed = {each.typed for question in questions for each in also_called(question)}
    assert typed <= {"computer", "computing", "computation", "neglecting"}
