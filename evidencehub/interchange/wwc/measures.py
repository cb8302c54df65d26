"""Which way is better, measure by measure: a list of names that was read name by name, and no rule over names.

Signs in the export do not say it (docs/decisions). A row without a study is the rule for a name; a row with one is the
exception for that study, where one name is scored both ways or where somebody read the study.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from evidencehub.interchange.wwc.fields import clean
from evidencehub.shared.paths import standards_dir

Better = Literal["lower", "higher", "not-plain"]
LABELS: tuple[Better, ...] = ("lower", "higher", "not-plain")
FILE = "wwc-measures.tsv"  # in standards/vocabularies
HEADER = ["measure", "study", "better", "reason"]


class BrokenList(ValueError):
    """The list cannot be used; the message names the line."""


@dataclass(frozen=True)
class Entry:
    better: Better
    reason: str  # in plain words, where it is not plain from the name
    of_study: bool  # somebody said it of this study, not of the name alone


@dataclass(frozen=True)
class Measures:
    entries: Mapping[tuple[str, str], Entry]  # by name and study, "" for the rule

    def of(self, measure: str, study: str) -> Entry | None:
        """None for a name that nobody has read."""
        name = clean(measure)
        return (self.entries.get((name, study)) if study else None) or self.entries.get((name, ""))

    def has(self, measure: str) -> bool:
        return (clean(measure), "") in self.entries


@cache
def load_measures() -> Measures:
    return read_measures(standards_dir() / "vocabularies" / FILE)


def read_measures(path: Path) -> Measures:
    """:raises BrokenList: a line is not as it should be, or a name is entered twice."""
    with path.open(encoding="utf-8", newline="") as file:
        return measures_of(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), path.name)


def measures_of(rows: Iterable[list[str]], name: str = "the list") -> Measures:
    """From rows of measure, study, label and reason, with their header.

    :raises BrokenList: as :func:`read_measures`.
    """
    found: dict[tuple[str, str], Entry] = {}
    for number, row in enumerate(rows, start=1):
        if number == 1:
            if row != HEADER:
                raise BrokenList(f"{name} line 1: the columns are {HEADER}")
            continue
        if len(row) != len(HEADER):
            raise BrokenList(f"{name} line {number}: has {len(row)} columns, not {len(HEADER)}")
        measure, study, better, reason = row
        if better not in LABELS:
            raise BrokenList(f"{name} line {number}: {better!r} is none of {', '.join(LABELS)}")
        if measure != clean(measure) or not measure:
            raise BrokenList(f"{name} line {number}: {measure!r} would never be found; write {clean(measure)!r}")
        if better == "not-plain" and not reason:
            raise BrokenList(f"{name} line {number}: say why it is not plain")
        if study and not study.isdigit():
            raise BrokenList(f"{name} line {number}: {study!r} is no number of a study")
        if (measure, study) in found:
            raise BrokenList(f"{name} line {number}: {measure!r} is entered twice")
        found[measure, study] = Entry(better, reason, bool(study))
    return Measures(MappingProxyType(found))
