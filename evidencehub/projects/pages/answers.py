"""A team's answers in words, each under its question: what "check your answers" shows, and what reviewers read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from math import exp
from typing import Any

from evidencehub.projects import terms
from evidencehub.projects.costs.words import in_words as in_lines
from evidencehub.projects.figures.kinds import kind_of
from evidencehub.projects.figures.working_out import is_ratio
from evidencehub.projects.frozen.shapes import FrozenEvaluation, FrozenProject, FrozenResult
from evidencehub.projects.pages.answer import Answer, Section
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS
from evidencehub.projects.pages.forms import PROJECT_FORMS
from evidencehub.projects.pages.result_forms import CHOICES, question_of
from evidencehub.projects.pages.study_words import study_sections
from evidencehub.projects.references.words import CitedList, cited_lists
from evidencehub.projects.tasks import EVALUATION_TASKS, PROJECT_TASKS, Task, is_answered
from evidencehub.projects.theory.words import Where, nowhere
from evidencehub.projects.theory.words import in_words as in_steps
from evidencehub.projects.wording import mark_in_words, question, sentence
from evidencehub.shared.forms import HubForm
from evidencehub.shared.words import day, number

_VOCABULARY = {
    "outcome_areas": "outcome-areas",
    "outcome_area": "outcome-areas",
    "populations": "populations",
    "need_levels": "need-levels",
    "settings": "settings",
    "paid_for_by": "funding-routes",
    "could_be_paid_by": "funding-routes",
    "design": "designs",
}
_IN_TABLE = ("n_t", "events_t", "mean_t", "sd_t", "n_c", "events_c", "mean_c", "sd_c")
_FIRST = ("outcome_area", "measure_name", "higher_is", "contrast", "comparison_note", "gives", "unit")
_LAST = ("timepoint", "followup_months", "smallest_worthwhile", "smallest_worthwhile_source")
_IN_LOGS = frozenset({"effect", "ci_low", "ci_high", "smallest_worthwhile"})  # of ratios, shown as ratios
_GROUPS = {False: ("Those who took part", "The other group"), True: ("After", "Before")}  # by whether it is a change
DIGITS = 6  # after the point: numbers are checked against the report, so they are shown as they were typed


@dataclass(frozen=True)
class Group:
    """One line of a result's numbers; "" where the report does not give one."""

    name: str
    people: str
    events: str
    mean: str
    spread: str


@dataclass(frozen=True)
class ResultInWords:
    outcome: str
    question: str  # that it answers
    mark: str  # "better", in words
    sentence: str  # what it says for people
    groups: tuple[Group, ...]  # two, or none where no number of a group is given
    has_events: bool  # people with the outcome are counted
    answers: tuple[Answer, ...]  # the rest


@dataclass(frozen=True)
class StudyInWords:
    """All that a team says of one study, but its files."""

    sent: FrozenEvaluation
    sections: tuple[Section, ...]
    results: tuple[ResultInWords, ...]
    cited: tuple[CitedList, ...] = ()


def project_sections(
    project: FrozenProject,
    evaluations: Iterable[FrozenEvaluation],
    where: Where = nowhere,
    *,
    but_not: Collection[str] = (),
) -> tuple[Section, ...]:
    """What a team says of its project.

    :param evaluations: the studies that go along, to name what the theory of change rests on.
    :param where: how this reader gets there.
    :param but_not: answers that this reader is not to see.
    """
    beside: Mapping[str, Mapping[str, Any]] = {
        "theory-of-change": {"theory": in_steps(project, evaluations, where)},
        "cost": {"costs": in_lines(project.costs, with_payers="paid_by" not in but_not)},
    }
    sections = _sections(project, PROJECT_TASKS, PROJECT_FORMS, {"theory", "costs", *but_not})
    return tuple(replace(each, **beside.get(each.slug, {})) for each in sections)


