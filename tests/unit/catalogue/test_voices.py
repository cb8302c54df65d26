"""One study, one voice: what several findings of a study in one outcome say together, on each side of the edge."""

from uuid import uuid4

import pytest

from evidencehub.catalogue.marks.marks import told_of
from evidencehub.catalogue.marks.voices import in_words, together, voice, voice_of_sample
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from tests.unit.catalogue.test_marks import a_view

UP, DOWN, NULL, NONE, MUTE = "better", "worse", "unclear", "not-given", "undecided"


def a_frozen_result(**values):
    return FrozenResult(id=uuid4(), outcome_area="attainment", outcome="Reading", **values)


def heard(*directions, **values):
    return voice(a_frozen_result(source_values={"direction": each}, **values) for each in directions)


@pytest.mark.parametrize(
    ("directions", "direction", "words"),
    [
        ([UP], "better", ""),
        ([UP, NULL], "better", "1 of 2 results clearly better"),
        ([UP, NULL, NULL], "unclear", "1 of 3 results clearly better"),
        ([UP, UP, NULL, NULL, NONE], "better", "2 of 4 results clearly better"),
        ([UP, DOWN], "mixed", "1 of 2 results clearly better, 1 clearly worse"),
        ([UP, DOWN, NULL, NULL, NULL, NULL], "mixed", "1 of 6 results clearly better, 1 clearly worse"),
        ([DOWN, NULL], "worse", "1 of 2 results clearly worse"),
        ([DOWN, NULL, NULL], "unclear", "1 of 3 results clearly worse"),
        ([NULL, NULL], "unclear", "0 of 2 results clear"),
        ([MUTE, MUTE], "undecided", "0 of 2 results clear"),
        ([MUTE, NULL], "unclear", "0 of 2 results clear"),
        ([UP, MUTE], "better", "1 of 2 results clearly better"),
        ([NONE, NONE], "not-given", ""),
        ([], "not-measured", ""),
    ],
)
def test_at_least_half_clear_and_none_the_other_way(directions, direction, words):
    found = heard(*directions)
    assert (found.direction, found.clear_of) == (direction, words)


def test_findings_of_parts_of_the_group_and_of_replaced_readings_say_nothing_beside_the_main_ones():
    main = a_frozen_result(source_values={"direction": UP})
    part = a_frozen_result(source_values={"direction": DOWN}, is_subgroup=True)
    replaced = a_frozen_result(source_values={"direction": DOWN}, is_superseded=True)
    assert voice([main, part, replaced]).direction == "better" and voice([main, part, replaced]).measured == 1
    assert voice([part, part]).direction == "parts-only" and voice([replaced]).direction == "not-measured"


@pytest.mark.parametrize(
    ("directions", "direction"),
    [
        ([UP], "changed-better"), ([DOWN, NULL], "changed-worse"), ([UP, DOWN], "changed-mixed"),
        ([UP, NULL, NULL], "changed-unclear"), ([MUTE], "undecided"), ([NONE], "not-given"),
    ],
)  # fmt: skip
def test_a_study_that_compares_nobody_is_heard_as_change(directions, direction):
    assert heard(*directions, contrast="within").direction == direction


def test_where_a_study_gives_comparisons_too_its_changes_say_nothing():
    change = a_frozen_result(source_values={"direction": UP}, contrast="within")
    compared = a_frozen_result(source_values={"direction": NULL})
    assert voice([change, compared]).direction == "unclear" and voice([change, compared]).measured == 1


def test_several_studies_are_counted_as_studies_however_many_findings_each_gives():
    three = [heard(UP, UP, UP), heard(NULL), heard(UP, DOWN)]
    assert in_words(three) == "3 studies: 1 better, 1 better and worse, 1 not clear"
    assert (
        in_words([heard(UP, NULL)]) == "1 of 2 results clearly better"
        and in_words([heard(UP), heard(UP)]) == "2 studies"
    )


def test_what_was_clear_in_studies_that_are_not_clear_as_a_whole_is_told_with_them():
    assert in_words([heard(*[DOWN] * 7, *[NULL] * 12), heard(*[DOWN] * 6, *[NULL] * 10)]) == (
        "2 studies: 2 not clear (13 of 35 results clearly worse)"
    )
    assert in_words([heard(UP), heard(UP, NULL, NULL), heard(DOWN, NULL, NULL)]) == (
        "3 studies: 1 better, 2 not clear (1 of 6 results clearly better, 1 clearly worse)"
    )


def test_studies_of_the_same_people_are_one_voice_and_the_words_say_so():
    def study(title, people):
        about = {"source": "wwc", "participants": people, "results": (result(),)}
        return FrozenEvaluation(id=uuid4(), title=title, design="rct", **about)

    def result():
        return a_frozen_result(source_values={"direction": DOWN})

    first, again, other = study("CUNY Start", 3835), study("CUNY Start", 3835), study("Another", 90)

    def told(*studies):
        return told_of(a_view(stage="imported"), [(each, each.results[0]) for each in studies])[1]

    assert told(first, again, other).endswith("2 samples in 3 studies")
    assert told(first, again).endswith("2 studies of the same people")
    assert told(first, other).endswith("2 studies")


def test_the_findings_of_studies_of_the_same_people_count_once_where_they_agree():
    def some(*directions):
        return [a_frozen_result(source_values={"direction": each}) for each in directions]

    assert voice_of_sample([some(DOWN), some(DOWN)]).measured == 1
    apart = voice_of_sample([some(DOWN), some(NULL, NULL)])
    assert (apart.direction, apart.worse, apart.measured) == ("unclear", 1, 3)
    assert voice_of_sample([some(UP), some(DOWN)]).direction == "mixed"
    twice = [a_frozen_result(source_values={"direction": DOWN}, effect=-0.2) for _ in range(2)]
    assert voice_of_sample([some(UP, UP), twice[:1], twice[1:]]).worse == 1
    assert voice_of_sample([some(UP, UP), twice]).worse == 2  # one study may tell a number twice
    assert in_words([heard(DOWN), heard(NULL)], 3) == "2 samples in 3 studies: 1 worse, 1 not clear"


@pytest.mark.parametrize(
    ("directions", "said"),
    [
        (["better"], "better"),
        (["better", "worse"], "mixed"),
        (["mixed"], "mixed"),
        (["better", "mixed"], "mixed"),
        (["better", "unclear"], "better"),
        (["better", "unclear", "no-difference"], "unclear"),
        (["better", "unclear", "unclear"], "unclear"),  # one of three outcomes
        (["better", "better", "unclear", "unclear"], "better"),
        (["no-difference", "unclear"], "unclear"),
        (["better", "not-measured"], "better"),
        (["changed-better", "unclear"], "unclear"),  # what compares goes before what does not
        (["changed-better", "changed-unclear"], "changed-better"),
        (["changed-better", "changed-worse"], "changed-mixed"),
        (["not-given", "not-measured"], "not-given"),
        (["parts-only", "not-measured"], "parts-only"),
        (["undecided"], "undecided"),
    ],
)
def test_what_a_study_says_under_several_outcomes_or_approaches_is_one_voice(directions, said):
    assert together(directions) == together(directions[::-1]) == said
