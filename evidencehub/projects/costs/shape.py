"""What a project costs, line by line, as it is kept and frozen."""

from dataclasses import dataclass
from uuid import UUID

MOST = 50  # lines


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    id: UUID  # the same in every round, so that a change is seen as one
    kind: str  # of kinds.py
    what: str
    hundredths: int  # of the currency: 1250 is £12.50; 0 is given for free
    currency: str  # of kinds.py
    price_year: int
    per: str  # of kinds.py: once, or for each year, group or person
    paid_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    lines: tuple[CostLine, ...] = ()  # in the order that the team gave them
    people: int | None = None  # who take part in a year, for these costs; never so few that they could be found
    groups: int | None = None  # in a year

    def line(self, key: UUID) -> CostLine | None:
        return next((line for line in self.lines if line.id == key), None)

    def of(self, per: str) -> tuple[CostLine, ...]:
        return tuple(line for line in self.lines if line.per == per)


NO_COSTS = Costs()
