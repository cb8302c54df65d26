"""A team's answers in words, each under its question: what "check your answers" shows, and what reviewers read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from wtforms import SelectChoice

from evidencehub.projects import terms
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject, FrozenResult
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS
from evidencehub.projects.pages.forms import PROJECT_FORMS
from evidencehub.projects.pages.result_forms import ResultForm
from evidencehub.projects.tasks import EVALUATION_TASKS, PROJECT_TASKS, Task, is_answered
from evidencehub.projects.wording import people_in, sentence
from evidencehub.shared.forms import HubForm
from evidencehub.shared.words import day, number

_VOCABULARY = {
    "outcome_areas": "outcome-areas",
    "outcome_area": "outcome-areas",
    "populations": "populations",
    "settings": "settings",
    "design": "designs",
}
_IN_TABLE = ("n_t", "mean_t", "sd_t", "n_c", "mean_c", "sd_c")
_GROUPS = {False: ("Those who took part", "The other group"), True: ("After", "Before")}  # by whether it is a change
DIGITS = 6  # after the point: numbers are checked against the report, so they are shown as they were typed


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


@dataclass(frozen=True)
class Group:
    """One line of a result's numbers; "" where the report does not give one."""

    name: str
    people: str
    mean: str
    spread: str


@dataclass(frozen=True)
class ResultInWords:
    outcome: str
    sentence: str  # what it says for people
    groups: tuple[Group, ...]  # two, or none where no number of a group is given
    answers: tuple[Answer, ...]  # the rest


@dataclass(frozen=True)
class StudyInWords:
    """All that a team says of one study, but its files."""

    sent: FrozenEvaluation
    sections: tuple[Section, ...]
    results: tuple[ResultInWords, ...]


def project_sections(project: FrozenProject) -> tuple[Section, ...]:
    return _sections(project, PROJECT_TASKS, PROJECT_FORMS, ())


def studies_in_words(evaluations: Iterable[FrozenEvaluation], *, but_not: Collection[str] = ()) -> list[StudyInWords]:
    """:param but_not: answers about the study that this reader is not to see."""
    return [
        StudyInWords(each, _sections(each, EVALUATION_TASKS, EVALUATION_FORMS, but_not), _results(each))
        for each in evaluations
    ]


def _sections(
    record: object, tasks: Iterable[Task], forms: dict[str, type[Any]], but_not: Collection[str]
) -> tuple[Section, ...]:
    return tuple(
        Section(task.slug, task.title, _answers(record, forms[task.slug], [n for n in task.fields if n not in but_not]))
        for task in tasks
    )


def _answers(record: object, form: type[HubForm], names: Iterable[str]) -> tuple[Answer, ...]:
    questions = _questions(form)
    values = ((name, getattr(record, name)) for name in names)
    return tuple(Answer(name, questions[name], in_words(name, value)) for name, value in values if is_answered(value))


def _results(evaluation: FrozenEvaluation) -> tuple[ResultInWords, ...]:
    people = people_in(evaluation)
    return tuple(
        ResultInWords(result.outcome, sentence(result, people), _groups(result), _result_answers(result))
        for result in evaluation.results
    )


def _groups(result: FrozenResult) -> tuple[Group, ...]:
    numbers = (result.n_t, result.mean_t, result.sd_t), (result.n_c, result.mean_c, result.sd_c)
    if not any(is_answered(value) for group in numbers for value in group):
        return ()
    names = _GROUPS[result.is_change]
    return tuple(
        Group(name, *(number(value, DIGITS) for value in group)) for name, group in zip(names, numbers, strict=True)
    )


def _result_answers(result: FrozenResult) -> tuple[Answer, ...]:
    choices = _choices()
    asked = [name for name in _questions(ResultForm) if name not in {*_IN_TABLE, "outcome"}]
    return tuple(
        Answer(each.name, each.question, choices.get((each.name, getattr(result, each.name)), each.words))
        for each in _answers(result, ResultForm, asked)
    )


def _questions(form: type[HubForm]) -> dict[str, str]:
    """The question of every answer, as its own page asks it."""
    fields = {name: field for name, field in vars(form).items() if hasattr(field, "field_class")}
    return {name: str(field.args[0]).removesuffix(" (optional)") for name, field in fields.items()}


@cache
def _choices() -> dict[tuple[str, Any], str]:
    """What a result's answers are called that are chosen from a list, by name and stored value."""
    listed: Sequence[tuple[str, Sequence[SelectChoice]]] = [
        (name, getattr(ResultForm, name).kwargs["choices"]) for name in ("higher_is", "contrast", "effect_metric")
    ]
    chosen = {(name, choice.value): str(choice.label) for name, choices in listed for choice in choices}
    return {**chosen, ("effect_metric", "change"): chosen["effect_metric", "md"]}


def in_words(name: str, value: Any) -> str:
    """An answer as a reader wants it: labels for slugs, a line for each author, dates and yes or no in words."""
    if name in _VOCABULARY:
        return ", ".join(terms.labels(_VOCABULARY[name], [value] if isinstance(value, str) else value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (list, tuple)):
        return "\n".join(value)
    if isinstance(value, date):
        return day(value)
    if name == "cost_per_person_gbp":
        return f"£{value:,}"
    if name == "participants" or isinstance(value, float):
        return number(value, DIGITS)
    return str(value)
