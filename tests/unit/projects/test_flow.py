"""Losses follow from who started and who is in the results, as the standards define them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.projects.study.flow import flow_of, in_results, problems

TRIAL = {"allocated_t": 118, "analysed_t": 111, "allocated_c": 117, "analysed_c": 109}
counts = st.integers(min_value=1, max_value=10_000).flatmap(
    lambda started: st.tuples(st.just(started), st.integers(min_value=0, max_value=started))
)


def test_a_trial_loses_a_share_of_all_and_a_gap_between_its_groups():
    flow = flow_of(TRIAL, participants=220)
    assert flow.attrition_overall == pytest.approx(1 - 220 / 235)
    assert flow.attrition_differential == pytest.approx(abs(7 / 118 - 8 / 117))


@given(counts, counts)
def test_the_groups_may_be_told_the_other_way_round_and_nobody_is_lost_twice(first, second):
    def of(one, other):
        return flow_of(
            {"allocated_t": one[0], "analysed_t": one[1], "allocated_c": other[0], "analysed_c": other[1]}, 0
        )

    here, there = of(first, second), of(second, first)
    assert here.attrition_overall == pytest.approx(there.attrition_overall)
    assert here.attrition_differential == pytest.approx(there.attrition_differential)
    shares = sorted(lost.share for lost in here.groups)
    assert shares[0] <= here.attrition_overall <= shares[1] or shares[0] == pytest.approx(shares[1])


@pytest.mark.parametrize("gone", TRIAL)
def test_with_a_number_missing_nothing_is_worked_out(gone):
    study = {name: count for name, count in TRIAL.items() if name != gone}
    flow = flow_of(study, participants=220)
    assert (flow.attrition_overall, flow.attrition_differential) == (None, None)


def test_one_group_loses_a_share_and_has_no_gap():
    flow = flow_of({"started": 60}, participants=48)
    assert (flow.attrition_overall, flow.attrition_differential) == (pytest.approx(0.2), None)
    assert flow_of({"started": 0}, participants=0).attrition_overall is None
    assert flow_of({"started": 60}, participants=61).attrition_overall is None, "asked about, and not told"


def test_how_many_were_measured_follows_only_where_both_groups_are_given():
    assert in_results(TRIAL) == 220
    assert in_results({"analysed_t": 111}) is None


@pytest.mark.parametrize(
    ("study", "participants", "at", "words"),
    [
        (TRIAL | {"analysed_t": 119}, None, "analysed_t", "119 people of the project group"),
        (TRIAL | {"analysed_c": 118}, None, "analysed_c", "118 people of the other group"),
        (TRIAL | {"eligible": 234}, None, "eligible", "235 people were there at the start"),
        (TRIAL, 215, "participants", "add up to 220"),
        ({"started": 60}, 61, "participants", "more than the 60"),
        ({"started": 60, "n_both_points_per_group": 49}, 48, "n_both_points_per_group", "more than the 48"),
        ({"groups_t": 4, "groups_c": 5, "groups_lost": 10}, None, "groups_lost", "more than the 9"),
    ],
)
def test_numbers_that_cannot_be_are_told_beside_the_one_to_look_at(study, participants, at, words):
    found = problems(study, participants)
    assert list(found) == [at] and words in found[at]


@pytest.mark.parametrize(
    ("study", "participants"),
    [
        (TRIAL, 220), (TRIAL, None), (TRIAL | {"eligible": 235}, None), (TRIAL | {"analysed_t": 118}, None),
        ({"started": 60}, 60), ({"started": 60, "n_both_points_per_group": 48}, 48), ({}, 61), ({"eligible": 5}, 9),
        ({"groups_t": 4, "groups_c": 5, "groups_lost": 9}, None),
    ],
)  # fmt: skip
def test_numbers_that_can_be_are_not_asked_about(study, participants):
    assert problems(study, participants) == {}
