"""A team's answers in words, each under its question: what "check your answers" shows."""

from datetime import date
from functools import cache
from typing import Any

from evidencehub.projects import terms
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS
from evidencehub.projects.pages.forms import PROJECT_FORMS, TeamForm
from evidencehub.shared.words import day

_VOCABULARY = {
    "outcome_areas": "outcome-areas",
    "populations": "populations",
    "settings": "settings",
    "design": "designs",
}


@cache
def questions() -> dict[str, dict[str, str]]:
    """For each task the question of every answer, as its own page asks it."""
    return {task: _asked(form) for task, form in (PROJECT_FORMS | EVALUATION_FORMS).items()}


def _asked(form: type[TeamForm]) -> dict[str, str]:
    fields = {name: field for name, field in vars(form).items() if hasattr(field, "field_class")}
    return {name: str(field.args[0]).removesuffix(" (optional)") for name, field in fields.items()}


def in_words(name: str, value: Any) -> str:
    """An answer as a reader wants it: labels for slugs, a line for each author, dates and yes or no in words."""
    if name in _VOCABULARY:
        return ", ".join(terms.labels(_VOCABULARY[name], [value] if isinstance(value, str) else value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, date):
        return day(value)
    if name == "cost_per_person_gbp":
        return f"£{value:,}"
    if name == "participants":
        return f"{value:,}"
    return str(value)


def size_in_words(size_bytes: int) -> str:
    """ "0.3 MB" or "12 KB"."""
    return f"{size_bytes / 1_048_576:.1f} MB" if size_bytes >= 104_858 else f"{max(1, round(size_bytes / 1024)):,} KB"
