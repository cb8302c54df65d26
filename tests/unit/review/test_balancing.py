"""Proposals for several cases at once: the load is spread, and each pair is one that could be asked."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from evidencehub.review.balancing import Waiting, balanced
from evidencehub.review.panels import Wanted
from evidencehub.review.suggesting import OPEN_CASE, Option, burden_of, share_a_place
from evidencehub.statistics.assigning import cheapest, solved

KINDS = ("academic", "academic", "practitioner", "practitioner")
PANEL = Wanted(("academic", "practitioner"), "Standard 3")


def person(name, *, knows=(), kind="", open_cases=0, place=""):
    return Option(
        id=name, name=name, kind=kind, knows=tuple(knows), open_cases=open_cases, answer_days=5.0,
        places=frozenset({place or name}),
    )  # fmt: skip


def proposed(waiting):
    return balanced(waiting, solve=solved)


def names(found):
    return [sorted(one.name for one in pair) for pair in found]


def test_four_people_who_know_the_same_get_two_cases_two_and_two():
    four = tuple(person(name, knows=["reading"]) for name in "abcd")
    first, second = names(proposed([Waiting(four), Waiting(four)]))
    assert sorted([*first, *second]) == ["a", "b", "c", "d"], "by itself each case would have taken a and b"


def test_who_alone_knows_a_case_gets_it_though_another_case_could_use_them():
    both = (person("a", knows=["reading"]), person("b"), person("c"), person("d"))
    other = (person("a"), person("b"), person("c"), person("d"))
    first, second = names(proposed([Waiting(both), Waiting(other)]))
    assert "a" in first and "a" not in second


def test_the_panel_of_each_case_is_kept_to():
    four = tuple(person(name, kind=kind) for name, kind in zip("abcd", KINDS, strict=True))
    for pair in proposed([Waiting(four, PANEL), Waiting(four, PANEL)]):
        assert {one.kind for one in pair} == {"academic", "practitioner"}


def test_nobody_is_proposed_twice_for_a_case_or_beside_a_colleague():
    colleagues = (person("a", place="x"), person("b", place="x"), person("c"))
    for pair in proposed([Waiting(colleagues)] * 3):
        assert len({one.id for one in pair}) == 2 and not share_a_place(pair)


def test_where_too_few_can_be_asked_there_are_fewer():
    assert names(proposed([Waiting(()), Waiting((person("a"),))])) == [[], ["a"]]
    assert proposed([]) == []


KNOWS = st.lists(st.sampled_from(["reading", "truancy"]), unique=True, max_size=2)
PEOPLE = st.lists(st.tuples(KNOWS, st.integers(0, 2), st.sampled_from("xyz")), min_size=3, max_size=4)


@settings(max_examples=40, deadline=None)
@given(PEOPLE)
def test_it_is_never_far_from_the_best_there_is(people):
    options = tuple(
        person(str(number), knows=knows, open_cases=busy, place=f"{place}{number if place != 'x' else ''}")
        for number, (knows, busy, place) in enumerate(people)
    )
    waiting = [Waiting(options), Waiting(options)]
    pairs = [pair for pair in combinations(options, 2) if not share_a_place(pair)]
    found = proposed(waiting)
    if all(len(pair) == 2 for pair in found):
        least = min(_whole(chosen) for chosen in product(pairs, repeat=2))
        assert _whole(found) <= least + 2 * OPEN_CASE, "a place of two is chosen before the other"


def _whole(chosen):
    load: dict[str, int] = {}
    for one in (one for pair in chosen for one in pair):
        load[one.id] = load.get(one.id, 0) + 1
    return sum(burden_of(pair, None) for pair in chosen) + sum(OPEN_CASE * n * (n - 1) / 2 for n in load.values())


def test_the_cheapest_way_gives_each_row_a_column_of_its_own_also_in_a_process_of_its_own():
    assert solved([[4, 1, 3], [2, 0, 5]]) == [1, 0]
    assert cheapest([[4, 1, 3], [2, 0, 5]]) == [1, 0]
    assert cheapest([]) == []
