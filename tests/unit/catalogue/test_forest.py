"""Where things stand in a forest plot."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.catalogue.marks.forest import FIRST, LAST, Forest, Point, Row, draw


def _row(*points: Point, label: str = "A study") -> Row:
    return Row(label, points, "")


def _marks(forest: Forest):
    return [mark for _, marks in forest.rows for mark in marks]


def test_better_lies_on_the_right_whichever_way_the_numbers_run():
    point = Point(2, 1, 3)
    (up,) = _marks(draw([_row(point)], scale="number", better="higher"))
    (down,) = _marks(draw([_row(point)], scale="number", better="lower"))
    right, left = (
        draw([_row(point)], scale="number", better="higher"),
        draw([_row(point)], scale="number", better="lower"),
    )
    assert up.low > right.line and (right.left, right.right) == ("worse", "better")
    assert down.high < left.line and (left.left, left.right) == ("worse", "better")
    assert down.low < down.x < down.high  # its ends are turned round with it


def test_where_nobody_knows_which_way_is_better_the_sides_only_say_higher_and_lower():
    forest = draw([_row(Point(2))], scale="number", better="")
    assert (forest.left, forest.right) == ("lower", "higher")


def test_a_mirrored_axis_keeps_its_numbers():
    forest = draw([_row(Point(-4, -6, -2)), _row(Point(2))], scale="number", better="lower")
    assert [tick.label for tick in sorted(forest.ticks, key=lambda tick: tick.x)] == ["2", "0", "−2", "−4", "−6"]


def test_a_ratio_is_drawn_as_its_log_with_1_as_the_line():
    forest = draw([_row(Point(log(2), log(1), log(4)))], scale="ratio", better="lower")
    (mark,) = _marks(forest)
    at = {tick.label: tick.x for tick in forest.ticks}
    assert at["1"] == forest.line and at["4"] < at["2"] < at["1"]  # more re-offending is worse: on the left
    assert mark.x - at["4"] == pytest.approx(at["1"] - mark.x, abs=0.02)  # 1 to 2 is as far as 2 to 4


def test_a_point_without_a_margin_has_none_and_a_row_without_a_number_has_no_point():
    forest = draw([_row(Point(1)), _row()], scale="number", better="higher")
    (mark,) = _marks(forest)
    assert mark.low is None and not forest.has_margins
    assert forest.rows[1][1] == ()


def test_one_vague_study_is_cut_and_says_so_instead_of_squashing_the_others():
    forest = draw([_row(Point(0.2, 0.1, 0.3)), _row(Point(0.3, -20, 20))], scale="number", better="higher")
    clear, vague = _marks(forest)
    assert vague.goes_on_left and vague.goes_on_right and forest.is_cut
    assert not clear.goes_on_left and not clear.goes_on_right


def test_places_are_ticked_where_their_effect_lies():
    forest = draw([_row(Point(1.0, 0.5, 1.5))], scale="places", better="higher")
    at = {tick.label: tick.x for tick in forest.ticks if tick.x >= forest.line}
    assert {"0", "20", "40"} <= set(at)
    half = (forest.rows[0][1][0].x - forest.line) / 1.0  # percent for one standard deviation
    assert (at["40"] - forest.line) / half == pytest.approx(1.2816, abs=0.01)  # Φ(1.2816) = 0.9


NUMBERS = st.floats(-1e4, 1e4).map(lambda value: round(value, 4))


@given(
    values=st.lists(NUMBERS, min_size=1, max_size=12),
    widths=st.lists(st.floats(0, 1e4), min_size=12, max_size=12),
    scale=st.sampled_from(["number", "ratio", "places"]),
    better=st.sampled_from(["higher", "lower", ""]),
)
def test_nothing_leaves_the_picture_and_order_is_kept(values, widths, scale, better):
    if scale != "number":
        values = [value / 2000 for value in values]
        widths = [width / 2000 for width in widths]
    rows = [_row(Point(value, value - width, value + width)) for value, width in zip(values, widths, strict=False)]
    forest = draw(rows, scale=scale, better=better)
    marks = _marks(forest)
    for mark in marks:
        assert FIRST <= mark.low <= mark.x <= mark.high <= LAST
    assert all(FIRST <= tick.x <= LAST for tick in forest.ticks)
    assert 1 <= len(forest.ticks) <= 14
    xs = [mark.x for _, mark in sorted(zip(values, marks, strict=True), key=lambda pair: pair[0])]
    assert xs == sorted(xs, reverse=better == "lower")
    for value, mark in zip(values, marks, strict=True):
        if value:
            assert (mark.x >= forest.line) == ((value > 0) == (better != "lower")) or mark.x == forest.line


def test_an_axis_of_ratios_is_never_left_without_numbers():
    for ratio in (1.01, 1.1, 1.5, 3, 40, exp(9)):
        forest = draw([_row(Point(log(ratio)))], scale="ratio", better="higher")
        assert len(forest.ticks) >= 2, ratio
