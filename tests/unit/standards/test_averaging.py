"""The average of the results of a study: turned the way each points, known only when all are known."""

import pytest

from evidencehub.standards.engine.averaging import averaged
from evidencehub.standards.engine.inputs import Context, Given
from evidencehub.standards.model.rule_parts import Table


def result(size, direction, *, findings=(), **facts):
    effect = {"effect_size": size, "effect_direction": direction}
    known = {name: value for name, value in effect.items() if value is not None}
    given = {name: Given(answer, "outcome", "o") for name, answer in findings}
    return Context("s", "o", "rct", given, {**known, **facts})


@pytest.mark.parametrize(
    ("results", "size", "direction"),
    [
        ([(0.2, "positive"), (0.4, "positive")], 0.3, "positive"),
        ([(-0.2, "positive"), (-0.4, "positive")], 0.3, "positive"),  # fewer is better, and the report says so by sign
        ([(0.4, "negative"), (0.2, "positive")], -0.1, "negative"),
        ([(0.2, "negative"), (0.2, "positive")], 0.0, "none"),
        ([(0.3, "none"), (0.3, "positive")], 0.15, "positive"),
        ([(0.3, "positive")], 0.3, "positive"),
    ],
)
def test_each_effect_is_turned_the_way_it_points(results, size, direction):
    one = averaged([result(*each) for each in results])
    assert (one.facts["effect_size"], one.facts["effect_direction"]) == (pytest.approx(size), direction)


@pytest.mark.parametrize("missing", [(None, "positive"), (0.3, None)])
def test_an_effect_that_is_missing_leaves_the_average_unknown(missing):
    one = averaged([result(0.3, "positive"), result(*missing)])
    assert not {"effect_size", "effect_direction"} & set(one.facts)


def test_what_all_results_share_stays_and_p_values_are_not_averaged():
    some = [("same", "met"), ("other", "met")]
    one = averaged([
        result(0.3, "positive", findings=some, p_value=0.01, n_measured=40),
        result(0.3, "positive", findings=[("same", "met"), ("other", "not-met")], p_value=0.03, n_measured=40),
    ])  # fmt: skip
    assert one.facts == {"n_measured": 40, "effect_size": 0.3, "effect_direction": "positive"}
    assert {name: given.answer for name, given in one.given.items()} == {"same": "met"}


@pytest.mark.parametrize(
    ("way", "value", "limit"),
    [
        ("down", 0.199, 0.5), ("down", 0.2, 0.4), ("down", 0.2999, 0.4), ("down", 0.3, None),
        ("nearest", 0.149, 0.5), ("nearest", 0.15, 0.4), ("nearest", 0.249, 0.4), ("nearest", 0.25, None),
        ("nearest", 0.04, None), ("nearest", 0.05, 0.5),
    ],
)  # fmt: skip
def test_a_table_is_looked_up_by_the_step_below_or_the_nearest(way, value, limit):
    table = Table("t", "T", "by", 0.1, ((0.1, 0.5), (0.2, 0.4)), "sourced", "", way)
    assert table.limit(value) == limit
