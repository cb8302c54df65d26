"""The letter in the shape in which it is kept: every word of it, in the order in which it is read.

What the letter says stands here and nowhere else: a page and a mail only lay it out. So a letter that was sent reads as
it was sent, whatever the hub would write today. Texts are "" and lists empty where nothing was said. What changes here
changes the format: see :mod:`.keeping`.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One agreed answer. It names no reviewer and no editor."""

    about: str  # the outcome result, in words
    answer: str  # slug, for its colour
    label: str
    aside: str  # how it was settled, where the two did not say the same
    reason: str
    page: str  # "Page 2 of the report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str  # of its criterion
    short: str
    text: str
    is_unverified: bool  # the wording is ours
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the standard, as far as anything was graded."""

    sentence: str
    questions: tuple[Question, ...]
    not_asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Advice on one need: "What counts:" and its points, for example."""

    label: str
    text: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing to show. What an earlier way explained has ``aside`` and nothing else."""

    text: str
    aside: str  # "(as above)"
    is_unverified: bool
    found_label: str
    found: tuple[Answer, ...]  # what the reviewers said so far
    notes: tuple[Note, ...]
    template_label: str
    template_about: str
    template: str  # words to copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Things that together would be enough."""

    heading: str  # "The shortest way"
    number: int  # from 1
    count: str  # "2 things"
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    intro: str
    open: tuple[Way, ...]
    more: str  # over those that are folded: "2 more ways"
    folded: tuple[Way, ...]
    also: str  # what the published rule asks on top

    @property
    def is_one(self) -> bool:
        return len(self.open) == 1 and not self.folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A term and what is said to it; of several the first is the headline."""

    term: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one outcome result says, in the words that every page has for it."""

    outcome: str
    question: str  # "What difference did it make?", or "What changed?"
    mark: str  # "Worse"
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    project: str
    greeting: str
    reached_heading: str
    reached: tuple[Said, ...]
    difference: str  # why the published rule and the evidence come to different steps
    found_heading: str
    found: tuple[Found, ...]  # results as the team sent them; empty where nothing was measured
    harm: Passage  # whether anything got worse, as the reviewers found it; empty where they were not asked
    strong: Passage
    editor: Passage  # in the editor's own words, no part of the finding; empty where nothing was written
    next_step: Passage
    ways: Ways
    findings: Passage
    kind_heading: str
    kinds: tuple[str, ...]  # which kind of study was asked what; empty where everybody is asked the same
    steps: tuple[Step, ...]
    reply: Passage
    mistake: Passage
    judges: str

    @property
    def judged(self) -> Iterator[Question]:
        return (question for step in self.steps for question in step.questions)
