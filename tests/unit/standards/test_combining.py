"""Rules are trees of "at least n of these"."""

import pytest

from evidencehub.standards.engine import combining
from evidencehub.standards.engine.combining import Part, Situation
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET, Judged
from evidencehub.standards.model.nodes import AtLeast, Need, all_of, any_of, criteria_in, without

A, B, C = Need("a"), Need("b"), Need("c")


def combine(node, judged):
    return combining.combine(node, Situation(Part(judged, {}, None)))


def judged(**states):
    return {name: Judged(name, state, state, None, None, None) for name, state in states.items()}


@pytest.mark.parametrize(
    ("node", "states", "expected"),
    [
        (all_of([A, B]), (MET, MET), MET),
        (all_of([A, B]), (MET, NOT_MET), NOT_MET),
        (all_of([A, B]), (MET, CANNOT_TELL), CANNOT_TELL),
        (all_of([A, B]), (NOT_MET, CANNOT_TELL), NOT_MET),
        (any_of([A, B]), (NOT_MET, MET), MET),
        (any_of([A, B]), (NOT_MET, NOT_MET), NOT_MET),
        (any_of([A, B]), (NOT_MET, CANNOT_TELL), CANNOT_TELL),
        (AtLeast(2, (A, B, C)), (MET, NOT_MET, MET), MET),
        (AtLeast(2, (A, B, C)), (MET, NOT_MET, NOT_MET), NOT_MET),
        (AtLeast(2, (A, B, C)), (MET, NOT_MET, CANNOT_TELL), CANNOT_TELL),
    ],
)
def test_a_node_is_undecided_only_while_missing_answers_could_turn_it(node, states, expected):
    assert combine(node, judged(**dict(zip("abc", states, strict=False)))).state == expected


def test_nodes_nest():
    node = all_of([A, any_of([B, C])])
    assert criteria_in(node) == ["a", "b", "c"]
    assert combine(node, judged(a=MET, b=NOT_MET, c=MET)).state == MET
    assert combine(node, judged(a=MET, b=NOT_MET, c=NOT_MET)).state == NOT_MET


def test_leaving_criteria_out_never_makes_a_rule_harder():
    assert without(all_of([A, B]), {"b"}) == all_of([A])
    assert without(AtLeast(2, (A, B, C)), {"c"}) == AtLeast(1, (A, B))
    assert without(all_of([A, any_of([B])]), {"b"}) == all_of([A])


def test_leaving_out_one_alternative_of_any_lets_the_rest_go_because_it_may_have_been_the_one_that_was_met():
    assert without(all_of([A, any_of([B, C])]), {"c"}) == all_of([A])
