import pytest

from evidencehub.search import analysis
from evidencehub.search.analysis import Words


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("attending", "attendance"),
        ("Café", "cafe"),
        ("children’s", "children"),
        ("Children's", "CHILDREN"),
        ("school_attendance", "school attendance"),
        ("cognitive-behavioural", "cognitive behavioural"),
        ("Co\u00adopera\u00adtive", "cooperative"),
        ("1,250 pupils", "1250 pupils"),
        ("Straßenfußball", "STRASSENFUSSBALL"),
        ("Łódź", "lodz"),
        ("240\u00b9 pupils", "240 1 pupils"),
        ("1\u00bd hours", "1 1\u20442 hours"),
    ],
)
def test_words_that_mean_the_same_become_the_same_terms(typed, written):
    assert analysis.terms(typed) == analysis.terms(written) != []


def test_words_that_only_join_others_are_left_out_but_may_and_all_stay():
    assert analysis.terms("the effect of it") == analysis.terms("effect")
    assert analysis.terms("may all") == ["may", "all"]


def test_quotation_marks_make_a_phrase_whose_words_count_too():
    assert analysis.parse('girls "after school clubs"') == Words(
        terms={"girl": 1, "after": 1, "school": 1, "club": 1}, phrases=(("after", "school", "club"),), prefixes=()
    )


def test_an_unclosed_quotation_mark_is_ignored():
    assert analysis.parse('"after school').phrases == ()
    assert analysis.parse('"after school').terms == {"after": 1, "school": 1}


def test_a_star_makes_a_prefix_of_three_letters_or_more():
    assert analysis.parse("atten*") == Words(terms={}, phrases=(), prefixes=("atten",))
    assert analysis.parse("at*").prefixes == ()
    assert analysis.parse("after-scho*") == Words(terms={"after": 1}, phrases=(), prefixes=("scho",))


def test_a_word_typed_twice_counts_twice():
    assert analysis.parse("school School").terms == {"school": 2}


def test_the_break_between_title_and_text_can_not_be_typed():
    words, length = analysis.document_terms("Reading", "clubs")
    assert words.count(analysis.BREAK) == 2
    assert length == 3
    assert analysis.parse(analysis.BREAK).is_empty


def test_a_query_of_a_thousand_different_words_is_cut_to_the_limit():
    assert len(analysis.parse(" ".join(f"word{number}" for number in range(1000))).terms) == analysis.MOST_TERMS
