"""An answer in words under its question, and the answers of one page."""

from dataclasses import dataclass

from evidencehub.projects.costs.words import CostsInWords
from evidencehub.projects.theory.words import TheoryInWords


@dataclass(frozen=True)
class Answer:
    """``name`` is that of the field, in the form and in what is frozen."""

    name: str
    question: str
    words: str


@dataclass(frozen=True)
class Section:
    """The answers of one page of the form; without any, nothing was written there."""

    slug: str
    title: str
    answers: tuple[Answer, ...]
    theory: TheoryInWords | None = None  # the same step by step
    costs: CostsInWords | None = None  # line by line
    is_sealed: bool = False  # there is more, for whoever has typed their own numbers first

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told there, in answers or in another shape."""
        return not (self.answers or self.theory or self.costs or self.is_sealed)
