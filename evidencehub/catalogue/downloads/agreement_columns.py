"""The columns of the file of how far reviewers agree."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from evidencehub.catalogue.downloads.column import Column
from evidencehub.review.agreeing.working_out import Row
from evidencehub.shared.spreadsheets import Value

_OF_100 = "in every 100 questions"


@dataclass(frozen=True)
class AgreementRow:
    standard: str
    figures: Row
    worked_out_on: date


def _figure(value: Callable[[Row], Value]) -> Callable[[AgreementRow], Value]:
    return lambda row: value(row.figures)


AGREEMENT: tuple[Column[AgreementRow], ...] = (
    Column("standard", "The standard, by its name in addresses.", lambda row: row.standard),
    Column("step", "The step whose questions are counted. Empty: all questions.", _figure(lambda it: it.step)),
    Column("cases", "Cases in which both answered.", _figure(lambda it: it.cases), "whole number"),
    Column("questions", "Questions that both answered.", _figure(lambda it: it.questions), "whole number"),
    Column("percent", "How many both answered the same.", _figure(lambda it: it.percent), "number", _OF_100),
    Column("percent_low", "The lowest that is likely (95 in 100).", _figure(lambda it: it.percent_low), "number",
           _OF_100),
    Column("percent_high", "The highest that is likely.", _figure(lambda it: it.percent_high), "number", _OF_100),
    Column("ac1", "Gwet’s AC1: 1 is full agreement, 0 no more than by chance.", _figure(lambda it: it.ac1), "number"),
    Column("ac1_low", "The lowest AC1 that is likely (95 in 100).", _figure(lambda it: it.ac1_low), "number"),
    Column("ac1_high", "The highest AC1 that is likely.", _figure(lambda it: it.ac1_high), "number"),
    Column("worked_out_on", "The day of the figures.", lambda row: row.worked_out_on, "date"),
)  # fmt: skip
