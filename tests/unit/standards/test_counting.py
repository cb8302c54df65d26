"""Counting studies: how many satisfy a requirement for certain, and how many could."""

import pytest

from evidencehub.standards.engine.combining import Part, Situation, Studied, combine
from evidencehub.standards.engine.verdicts import CANNOT_TELL, MET, NOT_MET, Judged, leaves, open_in
from evidencehub.standards.model.nodes import (
    Need,
    OfResults,
    OnAverage,
    Sides,
    Studies,
    Total,
    all_of,
    criteria_in,
    routed,
    without,
)

GOOD = all_of([Need("good")])


def part(facts=None, route=None, **states):
    return Part({name: Judged(name, state, state, "study", None) for name, state in states.items()}, facts or {}, route)


def study(name, *parts, sample=None):
    return Studied(name, sample, parts)


def verdict(node, *studies):
    (found,) = combine(all_of([node]), Situation(part(), studies)).parts
    return found


@pytest.mark.parametrize(
    ("samples", "distinct", "state", "certain"),
    [
        (("north", "south"), True, MET, 2),
        (("north", "north"), True, NOT_MET, 1),
        (("north", "north"), False, MET, 2),
        (("north", None), True, CANNOT_TELL, 1),
        ((None, None), True, CANNOT_TELL, 1),
        ((None, None), False, MET, 2),
        (("Cohort 1", "cohort  1"), True, NOT_MET, 1),
        (("cohort 1", "cohort 1; cohort 2"), True, NOT_MET, 1),
        (("cohort 3", "cohort 1; cohort 2"), True, MET, 2),
    ],
)
def test_two_studies_of_the_same_people_are_one_and_of_unnamed_people_cannot_be_told(samples, distinct, state, certain):
    studies = [study(f"s{n}", part(good=MET), sample=sample) for n, sample in enumerate(samples)]
    found = verdict(Studies(2, GOOD, distinct), *studies)
    assert (found.state, found.met_count) == (state, certain)


def test_a_study_counts_once_when_any_of_its_outcomes_satisfies_all_that_is_asked():
    asked = all_of([Need("good"), Need("late")])
    split = study("split", part(good=MET, late=NOT_MET), part(good=NOT_MET, late=MET))
    whole = study("whole", part(good=NOT_MET, late=MET), part(good=MET, late=MET), part(good=MET, late=MET))
    assert verdict(Studies(1, asked), split).state == NOT_MET
    found = verdict(Studies(2, asked), split, whole)
    assert (found.state, found.met_count) == (NOT_MET, 1)
    assert [leaf.criterion for leaf in open_in(found)] == ["late"]


@pytest.mark.parametrize(
    ("states", "state"), [((MET,), NOT_MET), ((CANNOT_TELL,), CANNOT_TELL), ((NOT_MET,), MET), ((), MET)]
)
def test_what_must_not_be_there_is_only_certain_when_every_study_says_so(states, state):
    studies = [study(f"s{n}", part(good=each)) for n, each in enumerate(states)]
    assert verdict(Studies(0, GOOD, at_most=True), *studies).state == state


@pytest.mark.parametrize(
    ("how", "these", "those", "state"),
    [
        ("no_more_than", (MET,), (MET,), MET),
        ("no_more_than", (MET, MET), (MET,), NOT_MET),
        ("no_more_than", (MET, CANNOT_TELL), (MET,), CANNOT_TELL),
        ("no_more_than", (MET, MET), (MET, CANNOT_TELL), CANNOT_TELL),
        ("no_more_than", (), (), MET),
        ("fewer_than", (MET,), (MET, MET), MET),
        ("fewer_than", (MET,), (MET,), NOT_MET),
        ("fewer_than", (MET, CANNOT_TELL), (MET, MET), CANNOT_TELL),
        ("fewer_than", (MET,), (MET, CANNOT_TELL), CANNOT_TELL),
        ("fewer_than", (), (), NOT_MET),
        ("more_than", (MET, MET), (MET,), MET),
        ("more_than", (MET,), (MET,), NOT_MET),
        ("more_than", (MET, CANNOT_TELL), (MET,), CANNOT_TELL),
        ("more_than", (MET, MET), (MET, CANNOT_TELL), CANNOT_TELL),
        ("more_than", (), (), NOT_MET),
    ],
)
def test_one_side_may_not_outnumber_the_other_or_has_to(how, these, those, state):
    studies = [study(f"a{n}", part(good=each, bad=NOT_MET)) for n, each in enumerate(these)]
    studies += [study(f"b{n}", part(good=NOT_MET, bad=each)) for n, each in enumerate(those)]
    assert verdict(Sides(GOOD, all_of([Need("bad")]), how), *studies).state == state


