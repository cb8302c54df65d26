"""What the picture of an outcome draws: only what is stored, with the source's signs turned only by a reading."""

from dataclasses import replace
from math import log
from uuid import uuid4

import pytest

from evidencehub.catalogue.marks import marks
from evidencehub.catalogue.marks.cards import _size
from evidencehub.catalogue.marks.effects import _row_of_study, outcomes_shown, results_shown
from evidencehub.projects.frozen.shapes import FrozenEvaluation
from evidencehub.projects.reported import READING, Reading, kept
from evidencehub.projects.wording import people_in
from tests.unit.catalogue.test_marks import a_result, a_view


def _shown(*results, stage="graded"):
    view = a_view(*results, stage=stage)
    lines = marks.lines(view, None, by_area=False)
    return outcomes_shown(lines, imported=stage == "imported", address=lambda key: f"/evaluations/{key}")


def _points(shown):
    return [row.points for forest in shown.forests for row, _ in forest.rows]


def test_a_result_is_drawn_with_its_interval_and_told_beside_it():
    (shown,) = _shown(a_result())
    (forest,) = shown.forests
    ((row, (mark,)),) = forest.rows
    assert (row.points[0].value, row.points[0].low, row.points[0].high) == (6.2, 1.1, 11.3)
    assert row.told == "6.2 days higher" and row.note == "Somewhere between 1.1 and 11.3"
    assert forest.unit == "days" and mark.low > forest.line


def test_lower_is_better_lies_on_the_right_with_its_own_numbers():
    (shown,) = _shown(a_result(outcome="Days missed", higher_is="worse", effect=-2.0, ci_low=-3.0, ci_high=-1.0))
    (forest,) = shown.forests
    (mark,) = forest.rows[0][1]
    assert mark.low > forest.line and forest.right == "better"
    assert "−2" in [tick.label for tick in forest.ticks if tick.x > forest.line]


def test_different_units_are_never_on_one_axis():
    (shown,) = _shown(
        a_result(), a_result(effect=log(0.7), effect_metric="or", ci_low=log(0.5), ci_high=log(0.98), unit="")
    )
    assert [forest.unit for forest in shown.forests] == ["days", "odds ratio"]
    assert "Odds ratio 0.7 (0.5 to 0.98)" in shown.forests[1].rows[0][0].note


def test_no_interval_is_made_up_and_no_number_has_no_point():
    (without,) = _shown(a_result(ci_low=None, ci_high=None))
    assert _points(without)[0][0].low is None and not without.forests[0].has_margins
    (words,) = _shown(a_result(effect=None, ci_low=None, ci_high=None, gives="words"))
    assert words.forests == ()


@pytest.mark.parametrize("count", [1, 4])
def test_nobody_is_told_from_whom_four_people_could_be_found(count):
    study = FrozenEvaluation(id=uuid4(), title="T", design="rct", participants=count)
    assert people_in(study) == "fewer than 5 people"
    assert _size([count]) == "1 study of fewer than 5 people"
    assert _size([count, 324]) == "2 studies of fewer than 5 to 324 people"
    assert _size([count, 2]) == "2 studies of fewer than 5 people each"
    assert _row_of_study(study, (), lambda _: "").people == "fewer than 5 people"
    assert _size([5, 324]) == "2 studies of 5 to 324 people"


def test_adult_learners_are_people_and_not_young_people():
    def told(*populations):
        return people_in(
            FrozenEvaluation(id=uuid4(), title="T", design="rct", participants=84, populations=populations)
        )

    assert told("past-school-age") == told("young-people-16-25", "past-school-age") == "84 people"
    assert told("young-people-16-25") == "84 young people"


def test_a_change_in_one_group_is_hollow_and_apart():
    compared, changed = _shown(a_result(), a_result(contrast="within"))
    assert not compared.forests[0].is_change and changed.forests[0].is_change


def _read(effect, higher, better="higher", **more):
    reading = Reading(direction="unclear", decided="higher", better=better, higher=higher)
    values = {"direction": "unclear", READING: kept(reading)}
    return a_result(effect=effect, effect_metric="g", ci_low=None, ci_high=None, source_values=values, **more)


def test_points_from_elsewhere_are_turned_by_the_reading_and_numbers_keep_their_sign():
    (shown,) = _shown(
        _read(0.3, "t"), _read(0.2, "c", better="lower"), _read(-0.1, "t", better="lower"), _read(0.4, ""),
        stage="imported",
    )  # fmt: skip
    ((points,),) = [_points(shown)]
    assert [point.value for point in points] == [0.3, 0.2, -0.1]  # what nobody can read is not drawn
    ((row, _),) = shown.forests[0].rows
    assert row.note == "0.3; 0.2; −0.1; 0.4"
    assert "the source’s own, in standard deviations. It gives no margins of error." in shown.says


def test_a_figure_on_a_scale_that_is_not_named_is_told_and_has_no_point():
    unnamed = replace(_read(-314.3, "c"), effect_metric="")
    unnamed = replace(unnamed, source_values={**unnamed.source_values, "effect_from": "Effect_Size_Study"})
    (alone,) = _shown(unnamed, stage="imported")
    assert alone.forests == ()
    (beside,) = _shown(unnamed, _read(0.3, "t"), stage="imported")
    assert [point.value for points in _points(beside) for point in points] == [0.3]
    assert "in standard deviations" in beside.says


def test_the_page_of_a_study_draws_its_results_that_have_a_margin_and_no_others():
    bare = a_result(outcome="Lateness", ci_low=None, ci_high=None)
    months = a_result(timepoint="After a year", measure_name="Register")
    study = FrozenEvaluation(id=uuid4(), title="T", design="rct", participants=84)
    (forest,) = results_shown(study, [a_result(), months, bare])
    assert [row.label for row, _ in forest.rows] == ["Days in school", "Days in school, Register, After a year"]
    assert forest.has_margins and not any(row.address for row, _ in forest.rows)
    assert results_shown(study, [bare]) == ()


def test_another_bodys_results_are_drawn_to_the_right_where_they_are_better_with_its_own_numbers():
    study = FrozenEvaluation(id=uuid4(), title="T", design="rct", source="records")
    fewer = a_result(outcome="Arrests", higher_is="worse", effect=-2.0, ci_low=-3.0, ci_high=-1.0)
    (forest,) = results_shown(study, [fewer])
    ((row, (mark,)),) = forest.rows
    assert mark.low > forest.line and forest.right == "better" and row.note == "−2 (−3 to −1)"
