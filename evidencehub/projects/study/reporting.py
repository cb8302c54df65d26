"""How far a report says what reports of its kind should: a self-assessment, seen by the team alone."""

from typing import Any

from evidencehub.projects.study.asked import answer
from evidencehub.projects.tasks import EVALUATION_TASKS, is_answered
from evidencehub.standards.files.reporting import ReportingItem, ReportingList
from evidencehub.standards.files.studies import load_study_form


def progress(record: Any, lists: ReportingList) -> tuple[int, int]:
    """How many items are said, in the report or on another page, and how many there are."""
    said = [each for each in lists.items if record.reporting.get(each.id) or answered_on(record, each)]
    return len(said), len(lists.items)


def answered_on(record: Any, item: ReportingItem) -> tuple[str, str] | None:
    """Slug and title of the page on which the team says it already, in full; None where it does not."""
    pages = [_page(record, name) for name in item.answered_by]
    return pages[0] if pages and all(pages) else None


def _page(record: Any, name: str) -> tuple[str, str] | None:
    """The page that asks for an answer, where it fits the design and is answered."""
    for task in EVALUATION_TASKS:
        if name in task.fields:
            return (task.slug, task.title) if is_answered(getattr(record, name)) else None
    for part in load_study_form().fitting(record.design):
        for question in part.fitting(record.design):
            if question.name == name and is_answered(answer(record, question)):
                return part.slug, part.title
    return None