def studies_in_words(
    evaluations: Iterable[FrozenEvaluation],
    *,
    but_not: Collection[str] = (),
    sealed: Collection[str] = (),
    sealed_facts: Mapping[str, Collection[str]] | None = None,
) -> list[StudyInWords]:
    """What a team says of its studies.

    :param but_not: answers about the study that this reader is not to see.
    :param sealed: ids of results whose numbers they are not to see yet.
    :param sealed_facts: by id of a study, facts about it that they are not to see yet.
    """
    return [
        StudyInWords(
            each,
            (
                *_sections(each, EVALUATION_TASKS, EVALUATION_FORMS, but_not),
                *study_sections(each, but_not=but_not, sealed=(sealed_facts or {}).get(str(each.id), ())),
            ),
            _results(each, sealed),
            cited_lists(each, but_not=but_not),
        )
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


def _results(evaluation: FrozenEvaluation, sealed: Collection[str]) -> tuple[ResultInWords, ...]:
    return tuple(
        _without_numbers(result)
        if str(result.id) in sealed
        else ResultInWords(
            outcome=result.outcome,
            question=question(result),
            mark=mark_in_words(result),
            sentence=sentence(result, evaluation),
            groups=_groups(result),
            has_events=result.events_t is not None,
            answers=_result_answers(result),
        )
        for result in evaluation.results
    )


def _without_numbers(result: FrozenResult) -> ResultInWords:
    """What was measured, how and when, without what came out."""
    kept = [each for each in _result_answers(result) if each.name in {*_FIRST, *_LAST}]
    return ResultInWords(result.outcome, question(result), "", "", (), has_events=False, answers=tuple(kept))


def _groups(result: FrozenResult) -> tuple[Group, ...]:
    n_c = result.n_t if result.is_change else result.n_c  # the same people both times
    numbers = (
        (result.n_t, result.events_t, result.mean_t, result.sd_t),
        (n_c, result.events_c, result.mean_c, result.sd_c),
    )
    if not any(is_answered(value) for group in numbers for value in group):
        return ()
    names = _GROUPS[result.is_change]
    return tuple(
        Group(name, *(number(value, DIGITS) for value in group)) for name, group in zip(names, numbers, strict=True)
    )


def _result_answers(result: FrozenResult) -> tuple[Answer, ...]:
    own = [name for name in kind_of(result.gives).fields(result.contrast) if name not in {*_IN_TABLE, *_FIRST}]
    names = [*_FIRST, *own, *(name for name in result.worked_out if name not in own), *_LAST]
    asked = [
        Answer(name, question_of(name, result.gives, result.contrast), words)
        for name in names
        if (words := _figure_in_words(result, name))
    ]
    if result.effect_note:
        asked.append(Answer("effect_note", "How this was worked out", result.effect_note))
    if result.confirmed:
        asked.append(Answer("confirmed", "Asked about. The team says: it stands so in the report",
                            "\n".join(result.confirmed)))  # fmt: skip
    return tuple(asked)


def _figure_in_words(result: FrozenResult, name: str) -> str:
    """One number or choice of a result; "" where nothing was answered."""
    value = getattr(result, name)
    if not is_answered(value):
        return ""
    if name == "p_value":
        return f"{result.p_relation or ''} {number(value, DIGITS)}".strip()
    if name == "effect_metric" and value == "change" and result.gives in {"counts", "percentages"}:
        value = "pp"
    of_log = ""
    if is_ratio(result.effect_metric) and result.gives == "ratio":
        value = exp(value) if name in _IN_LOGS else value
        of_log = " of the log" if name == "se" else ""
    if name in result.worked_out:  # by us: no more digits than can be held against anything
        return f"{number(value, 3)}{of_log} (worked out)"
    return _choices().get((name, value)) or in_words(name, value)


def _questions(form: type[HubForm]) -> dict[str, str]:
    """The question of every answer, as its own page asks it."""
    fields = {name: field for name, field in vars(form).items() if hasattr(field, "field_class")}
    return {name: str(field.args[0]).removesuffix(" (optional)") for name, field in fields.items()}


@cache
def _choices() -> dict[tuple[str, Any], str]:
    """What a result's answers are called that are chosen from a list, by name and stored value."""
    chosen = {(name, value): words for name, listed in CHOICES.items() for value, words in listed.items()}
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
