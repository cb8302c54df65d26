"""A cell of a table as a number, or why it is none."""

from collections.abc import Mapping
from dataclasses import dataclass

from evidencehub.shared.numbers import NotOneNumber, read_cell
from evidencehub.statistics.errors import CannotCompute

MISSING = {"", "NA"}  # R writes NA


def number(text: str) -> float:
    """What was typed as a number, by the one reader. :raises ValueError: it is not one; says how to write it."""
    try:
        return read_cell(text)
    except NotOneNumber as error:
        raise ValueError(f'"{text[:40]}" is not a number: {error}') from None


@dataclass(frozen=True)
class Row:
    """What one result gives, by column, as it was typed. What is asked for and cannot be had raises CannotCompute."""

    cells: Mapping[str, str]

    def given(self, column: str) -> bool:
        return self.cells.get(column, "") not in MISSING

    def text(self, column: str) -> str:
        if not self.given(column):
            raise CannotCompute(f"{column} is not given")
        return self.cells[column]

    def number(self, column: str) -> float:
        try:
            return number(self.text(column))
        except ValueError as error:
            raise CannotCompute(f"{column}: {error}") from None

    def positive(self, column: str) -> float:
        if (value := self.number(column)) <= 0:
            raise CannotCompute(f"{column} is {value:g}, and has to be above 0")
        return value

    def size(self, column: str, least: int = 2) -> float:
        """How many people; not always whole, where a report gives an effective size."""
        if (value := self.number(column)) < least:
            raise CannotCompute(f"{column} is {value:g}, and has to be {least} or more")
        return value

    def count(self, column: str) -> float:
        if (value := self.number(column)) < 0 or value != int(value):
            raise CannotCompute(f"{column} is {value:g}, and has to be a whole number from 0")
        return value

    def between(self, column: str, low: float, high: float) -> float:
        if not low <= (value := self.number(column)) <= high:
            raise CannotCompute(f"{column} is {value:g}, and has to lie between {low:g} and {high:g}")
        return value
