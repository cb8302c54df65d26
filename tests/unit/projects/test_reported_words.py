"""What is said of another body's figures: who had more, who was better off and what decided it, never in one word."""

from dataclasses import replace
from uuid import uuid4

import pytest

from evidencehub.projects import reported_words
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.reported import READING, Reading, kept, reading_of, study_of
from evidencehub.projects.wording import direction_of, sentence, way

READ = Reading(direction="better", decided="lower-turned", better="lower", higher="c", significance="clear")
STUDY = FrozenEvaluation(id=uuid4(), title="A study", participants=84, populations=("young-people-12-15",))


def a_result(reading=READ, given=None, **values):
    source_values = {"direction": reading.direction, READING: kept(reading), **(given or {})}
    usual = {"outcome": "Behavior", "measure_name": "Arrests", "effect": 0.26, "effect_metric": "g"}
    return FrozenResult(id=uuid4(), outcome_area="offending", source_values=source_values, **{**usual, **values})


def test_a_turned_effect_is_told_by_who_had_the_lower_number():
    assert sentence(a_result(), STUDY) == (
        "In this study of 84 young people, the number for “Arrests” was lower for those who took part, by 10 "
        "places in a line of 100 people. That is better: the source calls this clear."
    )
    assert way(a_result()) == "10 places lower in a line of 100 people"


BY = "by 10 places in a line of 100 people."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"direction": "worse", "higher": "t"},
            f"was higher for those who took part, {BY} That is worse: the source calls this clear.",
        ),
        (
            {"direction": "unclear", "significance": "own-figures-differ"},
            f"{BY} The source calls this clear; its own figures do not.",
        ),
        (
            {"direction": "undecided", "decided": "lower-both", "higher": ""},
            f"differed between the groups, {BY} The source calls this clear. Who was better off is not known, so we "
            "show no arrow.",
        ),
        ({"significance": "no-p"}, "That is better: the source calls this clear, and gives no p."),
    ],
)
def test_each_answer_has_its_sentence(changes, said):
    assert sentence(a_result(replace(READ, **changes)), STUDY).endswith(said)


def test_without_an_effect_the_source_may_still_know_the_way():
    by_index = a_result(replace(READ, decided="higher", higher="t"), effect=None)
    assert direction_of(by_index) == "better" and sentence(by_index).endswith(
        "the number for “Arrests” was higher for those who took part. That is better: the source calls this clear."
    )
    none = a_result(Reading(direction="not-given", decided="no-effect"), effect=None)
    assert sentence(none) == "In this study, the source gives no effect for “Arrests”."


def test_every_way_of_deciding_has_its_words_and_none_accuses():
    for decided in reported_words.DECIDED:
        said = " ".join(
            reported_words.explained(a_result(replace(READ, decided=decided, reason="It is bad.", is_large=True)))
        )
        assert said and "conflict" not in said and "wrong" not in said
    assert "Why, for this measure: it is bad." in said and reported_words.UNUSUALLY_LARGE in said


def test_an_effect_of_0_is_no_proof_that_both_groups_had_the_same():
    """The source writes 0, and p 0.99999, where it only knows that a study found nothing clear: 290.9 against 278.4."""
    zero = replace(READ, direction="unclear", decided="zero", higher="", significance="own-figures-differ")
    apart = a_result(zero, effect=0.0, mean_t=290.9, mean_c=278.4)
    assert sentence(apart).startswith("In this study, the number for “Arrests” gives the source an effect of 0.")
    assert "the same in both groups" in sentence(a_result(zero, effect=0.0, mean_t=2.0, mean_c=2.0))
    assert "the same" not in sentence(a_result(zero, effect=0.0)) and "index of 0" in sentence(
        a_result(zero, effect=None)
    )
    assert reported_words.explained(apart) == (
        "The source calls this clear; its own figures do not.",
        "The source’s effect, or its index where it gives no effect, is 0, so we show no arrow.",
    )


