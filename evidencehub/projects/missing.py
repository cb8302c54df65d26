"""What is still missing before something can be sent: the quickest to mend first."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from evidencehub.projects.document_kinds import DocumentKind
from evidencehub.projects.figures.doubts import open_doubts, typed_of
from evidencehub.projects.figures.kinds import WORDS
from evidencehub.projects.models import Document, Evaluation, Project
from evidencehub.projects.tasks import is_answered, is_there

RESULTS, DOCUMENTS = "results", "documents"  # tasks of an evaluation that have pages of their own
PLAN = "theory-and-plan"  # the design of a study that was not done yet


@dataclass(frozen=True)
class Missing:
    """One gap: in words, and where it is mended. ``evaluation_id`` is None where the project itself lacks something."""

    text: str
    task: str
    evaluation_id: UUID | None = None
    result_id: UUID | None = None


# In the order of the work they take: a few words, a paragraph, half an hour.
_PROJECT = (
    ("name", "name", "Give the project a name"),
    ("summary", "name", "Say in one sentence what the project is"),
    ("outcome_areas", "who-and-where", "Choose what you want to change"),
    ("who_for", "need", "Say who the project is for"),
    ("need", "need", "Say what need the project meets"),
    ("activities", "activities", "Say what you do"),
    ("evaluation_plan", "plan", "Say how you find out whether it works"),
    ("theory_of_change", "theory-of-change", "Say why it should work, step by step"),
)
_EVALUATION = (
    ("title", "about", "Give the evaluation a title"),
    ("authors", "about", "Name who did the evaluation"),
    ("design", "design", "Choose how it was done"),
    ("summary", "done", "Say in a few sentences what was done and found"),
)


def project_missing(project: Project) -> list[Missing]:
    """What the project's own description lacks. A project with a plan and no evaluation may be sent (Standard 1)."""
    return [Missing(text, task) for name, task, text in _PROJECT if not is_there(project, name)]


def evaluation_missing(evaluation: Evaluation) -> list[Missing]:
    """What an evaluation lacks before it may go into a submission."""
    gaps = [
        Missing(text, task, evaluation.id)
        for name, task, text in _EVALUATION
        if not is_answered(getattr(evaluation, name))
    ]
    unconfirmed = [result for result in evaluation.results if result.higher_is is None and result.gives != WORDS]
    gaps += [
        Missing(f"Say whether a higher number is better: {result.outcome}", RESULTS, evaluation.id, result.id)
        for result in unconfirmed
    ]
    gaps += [
        Missing(f"Look at a number again: {result.outcome}", RESULTS, evaluation.id, result.id)
        for result in evaluation.results
        if open_doubts(typed_of(result), evaluation.participants)
    ]
    if _is_done(evaluation) and not has_report(evaluation) and not evaluation.documents_note:
        gaps.append(Missing("Add the report, or say why there is none", DOCUMENTS, evaluation.id))
    return gaps


def _is_done(evaluation: Evaluation) -> bool:
    """Whether there is something to read of it: interviews have no table of numbers, and need their report as much."""
    return bool(evaluation.results) or evaluation.design not in ("", PLAN)


def has_report(evaluation: Evaluation) -> bool:
    return any(document.kind is DocumentKind.REPORT for document in in_use(evaluation.documents))


def in_use(documents: Iterable[Document]) -> list[Document]:
    """Documents that were not taken out of the draft."""
    return [document for document in documents if document.removed_at is None]


def complete(evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """The evaluations that lack nothing."""
    return [evaluation for evaluation in evaluations if not evaluation_missing(evaluation)]


def submission_missing(project: Project, evaluations: Iterable[Evaluation]) -> list[Missing]:
    """Everything that keeps this choice of evaluations from being sent."""
    return [*project_missing(project), *(gap for evaluation in evaluations for gap in evaluation_missing(evaluation))]
