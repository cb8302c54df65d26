"""Keeping answers about a study, beside the columns of its evaluation."""

from collections.abc import Mapping
from typing import Any

from evidencehub.projects.models import Evaluation
from evidencehub.projects.study.asked import fitting, is_asked
from evidencehub.projects.study.flow import in_results, problems
from evidencehub.projects.tasks import is_answered
from evidencehub.shared.errors import Invalid


def of_columns(evaluation: Evaluation, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of columns. How many were measured follows from the groups, where both were given.

    :raises Invalid: numbers of people do not fit one another.
    """
    said = {name: value for name, value in changes.items() if not is_asked(name)}
    answers = {**evaluation.study, **{name: value for name, value in changes.items() if is_asked(name)}}
    answers = fitting(answers, changes.get("design", evaluation.design))
    if "participants" in said or not answers.keys().isdisjoint(changes):
        if wrong := problems(answers, said.get("participants", evaluation.participants)):
            raise Invalid("These numbers do not fit one another", wrong)
        if (measured := in_results(answers)) is not None:
            said["participants"] = measured
    return said


def keep_answers(evaluation: Evaluation, changes: Mapping[str, Any]) -> list[str]:
    """Keep answers to questions about the study, and return the names of those that differ."""
    answers = {name: value if is_answered(value) else None for name, value in changes.items() if is_asked(name)}
    changed = sorted(name for name, value in answers.items() if evaluation.study.get(name) != value)
    if changed:
        kept = {**evaluation.study, **answers}
        evaluation.study = {name: value for name, value in kept.items() if value is not None}
    return changed
