"""What this package may raise. Each message is one line that a person can act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencehub.shared.errors import HubError, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file of a standard or vocabulary; ``line`` counts from 1, None when no line is at fault."""

    path: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        place = f"{self.path.name}:{self.line}" if self.line else self.path.name
        return f"{place}: {self.message}"


class UnknownStandard(NotFound):
    title = "Standard not found"


class UnknownCriterion(Invalid):
    title = "Criterion not found"


class UnknownTerm(NotFound):
    title = "Word not found"


class BadFile(HubError):
    """A file of a standard or vocabulary cannot be used; carries every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class BadInput(Invalid):
    """Findings that cannot be graded; ``problems`` has a line for each thing that is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)
