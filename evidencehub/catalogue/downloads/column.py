"""What a column of a file is: its name, what it says, and where its value comes from, in one place.

The rows of a file and the page that explains its columns are both made from this, so that they cannot differ.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Generic, Literal, TypeVar

from evidencehub.catalogue.marks.gradings import Grading
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenResult
from evidencehub.projects.public import PublicProject
from evidencehub.projects.wording import few
from evidencehub.shared.spreadsheets import Value
from evidencehub.shared.words import FEWEST
from evidencehub.standards.files.outcomes import load_outcomes
from evidencehub.standards.files.vocabulary import load_vocabulary

Kind = Literal["text", "whole number", "number", "yes or no", "date", "list"]
Row = TypeVar("Row")
Values = Callable[[], Mapping[str, str]]  # what each value of a closed list means


@dataclass(frozen=True)
class StudyRow:
    """One study of a list, or an approach that has none; ``place`` is where its approach stands in the list."""

    place: int
    view: PublicProject
    grading: Grading | None
    evaluation: FrozenEvaluation | None
    approach_address: str
    study_address: str  # "" where there is no study
    retrieved_on: date
    terms_address: str


@dataclass(frozen=True)
class ResultRow:
    """One outcome result of a study."""

    study: StudyRow
    evaluation: FrozenEvaluation
    result: FrozenResult


@dataclass(frozen=True)
class Column(Generic[Row]):
    name: str
    says: str
    value: Callable[[Row], Value]
    kind: Kind = "text"
    unit: str = ""
    values: Values | None = None

    def meanings(self) -> Mapping[str, str]:
        """What may stand here, with what it means; empty where that is no closed list."""
        return self.values() if self.values else {}


def of_vocabulary(name: str) -> Values:
    return partial(_labels, name)


def _labels(name: str) -> Mapping[str, str]:
    return {term.slug: term.label for term in load_vocabulary(name).terms}


def outcomes() -> Mapping[str, str]:
    return {slug: term.label for slug, term in load_outcomes().by_slug.items()}


def listed(values: Mapping[str, str]) -> Values:
    return lambda: values


def people(count: float | None) -> Value:
    """A count of people as everybody may read it: nobody is to be found among four."""
    if count is None:
        return None
    return few(count) if 0 < count < FEWEST else int(count) if float(count).is_integer() else count


def as_dict(columns: Sequence[Column[Row]], row: Row) -> dict[str, Value]:
    return {column.name: column.value(row) for column in columns}
