"""Phrases, prefixes, misspelt words and texts that nobody should type."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidencehub.search.contract import Document, Query, Row
from evidencehub.search.opening import open_engine

TEXTS = {
    "clubs": ("After school clubs", "Pupils who attend clubs after lessons come to school more often."),
    "mentors": ("Mentoring in schools", "School mentors meet pupils; clubs are not part of it."),
    "homes": ("Housing first", "Homes before treatment. Ĺódź café naïve."),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = open_engine("", tmp_path_factory.mktemp("texts"))
    engine.rebuild(Document(key, key, key, title, text, (Row(),)) for key, (title, text) in TEXTS.items())
    return engine


def test_texts_of_the_sample_data_are_found_by_what_people_type(sample_data, tmp_path):
    with (sample_data / "reports" / "search-pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    assert len(pairs) == 8
    for number, pair in enumerate(pairs):
        engine = open_engine("", tmp_path / str(number))
        engine.rebuild([Document("a", "a", "a", "A", pair["text"], (Row(),))])
        answer = engine.search(Query(pair["query"]))
        assert ([hit.id for hit in answer.hits], answer.loosened) == (["a"], False), pair


def test_hyphens_between_numbers_and_in_phrases_stay_what_they_are(tmp_path):
    engine = open_engine("", tmp_path)
    engine.rebuild([Document("a", "a", "a", "Ages 11-15", "A well-being scale of carers", (Row(),))])
    assert found(engine, "1115") == (set(), False)
    assert found(engine, '"well-being scale"') == ({"a"}, False)
    assert found(engine, '"carers wellbeing"') == ({"a"}, True)


def found(engine, text):
    answer = engine.search(Query(text))
    return {hit.id for hit in answer.hits}, answer.loosened


def test_a_document_with_all_words_comes_before_one_with_some(engine):
    assert [hit.id for hit in engine.search(Query("after school clubs")).hits] == ["clubs", "mentors"]


def test_a_phrase_finds_only_documents_in_which_the_words_follow_each_other(engine):
    assert found(engine, '"school clubs"') == ({"clubs"}, False)
    assert found(engine, '"housing" mentors') == ({"homes"}, False)


def test_no_phrase_runs_from_the_title_into_the_text(engine):
    assert found(engine, '"clubs pupils"') == ({"clubs", "mentors"}, True)


def test_a_phrase_that_nobody_wrote_is_loosened_to_its_words(engine):
    assert found(engine, '"pupils mentors"') == ({"clubs", "mentors"}, True)


@pytest.mark.parametrize("typed", ["attend*", "atten*", "attendance*"])
def test_a_star_finds_words_that_begin_so_or_whose_stem_does(engine, typed):
    assert found(engine, typed) == ({"clubs"}, False)


@pytest.mark.parametrize("typed", ["mentring", "mentoors", "xyzzy mentring"])
def test_a_misspelt_word_finds_what_is_near_it_and_says_so(engine, typed):
    assert found(engine, typed) == ({"mentors"}, True)


def test_a_misspelt_word_beside_a_good_one_does_not_loosen_anything(engine):
    assert found(engine, "housing mentring") == ({"homes"}, False)


def test_accents_and_case_do_not_matter(engine):
    assert found(engine, "LODZ")[0] == found(engine, "łodź CAFÉ")[0] | {"homes"} == {"homes"}


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_text_finds_everything(engine, typed):
    assert found(engine, typed) == (set(TEXTS), False)


@pytest.mark.parametrize("typed", ['"', "*", "the of", '""', "?!"])
def test_a_text_without_a_word_to_look_for_shows_everything_and_says_so(engine, typed):
    assert found(engine, typed) == (set(TEXTS), True)


@pytest.mark.parametrize(
    "typed",
    [
        "AND (",
        "NOT",
        "a:b^2~",
        "((((",
        "id:clubs",
        "school" * 2_000,
        "school " * 2_000,
        "\x00\x1f",
        "\ud800",
        "\\",
        "ab*" * 99,
    ],
)
def test_odd_texts_are_words_like_any_other(engine, typed):
    assert engine.search(Query(typed)).total <= len(TEXTS)


@settings(max_examples=150)
@given(typed=st.text(max_size=60) | st.text(alphabet="ab\" *'’clubs()~", max_size=30))
def test_nothing_that_can_be_typed_is_an_error(engine, typed):
    answer = engine.search(Query(typed))
    assert answer.total == len(answer.hits) <= len(TEXTS)


def test_of_texts_of_one_length_those_that_hold_the_word_more_often_come_first(tmp_path):
    engine = open_engine("", tmp_path)
    times = {f"{number:04}": number % 8 for number in range(800)}  # several of Whoosh's blocks of postings
    engine.rebuild(
        Document(key, "", "", "", "common " * count + "other " * (8 - count), (Row(),)) for key, count in times.items()
    )
    hits = engine.search(Query("common", limit=800)).hits
    assert [times[hit.id] for hit in hits] == sorted((count for count in times.values() if count), reverse=True)
    assert [hit.id for hit in hits[:100]] == [key for key, count in times.items() if count == 7]
