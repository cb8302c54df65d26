"""What a team fills in, as data: each task is one page, with the answers it holds and those that must be there."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from evidencehub.projects.theory.keeping import is_told


class Progress(Enum):
    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    DONE = "Done"


@dataclass(frozen=True)
class Task:
    """One page of answers. A task without ``required`` answers is optional."""

    slug: str
    title: str
    hint: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()

    def progress(self, record: Any) -> Progress:
        """How far a project or an evaluation is with this task."""
        if not any(is_answered(getattr(record, name)) for name in self.fields):
            return Progress.NOT_STARTED
        missing = [name for name in self.required if not is_there(record, name)]
        return Progress.IN_PROGRESS if missing else Progress.DONE


def is_answered(value: Any) -> bool:
    """False is an answer, and so is 0; a blank, an empty list or table and None are not."""
    return value is not None and value not in ("", [], (), {})


def is_there(record: Any, name: str) -> bool:
    """Whether a required answer is there. Why it should work may be told in steps in place of a text."""
    return is_told(record) if name == "theory_of_change" else is_answered(getattr(record, name))


PROJECT_TASKS = (
    Task(
        "name",
        "Name and summary",
        "What it is called, and one sentence about it",
        ("name", "summary"),
        ("name", "summary"),
    ),
    Task(
        "need",
        "The need, and who it is for",
        "What is wrong, for whom, and how you know",
        ("need", "need_levels", "who_for"),
        ("need", "who_for"),
    ),
    Task(
        "activities",
        "What you do",
        "What happens, what it takes, and what taking part is like",
        ("activities", "delivery", "taking_part"),
        ("activities",),
    ),
    Task(
        "how-to-do-it",
        "What others need to do the same",
        "Optional: materials, who does it, how often, and how closely it is followed",
        (
            "materials",
            "provided_by",
            "mode",
            "dose",
            "tailoring",
            "modifications",
            "fidelity_planned",
            "fidelity_found",
        ),
    ),
    Task(
        "theory-of-change",
        "Why it should work",
        "Your theory of change, step by step",
        ("theory_of_change", "theory", "assumptions"),
        ("theory_of_change",),
    ),
    Task(
        "plan",
        "How you find out",
        "Your evaluation plan: what you measure, on whom, and when",
        ("evaluation_plan",),
        ("evaluation_plan",),
    ),
    Task(
        "who-and-where",
        "What you want to change, for whom and where",
        "So that people can find you",
        ("outcome_areas", "populations", "settings", "age_from", "age_to", "place", "started_year"),
        ("outcome_areas",),
    ),
    Task(
        "cost",
        "What it costs and takes",
        "Optional",
        (
            "cost_per_person_gbp",
            "cost_year",
            "cost_note",
            "costs",
            "price_gbp",
            "paid_for_by",
            "could_be_paid_by",
            "funding_routes",
            "hours_a_week",
            "licence",
            "still_offered",
            "contact",
        ),
    ),
)

PEOPLE = "people"  # its page starts from what the project says

EVALUATION_TASKS = (
    Task(
        "about",
        "About the evaluation",
        "Its title, who wrote it, and when",
        ("title", "authors", "year", "started_on", "ended_on"),
        ("title", "authors"),
    ),
    Task(
        "design",
        "How it was done",
        "A few plain questions find the design; or choose it from a list",
        ("design",),
        ("design",),
    ),
    Task(
        PEOPLE,
        "People and places",
        "Who they were, where, and what you looked at",
        ("populations", "settings", "place", "outcome_areas"),
    ),
    Task(
        "done",
        "What was done and found",
        "A summary, the methods, and what the study cannot tell",
        ("summary", "methods", "limitations"),
        ("summary",),
    ),
)


def task_in(tasks: tuple[Task, ...], slug: str) -> Task | None:
    return next((task for task in tasks if task.slug == slug), None)
