"""Phrases, prefixes, misspelt words and texts that nobody should type."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidencehub.search.contract import Document, Query, Row, Told

TEXTS = {
    "clubs": ("After school clubs", "Pupils who attend clubs after lessons come to school more often."),
    "mentors": ("Mentoring in schools", "School mentors meet pupils; clubs are not part of it."),
    "homes": ("Housing first", "Homes before treatment. Ĺódź café naïve."),
}


@pytest.fixture(scope="module")
def engine(engine_at, tmp_path_factory):
    engine = engine_at(tmp_path_factory.mktemp("texts"))
    engine.rebuild(Document(key, key, key, title, text, (Row(),)) for key, (title, text) in TEXTS.items())
    return engine


def test_texts_of_the_sample_data_are_found_by_what_people_type(engine_at, sample_data, tmp_path):
    with (sample_data / "reports" / "search-pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    assert len(pairs) == 8
    engine = engine_at(tmp_path)
    engine.rebuild([])
    for pair in pairs:
        engine.apply([Document("a", "a", "a", "A", pair["text"], (Row(),))])
        answer = engine.search(Query(pair["query"]))
        assert ([hit.id for hit in answer.hits], answer.loosened) == (["a"], False), pair


def test_hyphens_between_numbers_and_in_phrases_stay_what_they_are(engine_at, tmp_path):
    engine = engine_at(tmp_path)
    engine.rebuild([Document("a", "a", "a", "Ages 11-15", "A well-being scale of carers", (Row(),))])
    assert found(engine, "1115") == (set(), False)
    assert found(engine, '"well-being scale"') == ({"a"}, False)
    assert found(engine, '"carers wellbeing"') == ({"a"}, True)


NUMBERED = {"hyphen": "Registered as DEMO-0001.", "space": "READ 180 for readers", "one": "ISRCTN0042; Key Stage2",
            "other": "DEMO and 0002, READ and 44"}  # fmt: skip


@pytest.fixture(scope="module")
def numbered(engine_at, tmp_path_factory):
    engine = engine_at(tmp_path_factory.mktemp("numbered"))
    engine.rebuild(Document(key, key, key, key, text, (Row(),)) for key, text in NUMBERED.items())
    return engine


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        *((typed, {"hyphen"}) for typed in ("DEMO-0001", "demo 0001", "DEMO0001", "demo\u20130001", "demo/0001")),
        *((typed, {"space"}) for typed in ("READ 180", "read-180", "READ180", "does READ180 work")),
        *((typed, {"one"}) for typed in ("ISRCTN0042", "isrctn 0042", "ISRCTN-0042", "key stage 2")),
        ("DEMO0003", set()),
        ("DEMO44", set()),
    ],
)
def test_a_name_with_a_number_is_found_however_the_two_are_joined(numbered, typed, ids):
    assert found(numbered, typed) == (ids, False)


def found(engine, text):
    answer = engine.search(Query(text))
    return {hit.id for hit in answer.hits}, answer.loosened


def test_a_document_with_all_words_comes_before_one_with_some(engine):
    assert [hit.id for hit in engine.search(Query("after school clubs pupils meet mentors")).hits] == [
        "mentors",
        "clubs",
    ]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("clubs lessons", {"clubs"}),
        ("school clubs lessons", {"clubs"}),
        ("what works for school clubs?", {"clubs", "mentors"}),
        ("mentors lessons homes treatment clubs part", {"clubs", "mentors", "homes"}),
    ],
)
def test_most_words_that_carry_meaning_must_match_and_of_long_questions_fewer(engine, typed, ids):
    assert found(engine, typed) == (ids, False)


def test_where_nothing_has_enough_words_what_has_some_is_shown_and_said(engine):
    answer = engine.search(Query("lessons treatment"))
    assert ({hit.id for hit in answer.hits}, answer.told) == (
        {"clubs", "homes"},
        Told(instead=("lessons", "treatment")),
    )
    answer = engine.search(Query("bakery lessons"))
    assert ([hit.id for hit in answer.hits], answer.told) == (
        ["clubs"],
        Told(missing=("bakery",), instead=("lessons",)),
    )


def test_a_phrase_finds_only_documents_in_which_the_words_follow_each_other(engine):
    assert found(engine, '"school clubs"') == ({"clubs"}, False)


def test_a_phrase_inside_a_longer_question_lifts_and_leaves_nothing_out(engine):
    plain, quoted = (engine.search(Query(text)).hits for text in ("school clubs pupils", '"school clubs" pupils'))
    assert {hit.id for hit in quoted} == {hit.id for hit in plain} == {"clubs", "mentors"}
    assert quoted[0].id == "clubs" and quoted[0].score > plain[0].score
    assert quoted[1].score == plain[1].score


def test_no_phrase_runs_from_the_title_into_the_text(engine):
    assert found(engine, '"clubs pupils"') == ({"clubs", "mentors"}, True)


def test_a_phrase_that_nobody_wrote_is_loosened_to_its_words(engine):
    assert found(engine, '"pupils mentors"') == ({"mentors"}, True)


@pytest.mark.parametrize("typed", ["attend*", "atten*", "attendance*"])
def test_a_star_finds_words_that_begin_so_or_whose_stem_does(engine, typed):
    assert found(engine, typed) == ({"clubs"}, False)


def test_a_star_goes_by_words_as_they_are_written(engine_at, tmp_path):
    engine = engine_at(tmp_path)
    texts = {"a": "education", "b": "educators", "c": "edition", "d": "organisation"}
    engine.rebuild(Document(key, key, key, "", text, (Row(),)) for key, text in texts.items())
    assert found(engine, "educat*") == ({"a", "b"}, False)
    assert found(engine, "educatio*") == ({"a"}, False)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("mentring", "mentoring"),
        ("mentoors", "mentors"),
        ("mnetors", "mentors"),
        ("attand", "attend"),
        ("xyzzy mentring", "mentoring"),
    ],
)
def test_a_misspelt_word_is_read_as_the_word_that_was_meant_and_says_so(engine, typed, read):
    answer = engine.search(Query(typed))
    assert [(typed.split()[-1], read)] == list(answer.told.respelt) and answer.total
    assert not engine.search(Query(typed, respell=False)).total


def test_each_misspelt_word_is_corrected_on_its_own(engine):
    answer = engine.search(Query("housing treatmnet"))
    assert ([hit.id for hit in answer.hits], answer.told) == (["homes"], Told(respelt=(("treatmnet", "treatment"),)))


@pytest.mark.parametrize("typed", ["mantors", "scared", "jchool", "rooms", "parf"])
def test_a_letter_that_mostly_makes_another_word_is_not_read_as_a_slip(engine, typed):
    assert not engine.search(Query(typed)).told.respelt


def test_a_word_that_only_a_removed_document_had_is_not_offered(engine_at, tmp_path):
    engine = engine_at(tmp_path)
    engine.rebuild(Document(key, key, key, "", text, (Row(),)) for key, text in (("a", "smithson"), ("b", "clubs")))
    assert engine.search(Query("smithsom smithsno")).told.respelt == (("smithsno", "smithson"),)
    engine.apply([], ["a"])
    assert not engine.search(Query("smithsno")).told.respelt


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


def test_of_texts_of_one_length_those_that_hold_the_word_more_often_come_first(engine_at, tmp_path):
    engine = engine_at(tmp_path)
    times = {f"{number:04}": number % 8 for number in range(800)}  # several of Whoosh's blocks of postings
    engine.rebuild(
        Document(key, "", "", "", "common " * count + "other " * (8 - count), (Row(),)) for key, count in times.items()
    )
    hits = engine.search(Query("common", limit=800)).hits
    assert [times[hit.id] for hit in hits] == sorted((count for count in times.values() if count), reverse=True)
    assert [hit.id for hit in hits[:100]] == [key for key, count in times.items() if count == 7]
