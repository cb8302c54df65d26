import pytest

from evidencehub.search import analysis, asking


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


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("randomised trials", "randomized trial"),
        ("randomisation", "randomizing"),
        ("behavioural programmes", "behavioral program"),
        ("maths", "math"),
        ("counselling centre", "counseling center"),
        ("children and women", "child, woman"),
        ("criteria", "criterion"),
        ("offences", "offense"),
        ("U.K.", "UK"),
        ("m\u00f8re na\u00efve", "more naive"),
    ],
)
def test_british_and_american_spelling_and_odd_plurals_meet(typed, written):
    assert analysis.terms(typed) == analysis.terms(written) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organisation", "organ"),
        ("international", "internal"),
        ("university", "universal"),
        ("evening", "even"),
        ("randomised", "random"),
        ("experiment", "experience"),
        ("diversion", "diversity"),
        ("rise", "rize"),
        ("exercise", "exercize"),
    ],
)
def test_words_of_different_meaning_are_told_apart(one, other):
    assert analysis.terms(one) != analysis.terms(other)


@pytest.mark.parametrize("text", ["after school clubs", "after-school clubs", "afterschool clubs"])
def test_words_that_are_written_in_one_in_two_or_with_a_hyphen_are_found_by_each_other(text):
    held = {*analysis.terms(text), *analysis.compounds(text)}
    for typed in ("after school", "after-school", "afterschool"):
        assert any({unit.term, *unit.same} & held for unit in asking.parse(typed).units), typed


def units(text):
    return [unit.typed for unit in asking.parse(text).units]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("What works for bullying?", ["bullying"]),
        ("what helps kids who skip school", ["kids", "skip", "school"]),
        ("does scared straight work", ["scared", "straight"]),
        ("help", ["help"]),
        ("what works", []),
        ("may", ["may"]),
        ("a b c readers", ["readers"]),
        ("not effective", ["not effective"]),
        ("dropping out of school", ["dropping out", "school"]),
    ],
)
def test_words_around_what_is_looked_for_fall_out_where_others_remain(text, kept):
    assert units(text) == kept


def test_one_quoted_phrase_is_exact_and_a_phrase_in_a_longer_question_is_a_bonus():
    assert asking.parse('"school clubs"').is_exact
    longer = asking.parse('girls "school clubs"')
    assert not longer.is_exact and longer.phrases == (("school", "club"),)
    assert units('girls "school clubs"') == ["girls", "school", "clubs"]


def test_an_unclosed_quotation_mark_is_ignored():
    assert asking.parse('"school clubs').phrases == ()
    assert units('"school clubs') == ["school", "clubs"]


def test_a_star_makes_a_prefix_of_three_letters_or_more():
    (unit,) = asking.parse("atten*").units
    assert (unit.kind, unit.term) == ("prefix", "atten")
    assert [unit.kind for unit in asking.parse("at* clubs").units] == ["term"]
    assert [(unit.kind, unit.term) for unit in asking.parse("school-clu*").units] == [
        ("term", "school"),
        ("prefix", "clu"),
    ]


def test_a_word_typed_twice_counts_twice():
    assert [unit.times for unit in asking.parse("school School").units] == [2]


def test_a_query_of_a_thousand_different_words_is_cut_to_the_limit():
    assert len(asking.parse(" ".join(f"word{number}" for number in range(1000))).units) == asking.MOST_UNITS


def test_parts_set_aside_are_left_out_where_something_else_is_asked_for():
    question = asking.parse("reading for 6 year olds", aside=["6 year olds"])
    assert [unit.typed for unit in question.units] == ["reading"] and question.left_out == ("6 year olds",)
    alone = asking.parse("6 year olds", aside=["6 year olds"])
    assert [unit.typed for unit in alone.units] == ["year", "olds"] and alone.left_out == ()
    assert asking.parse("reading", aside=["6 year olds"]).left_out == ()
