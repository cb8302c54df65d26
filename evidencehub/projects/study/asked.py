"""Which questions about a study fit its design, and their answers: ``Evaluation.study``, by the name of the question.

What was answered for another design stays in the draft, and is neither shown nor sent.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from evidencehub.projects.tasks import is_answered
from evidencehub.standards.files.studies import COLUMN, TABLE, StudyQuestion, StudySection, load_study_form

Answers = Mapping[str, Any]
_TEXTS = ("choice", "line", "text")


def sections(design: str) -> tuple[StudySection, ...]:
    """The pages that fit a design; none before one is chosen."""
    return load_study_form().fitting(design)


def section(slug: str) -> StudySection | None:
    return load_study_form().by_slug.get(slug)


def is_asked(name: str) -> bool:
    """Whether there is such a question, with an answer that is no column of its own."""
    return name in load_study_form().questions


def columns() -> frozenset[str]:
    """Columns of an evaluation that are asked on these pages."""
    every = (each for part in load_study_form().sections for each in part.questions)
    return frozenset(each.name for each in every if each.kind == COLUMN)


def answer(record: Any, question: StudyQuestion) -> Any:
    """What was answered, in a draft or as it was frozen; its empty value where nothing was."""
    if question.kind == COLUMN:
        return getattr(record, question.name)
    return record.study.get(question.name, empty(question))


def empty(question: StudyQuestion) -> Any:
    return "" if question.kind in _TEXTS else [] if question.kind == TABLE else None


def fitting(study: Answers, design: str) -> dict[str, Any]:
    """The answers that fit a design, which are those that are sent."""
    return {question.name: study[question.name] for question in _questions(design) if question.name in study}


def _questions(design: str) -> Iterator[StudyQuestion]:
    for each in sections(design):
        yield from each.fitting(design)


def given_facts(record: Any) -> frozenset[str]:
    """The facts that its answers give away."""
    answered = (each for each in _questions(record.design) if is_answered(answer(record, each)))
    return frozenset(name for each in answered for name in each.gives)


def progress(record: Any, part: StudySection) -> tuple[int, int]:
    """How many of its questions are answered, and how many there are."""
    asked = part.fitting(record.design)
    return sum(1 for each in asked if is_answered(answer(record, each))), len(asked)
