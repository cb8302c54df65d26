"""What lines of cost come to, as far as that follows from them alone.

Nothing is converted between currencies or adjusted for inflation, and what is paid once is never spread over people:
for how many years it serves, nobody said. Where a sum does not follow there is none, and a reason.
"""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from evidencehub.projects.costs.kinds import GROUP, ONCE, PERSON, YEAR
from evidencehub.projects.costs.shape import CostLine, Costs


class WhyNot(Enum):
    """Why a sum is not there: the first two of all sums, the others of what a year or a person costs."""

    CURRENCIES = "currencies"
    PRICE_YEARS = "price-years"
    NO_PEOPLE = "no-people"
    NO_GROUPS = "no-groups"
    ONLY_START = "only-start"


@dataclass(frozen=True)
class Sums:
    """In hundredths of the one currency; None where a sum does not follow."""

    start: int | None = None
    year: int | None = None  # of running it, for all who take part
    person: Fraction | None = None  # in a running year
    why_not: tuple[WhyNot, ...] = ()

    @property
    def first_year(self) -> int | None:
        return self.start + self.year if self.start is not None and self.year is not None else None


def sums_of(costs: Costs) -> Sums:
    mixed = [
        why
        for why, values in (
            (WhyNot.CURRENCIES, {line.currency for line in costs.lines}),
            (WhyNot.PRICE_YEARS, {line.price_year for line in costs.lines}),
        )
        if len(values) > 1
    ]
    if mixed or not costs.lines:
        return Sums(why_not=tuple(mixed))
    once = costs.of(ONCE)
    start = total(once) if once else None
    if len(once) == len(costs.lines):
        return Sums(start=start, why_not=(WhyNot.ONLY_START,))
    year, person = _of_a_year(costs), _of_a_person(costs)
    why = []
    if costs.groups is None and costs.of(GROUP):
        why.append(WhyNot.NO_GROUPS)
    if costs.people is None and (year is None or person is None):
        why.append(WhyNot.NO_PEOPLE)
    return Sums(start, year, person, tuple(why))


def total(lines: tuple[CostLine, ...]) -> int:
    return sum(line.hundredths for line in lines)


def _of_a_year(costs: Costs) -> int | None:
    people, groups = costs.of(PERSON), costs.of(GROUP)
    if (people and costs.people is None) or (groups and costs.groups is None):
        return None
    return total(costs.of(YEAR)) + total(groups) * (costs.groups or 0) + total(people) * (costs.people or 0)


def _of_a_person(costs: Costs) -> Fraction | None:
    """Where all that runs is paid for each person, it follows without their number."""
    if not costs.of(YEAR) and not costs.of(GROUP):
        return Fraction(total(costs.of(PERSON)))
    year = _of_a_year(costs)
    return Fraction(year, costs.people) if year is not None and costs.people else None