@pytest.mark.parametrize(
    ("results", "any_", "every", "none"),
    [
        ((MET,), MET, MET, NOT_MET),
        ((NOT_MET,), NOT_MET, NOT_MET, MET),
        ((MET, NOT_MET), MET, NOT_MET, NOT_MET),
        ((CANNOT_TELL,), CANNOT_TELL, CANNOT_TELL, CANNOT_TELL),
        ((MET, CANNOT_TELL), MET, CANNOT_TELL, NOT_MET),
        ((NOT_MET, CANNOT_TELL), CANNOT_TELL, NOT_MET, CANNOT_TELL),
    ],
)
def test_the_results_of_a_study_speak_with_one_voice(results, any_, every, none):
    for which, state in (("any_result", any_), ("every_result", every), ("no_result", none)):
        one = study("one", *[part(good=each) for each in results])
        assert verdict(Studies(1, all_of([OfResults(which, GOOD)])), one).state == state


def test_a_study_with_a_good_and_a_bad_result_is_no_study_with_good_results_alone():
    alone = all_of([OfResults("any_result", GOOD), OfResults("no_result", all_of([Need("bad")]))])
    mixed = study("mixed", part(good=MET, bad=NOT_MET), part(good=NOT_MET, bad=MET))
    clear = study("clear", part(good=MET, bad=NOT_MET), part(good=NOT_MET, bad=NOT_MET))
    assert verdict(Studies(1, alone), mixed).met_count == 0
    assert verdict(Studies(1, alone), clear).met_count == 1


def test_leaving_the_effect_out_drops_what_no_result_may_have_and_shortens_what_one_of_them_needs():
    effect, both = all_of([Need("effect")]), all_of([Need("good"), Need("effect")])
    asked = all_of([OfResults("no_result", both), OnAverage(effect, GOOD), OfResults("any_result", both)])
    smaller = without(all_of([Studies(1, asked)]), {"effect"})
    assert criteria_in(smaller) == ["good"]
    assert without(all_of([Studies(1, all_of([OfResults("every_result", effect)]))]), {"effect"}).count == 1


@pytest.mark.parametrize(
    ("sizes", "state"),
    [
        ([("north", 200), ("south", 150)], MET),
        ([("north", 200), ("south", 149)], NOT_MET),
        ([("north", 200), ("north", 200)], NOT_MET),
        ([("north", 200), ("North; south", 200)], CANNOT_TELL),
        ([("north", 300), ("west; south", 50)], MET),
        ([("north", 200), (None, 150)], CANNOT_TELL),
        ([(None, 350), (None, 10)], MET),
        ([("north", 200), ("south", None)], CANNOT_TELL),
    ],
)
def test_a_total_adds_every_sample_once_and_an_unnamed_sample_adds_nothing_for_certain(sizes, state):
    studies = [
        study(f"s{n}", part({} if size is None else {"n_measured": size}, good=MET), sample=sample)
        for n, (sample, size) in enumerate(sizes)
    ]
    assert verdict(Total("n_measured", 350, GOOD), *studies).state == state


def test_leaving_the_effect_out_drops_a_limit_on_studies_and_shortens_a_count_of_them():
    asked = all_of(
        [Studies(2, all_of([Need("good"), Need("effect")])), Studies(0, all_of([Need("effect")]), at_most=True)]
    )
    smaller = without(asked, {"effect"})
    assert criteria_in(smaller) == ["good"]
    assert smaller.count == len(smaller.parts) == 1
    assert without(asked, {"other"}) is asked


def test_each_study_is_asked_what_its_own_route_asks():
    node = routed(all_of([Studies(2, all_of([Need("good"), Need("power")]))]), {"talks": {"power"}, "trial": set()})
    talks = study("talks", part(route="talks", good=MET, power=CANNOT_TELL))
    trial = study("trial", part(route="trial", good=MET, power=MET))
    short = study("short", part(route="trial", good=MET, power=NOT_MET))
    assert combine(node, Situation(part(), (talks, trial))).state == MET
    assert combine(node, Situation(part(), (talks, short))).state == NOT_MET


def test_the_study_that_came_nearest_speaks_for_a_count_that_is_not_reached():
    asked = all_of([Need("good"), Need("late"), Need("large")])
    far = study("far", part(good=NOT_MET, late=NOT_MET, large=MET))
    near = study("near", part(good=MET, late=MET, large=NOT_MET))
    found = verdict(Studies(1, asked), far, near)
    assert [leaf.state for leaf in leaves(found)] == [MET, MET, NOT_MET]
