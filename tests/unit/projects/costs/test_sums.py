"""What lines of cost come to: only what follows from them, with its arithmetic, and else the reason."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencehub.projects.costs.editing import with_line, with_moved_line
from evidencehub.projects.costs.headline import headline_of
from evidencehub.projects.costs.kinds import CURRENCIES, KINDS, UNITS
from evidencehub.projects.costs.shape import MOST, CostLine, Costs
from evidencehub.projects.costs.sums import sums_of
from evidencehub.projects.costs.words import amount, in_short, in_words, payers, told_of
from evidencehub.projects.frozen.strictly import read, written
from evidencehub.shared.errors import Invalid, NotFound


def a_line(per="year", hundredths=120000, **more):
    said = {"kind": "staff", "what": "A worker", "currency": "GBP", "price_year": 2024}
    return CostLine(id=uuid4(), per=per, hundredths=hundredths, **said | more)


def told(*lines, **more):
    return in_words(Costs(lines=lines, **more))


def sums(*lines, **more):
    return [each.whole for each in told(*lines, **more).sums]


ALL = a_line("once", 240000), a_line("year", 1200000), a_line("group", 20000), a_line("person", 1000)


def test_each_sum_is_given_with_its_arithmetic():
    assert sums(*ALL, people=41, groups=5) == [
        "To start, once: £2,400",
        "A running year, for 41 people in 5 groups: £13,410 (£12,000 every year + 5 groups × £200 + 41 people × £10)",
        "The first year, with what it takes to start: £15,810 (£2,400 + £13,410)",
        "For one person, in a running year: £327.07 (£13,410 ÷ 41 people, rounded)",
    ]
    assert told(*ALL, people=41, groups=5).why_not == ()


def test_what_is_paid_for_each_person_alone_needs_no_number_of_them():
    assert sums(a_line("person", 1000), a_line("person", 250)) == [
        "For one person, in a running year: £12.50 (2 lines together)"
    ]
    assert sums(a_line("person", 1000), people=40)[0] == "A running year, for 40 people: £400 (40 people × £10)"


@pytest.mark.parametrize(
    ("lines", "counts", "why"),
    [
        (ALL, {}, "What a year and one person cost is not given: the team does not say how many people take part in a "
                  "year and how many groups there are in a year."),
        (ALL, {"people": 40}, "What a year and one person cost is not given: the team does not say how many groups "
                              "there are in a year."),
        (ALL[:2], {}, "What one person costs is not given: the team does not say how many people take part in a year."),
        (ALL[:1], {"people": 40}, "What it costs to run is not given: only what it takes to start is listed."),
    ],
)  # fmt: skip
def test_what_does_not_follow_is_not_given_and_the_reason_is(lines, counts, why):
    found = told(*lines, **counts)
    assert found.why_not == (why,) and not [each for each in found.sums if "one person" in each.what]


def test_neither_money_nor_years_are_mixed():
    mixed = told(a_line(), a_line(currency="EUR"), a_line(price_year=2021), people=40)
    assert mixed.sums == () and mixed.money == "" and in_short(Costs(lines=(a_line(), a_line(price_year=2021)))) == ""
    assert mixed.why_not == (
        "No sum is given, because the lines are in pounds and euros. We do not convert one into the other.",
        "No sum is given, because the lines are in prices of 2021 and 2024. We do not adjust for inflation.",
    )


def test_what_is_paid_once_is_never_spread_over_people():
    with_start, without = (sums_of(Costs(lines=lines, people=40, groups=5)).person for lines in (ALL, ALL[1:]))
    assert with_start == without


@given(st.lists(st.tuples(st.sampled_from(list(UNITS)), st.integers(0, 10**9)), min_size=1), st.integers(5, 10**7))
def test_a_person_times_all_people_is_the_year(given_lines, people):
    costs = Costs(lines=tuple(a_line(per, hundredths) for per, hundredths in given_lines), people=people, groups=3)
    found = sums_of(costs)
    assert (found.person is None) == (found.year is None)
    assert found.person is None or found.person * people == found.year
    assert read(Costs, written(costs)) == costs


def test_the_figure_that_projects_are_compared_by_can_be_taken_over_where_it_is_in_pounds():
    costs = Costs(lines=ALL, people=41, groups=5)
    assert headline_of(costs).words == "£327 (2024)"
    assert headline_of(Costs(lines=(a_line("person", 1050),))).pounds == 11, "half a pound is rounded up"
    assert headline_of(Costs(lines=(a_line("person", 1000, currency="EUR"),))) is None
    assert headline_of(Costs(lines=ALL)) is None and headline_of(Costs()) is None


@pytest.mark.parametrize(
    ("hundredths", "currency", "words"),
    [(0, "GBP", "£0"), (1250, "GBP", "£12.50"), (1205, "EUR", "€12.05"), (123456700, "SEK", "SEK\u00a01,234,567")],
)
def test_money_is_written_as_people_write_it(hundredths, currency, words):
    assert amount(hundredths, currency) == words


def test_a_line_that_costs_nothing_is_free_and_who_pays_is_left_out_where_it_is_not_to_be_told():
    line = a_line(hundredths=0, paid_by="The city")
    assert told(line).lines[0].whole == "Staff: A worker: Free, in prices of 2024; paid by The city"
    hidden = in_words(Costs(lines=(line, a_line())), with_payers=False)
    assert "The city" not in str(hidden) and not [each for each in hidden.missing if "Who pays" in each]
    assert payers(Costs(lines=(line, line, a_line()))) == ("The city",)


def test_a_full_list_says_of_each_kind_what_it_costs_for_how_many_and_who_pays():
    kinds = [a_line(kind=slug, paid_by="The city") for slug in KINDS if slug != "other"]
    assert all(each.is_there for each in told_of(Costs(lines=tuple(kinds), people=40)))
    assert told(*kinds[1:]).missing == ("Set-up and training", "How many people take part in a year")
    assert told(*kinds, a_line(), people=40).missing == ("Who pays, for each line that is not free",)
    assert not [each for each in told_of(Costs()) if each.is_there]


def test_lines_are_added_once_and_moved_and_there_is_an_end_to_them():
    costs = Costs()
    for what in "ABC":
        said = {"kind": "staff", "what": what, "hundredths": 1, "currency": "GBP", "price_year": 2024, "per": "year",
                "paid_by": ""}  # fmt: skip
        costs = with_line(with_line(costs, said), said)

    def order(by, place):
        return "".join(line.what for line in with_moved_line(costs, costs.lines[place].id, by).lines)

    assert [order(-1, 0), order(-1, 1), order(1, 1), order(1, 2)] == ["ABC", "BAC", "ACB", "ABC"]
    with pytest.raises(NotFound):
        with_moved_line(costs, uuid4(), 1)
    full = Costs(lines=tuple(a_line(what=str(number)) for number in range(MOST)))
    with pytest.raises(Invalid, match="There can be 50 lines"):
        with_line(full, said)


def test_no_two_currencies_are_told_by_the_same_sign():
    assert len({each.before for each in CURRENCIES.values()}) == len(CURRENCIES)