def test_where_the_effect_allows_for_the_start_the_sentence_says_so():
    allowing = a_result(replace(READ, decided="higher-allowing", better="higher", higher="t"), mean_t=1.0, mean_c=2.0)
    assert f"was higher for those who took part, {BY[:-1]}, after allowing for differences at the start." in sentence(
        allowing
    )


def test_schools_and_classes_are_not_told_as_people():
    of_schools = a_result(given={"L1_Unit_of_Analysis": "School"})
    assert way(of_schools) == "10 places lower in a line of 100 schools"
    assert reported_words.counted_in(a_result(given={"L1_Unit_of_Analysis": "Teacher"})) == "teachers"
    for unit in ("Student", ""):
        assert reported_words.counted_in(a_result(given={"L1_Unit_of_Analysis": unit})) == "people"


@pytest.mark.parametrize(
    ("given", "decides"),
    [
        ({"effect_from": "Effect_Size_WWC", "Improvement_Index": "10"}, "effect"),
        ({"effect_from": "Effect_Size_Study", "Improvement_Index": "10"}, "improvement index"),
        ({"effect_from": "Effect_Size_Study"}, "effect"),
    ],
)
def test_it_is_said_whether_the_effect_or_the_index_decided(given, decides):
    said = reported_words.explained(a_result(replace(READ, decided="higher", better="higher"), given))
    assert said[1] == f"A higher number is better, by our list of measures; the source’s {decides} decides."


def test_averages_that_may_have_been_built_back_are_not_shown():
    assert reported_words.hides_averages(a_result(replace(READ, decided="lower-both")))
    assert not reported_words.hides_averages(a_result())


@pytest.mark.parametrize(
    ("given", "figures"),
    [
        ({"p_Value_WWC": "0.2", "p_Value_Study": "0.01"}, (("p, by the source", "0.2"), ("p, by the study", "0.01"))),
        ({"p_Value_WWC": "0.01", "p_Value_Study": "0.01"}, (("p", "0.01"),)),
        ({"p_Value_Study": "1.26565424807268E-14"}, (("p", "below 0.0001"),)),
        ({"p_Value_Study": "0.000"}, (("p", "0 (rounded)"),)),
        ({"Improvement_Index": "-10"}, (("its improvement index", "−10"),)),
        ({"Effect_Size_WWC": "0.26", "Effect_Size_Study": "0.3", "effect_from": "Effect_Size_WWC"},
         (("effect, by the study", "0.3"),)),
        ({"Effect_Size_WWC": "0.26", "Effect_Size_Study": "0.26", "effect_from": "Effect_Size_WWC"}, ()),
        ({}, ()),
    ],
)  # fmt: skip
def test_the_sources_own_figures_stand_beside_the_effect_with_their_names(given, figures):
    assert reported_words.figures(a_result(given=given)) == figures


def test_what_an_earlier_release_wrote_otherwise_is_as_if_it_were_not_there():
    assert (
        reading_of({READING: {"direction": "better"}}) is None and study_of({"key": 3}) is None and study_of({}) is None
    )


@pytest.mark.parametrize(
    ("values", "begins"),
    [
        ({"n_t": 42, "n_c": 42}, "In this study of 84 young people, "),
        ({"n_t": 20, "n_c": 21}, "Among 41 young people in this study, "),
        ({"n_t": 12, "n_c": 12, "given": {"L1_Unit_of_Analysis": "School"}}, "In this study, "),
    ],
)
def test_a_result_of_fewer_people_is_not_told_of_all_of_them(values, begins):
    assert sentence(a_result(**values), STUDY).startswith(begins)


def test_without_an_effect_the_source_is_still_heard():
    """A study with averages and a p, which the source calls clear, or unfavourable, and gives no effect."""
    none = Reading(direction="not-given", decided="no-effect", significance="clear")
    said = a_result(none, effect=None, given={"FavorableUnfavorableDesignation": "Unfavorable"})
    assert reported_words.explained(said) == ("The source calls this clear.", "The source gives no effect.")
    assert reported_words.figures(said) == (("its word for it:", "Unfavorable"),)
    unsaid = a_result(replace(none, significance="not-clear"), effect=None)
    assert reported_words.explained(unsaid) == ("The source gives no effect.",)
