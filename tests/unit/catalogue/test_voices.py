"""One study, one voice: what several findings of a study in one outcome say together, on each side of the edge."""

from uuid import uuid4

import pytest

from evidencehub.catalogue.marks.voices import in_words, voice
from evidencehub.projects.frozen.shapes import FrozenResult

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
