"""The figure for one person that lines of cost come to, as the team's own figure is kept: whole pounds of one year."""

from dataclasses import dataclass
from fractions import Fraction

from evidencehub.projects.costs.shape import Costs
from evidencehub.projects.costs.sums import sums_of
from evidencehub.projects.costs.words import amount

POUNDS = "GBP"


@dataclass(frozen=True)
class Headline:
    pounds: int
    year: int

    @property
    def words(self) -> str:
        return f"{amount(self.pounds * 100, POUNDS)} ({self.year})"


def headline_of(costs: Costs) -> Headline | None:
    """None: no cost for one person follows, or it is in other money."""
    person = sums_of(costs).person
    if person is None or costs.lines[0].currency != POUNDS:
        return None
    return Headline(int(person / 100 + Fraction(1, 2)), costs.lines[0].price_year)
