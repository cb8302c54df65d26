"""What a project costs in words: for its team, for reviewers and for readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from evidencehub.projects.costs.kinds import CURRENCIES, GROUP, KINDS, ONCE, OTHER, PERSON, UNITS, YEAR
from evidencehub.projects.costs.shape import CostLine, Costs
from evidencehub.projects.costs.sums import Sums, WhyNot, sums_of, total
from evidencehub.shared.words import counted, listed

PAYERS = "Who pays, for each line that is not free"
_COUNTS = {
    WhyNot.NO_PEOPLE: "how many people take part in a year", WhyNot.NO_GROUPS: "how many groups there are in a year",
}  # fmt: skip


@dataclass(frozen=True)
class LineInWords:
    id: UUID
    kind: str
    what: str
    amount: str  # "£12,000 a year"
    price_year: str
    paid_by: str

    @property
    def whole(self) -> str:
        payer = f"; paid by {self.paid_by}" if self.paid_by else ""
        return f"{self.kind}: {self.what}: {self.amount}, in prices of {self.price_year}{payer}"


@dataclass(frozen=True)
class SumInWords:
    what: str
    amount: str
    how: str  # the arithmetic; "" of a single line

    @property
    def whole(self) -> str:
        return f"{self.what}: {self.amount}{f' ({self.how})' if self.how else ''}"


@dataclass(frozen=True)
class CostsInWords:
    lines: tuple[LineInWords, ...]
    taking_part: str  # "40 people in 5 groups a year"; "" where nobody said
    money: str  # "pounds, in prices of 2024"; "" where there is no one answer
    sums: tuple[SumInWords, ...]
    why_not: tuple[str, ...]  # why a sum is not there
    missing: tuple[str, ...]  # what is not listed
    has_payers: bool


@dataclass(frozen=True)
class Told:
    """One thing that a full list says."""

    label: str
    is_there: bool


def in_words(costs: Costs, *, with_payers: bool = True) -> CostsInWords | None:
    """None: there are no lines. :param with_payers: who pays is told, and not only what."""
    if not costs.lines:
        return None
    sums, first = sums_of(costs), costs.lines[0]
    is_one = not {WhyNot.CURRENCIES, WhyNot.PRICE_YEARS}.intersection(sums.why_not)
    told = [each for each in told_of(costs) if with_payers or each.label != PAYERS]
    return CostsInWords(
        lines=tuple(_line(line, with_payers=with_payers) for line in costs.lines),
        taking_part=_taking_part(costs),
        money=f"{CURRENCIES[first.currency].label}, in prices of {first.price_year}" if is_one else "",
        sums=tuple(_sums(costs, sums, first.currency)),
        why_not=tuple(_why_not(costs, sums)),
        missing=tuple(each.label for each in told if not each.is_there),
        has_payers=with_payers and any(line.paid_by for line in costs.lines),
    )


def told_of(costs: Costs) -> tuple[Told, ...]:
    """What a full list says, item by item."""
    kinds = {line.kind for line in costs.lines}
    return (
        *(Told(kind.label, slug in kinds) for slug, kind in KINDS.items() if slug != OTHER),
        Told("How many people take part in a year", costs.people is not None),
        Told(PAYERS, bool(costs.lines) and all(line.paid_by for line in costs.lines if line.hundredths)),
    )


def amount(hundredths: int | Fraction, currency: str) -> str:
    """ "£12,000", "£12.50"; half a penny and more is rounded up."""
    whole = int(hundredths + Fraction(1, 2))
    return f"{CURRENCIES[currency].before}{whole // 100:,}" + (f".{whole % 100:02}" if whole % 100 else "")


def in_short(costs: Costs) -> str:
    """ "£2,400 to start, £13,400 a year for 40 people (2024)"; "" where neither follows."""
    sums = sums_of(costs)
    said = []
    if sums.start is not None:
        said.append(f"{amount(sums.start, costs.lines[0].currency)} to start")
    if sums.year is not None:
        people = f" for {costs.people:,} people" if costs.people else ""
        said.append(f"{amount(sums.year, costs.lines[0].currency)} a year{people}")
    return f"{', '.join(said)} ({costs.lines[0].price_year})" if said else ""


def lines_as_text(costs: Costs) -> tuple[str, ...]:
    """Each line in one text."""
    told = in_words(costs)
    return tuple(line.whole for line in told.lines) if told else ()


def sums_as_text(costs: Costs) -> tuple[str, ...]:
    """Each sum in one text, with its arithmetic, its money and the year of the prices."""
    told = in_words(costs)
    return tuple(f"{each.whole}; {told.money}" for each in told.sums) if told else ()


def payers(costs: Costs) -> tuple[str, ...]:
    """Who pays for something, each once."""
    return tuple(dict.fromkeys(line.paid_by for line in costs.lines if line.paid_by))


def _line(line: CostLine, *, with_payers: bool) -> LineInWords:
    return LineInWords(
        line.id, KINDS[line.kind].label, line.what,
        f"{amount(line.hundredths, line.currency)} {UNITS[line.per][1]}" if line.hundredths else "Free",
        str(line.price_year), line.paid_by if with_payers else "",
    )  # fmt: skip


def _taking_part(costs: Costs) -> str:
    said = [f"{costs.people:,} people"] if costs.people else []
    said += [counted(costs.groups, "group", "groups")] if costs.groups else []
    return f"{' in '.join(said)} a year" if said else ""


def _sums(costs: Costs, sums: Sums, currency: str) -> Iterator[SumInWords]:
    if sums.start is not None:
        yield SumInWords("To start, once", amount(sums.start, currency), _together(costs.of(ONCE)))
    if sums.year is not None:
        part = _taking_part(costs).removesuffix(" a year")
        yield SumInWords(
            f"A running year, for {part}" if part else "A running year", amount(sums.year, currency), _of_a_year(costs)
        )
    if sums.first_year is not None:
        how = f"{amount(sums.start or 0, currency)} + {amount(sums.year or 0, currency)}"
        yield SumInWords("The first year, with what it takes to start", amount(sums.first_year, currency), how)
    if sums.person is not None:
        rounded = ", rounded" if sums.person.denominator > 1 else ""
        if sums.year is None or costs.people is None or not (costs.of(YEAR) or costs.of(GROUP)):
            how = _together(costs.of(PERSON))
        else:
            how = f"{amount(sums.year, currency)} ÷ {costs.people:,} people{rounded}"
        yield SumInWords("For one person, in a running year", amount(sums.person, currency), how)


def _together(lines: tuple[CostLine, ...]) -> str:
    return f"{len(lines)} lines together" if len(lines) > 1 else ""


def _of_a_year(costs: Costs) -> str:
    """The arithmetic behind a running year: what is paid each year, for each group and for each person."""
    currency = costs.lines[0].currency
    parts = [f"{amount(total(found), currency)} every year" for found in [costs.of(YEAR)] if found]
    for per, count, one, many in ((GROUP, costs.groups, "group", "groups"), (PERSON, costs.people, "person", "people")):
        if found := costs.of(per):
            parts.append(f"{counted(count or 0, one, many)} × {amount(total(found), currency)}")
    return " + ".join(parts) if len(parts) > 1 or not costs.of(YEAR) else _together(costs.of(YEAR))


def _why_not(costs: Costs, sums: Sums) -> Iterator[str]:
    if WhyNot.CURRENCIES in sums.why_not:
        names = list(dict.fromkeys(CURRENCIES[line.currency].label for line in costs.lines))
        yield f"No sum is given, because the lines are in {listed(names)}. We do not convert one into the other."
    if WhyNot.PRICE_YEARS in sums.why_not:
        years = sorted({str(line.price_year) for line in costs.lines})
        yield f"No sum is given, because the lines are in prices of {listed(years)}. We do not adjust for inflation."
    if WhyNot.ONLY_START in sums.why_not:
        yield "What it costs to run is not given: only what it takes to start is listed."
    unknown = [words for why, words in _COUNTS.items() if why in sums.why_not]
    if unknown:
        what = [name for name, found in (("a year", sums.year), ("one person", sums.person)) if found is None]
        costs_what = "costs" if len(what) == 1 else "cost"
        yield f"What {listed(what)} {costs_what} is not given: the team does not say {listed(unknown)}."
