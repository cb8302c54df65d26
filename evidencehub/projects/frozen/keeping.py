"""Freezing a project and its evaluations under the hash of their text, and reading what a submission holds."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidencehub.projects.costs.keeping import costs_of
from evidencehub.projects.frozen.formats import FORMAT, in_this_format
from evidencehub.projects.frozen.shapes import FrozenDocument, FrozenEvaluation, FrozenProject, FrozenResult
from evidencehub.projects.frozen.strictly import Unreadable, read, written
from evidencehub.projects.models import (
    Document,
    Evaluation,
    EvaluationVersion,
    FrozenText,
    OutcomeResult,
    Project,
    Submission,
)
from evidencehub.projects.references.keeping import references_of
from evidencehub.projects.study.asked import fitting
from evidencehub.projects.theory.keeping import theory_of
from evidencehub.projects.uploading import documents_to_send
from evidencehub.shared.errors import HubError, Invalid

T = TypeVar("T")
_MADE = {"results", "documents", "study", "publications", "literature"}  # of an evaluation, from what it holds
BATCH = 200  # submissions read at once
REMOVED = "Text removed"  # in place of the name of a project


class BrokenBundle(HubError):
    """What a submission holds cannot be read: it was kept by a newer release, or changed since."""

    status = 500
    title = "What was sent cannot be read"

    def __init__(self, submission_id: UUID, what: str, reason: str) -> None:
        super().__init__(
            f"Submission {submission_id} holds a text that this hub cannot read as it was frozen ({what}: {reason}). "
            "Tell the people who run this hub."
        )


@dataclass(frozen=True)
class Bundle:
    """All that was frozen with one submission."""

    project: FrozenProject
    evaluations: tuple[FrozenEvaluation, ...]  # in the order of the submission


@dataclass(frozen=True)
class Remains:
    """What is left of a bundle after redaction: None where a text was removed."""

    project: FrozenProject | None
    evaluations: tuple[FrozenEvaluation | None, ...]

    @property
    def left(self) -> tuple[FrozenEvaluation, ...]:
        return tuple(each for each in self.evaluations if each is not None)

    @property
    def name(self) -> str:
        return self.project.name if self.project else REMOVED


def frozen_project(project: Project) -> FrozenProject:
    """A project as it is now, in the shape that is frozen."""
    return FrozenProject(
        organisation=project.organisation.name if project.organisation else "",
        plan_documents=tuple(frozen_document(document) for document in documents_to_send(project)),
        theory=theory_of(project),
        costs=costs_of(project),
        **_columns(FrozenProject, project, but_not={"organisation", "plan_documents", "theory", "costs"}),
    )


def frozen_evaluation(evaluation: Evaluation) -> FrozenEvaluation:
    """An evaluation as it is now, with its results and with the documents that would be sent."""
    return FrozenEvaluation(
        results=tuple(frozen_result(result) for result in evaluation.results),
        documents=tuple(frozen_document(document) for document in documents_to_send(evaluation)),
        study=fitting(evaluation.study, evaluation.design),
        publications=references_of(evaluation.publications),
        literature=references_of(evaluation.literature),
        **_columns(FrozenEvaluation, evaluation, but_not=_MADE),
    )


def frozen_document(document: Document) -> FrozenDocument:
    columns = _columns(FrozenDocument, document, but_not={"kind"})
    return FrozenDocument(kind=document.kind.value, **columns)


def frozen_result(result: OutcomeResult) -> FrozenResult:
    return FrozenResult(**_columns(FrozenResult, result))


def _columns(shape: type, record: object, but_not: set[str] | None = None) -> dict[str, Any]:
    """The values of a record for the fields of a shape, by the same names."""
    values = {each.name: getattr(record, each.name) for each in fields(shape) if each.name not in (but_not or ())}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def freeze(session: Session, part: FrozenProject | FrozenEvaluation) -> str:
    """Keep a text for ever under the hash of its canonical JSON, and return it; the same text twice is one row."""
    key = "project" if isinstance(part, FrozenProject) else "evaluation"
    body = {"format": FORMAT, key: written(part)}
    canonical, sha256 = _canonical(body)
    read(type(part), json.loads(canonical)[key])  # nothing is kept that could not be read again
    if session.get(FrozenText, sha256) is None:
        session.add(FrozenText(sha256=sha256, body=json.loads(canonical)))
        session.flush()
    return sha256


def _canonical(body: Mapping[str, Any]) -> tuple[str, str]:
    """The one way to write a text as JSON, and its SHA-256."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text, hashlib.sha256(text.encode()).hexdigest()


def hash_of(body: Mapping[str, Any]) -> str:
    """The SHA-256 of a text as it is kept."""
    return _canonical(body)[1]


def remains_of(submission: Submission) -> Remains:
    """What a submission holds, as far as its texts were not removed.

    :raises BrokenBundle: a text cannot be read.
    """
    return Remains(
        _thawed(submission, submission.frozen, "project", FrozenProject),
        tuple(
            _thawed(submission, version.frozen, "evaluation", FrozenEvaluation)
            for version in submission.evaluation_versions
        ),
    )


def evaluation_in(submission: Submission, kept: FrozenText) -> FrozenEvaluation | None:
    """A study that was frozen for a submission; None where its text was removed.

    :raises BrokenBundle: the text cannot be read.
    """
    return _thawed(submission, kept, "evaluation", FrozenEvaluation)


def is_whole(submission: Submission) -> bool:
    """Whether nothing of what was frozen was removed since."""
    texts = [submission.frozen, *(version.frozen for version in submission.evaluation_versions)]
    return all(text is not None and text.body is not None for text in texts)


def bundle_of(submission: Submission) -> Bundle:
    """What a submission holds.

    :raises Invalid: it was never frozen, or a text was removed.
    :raises BrokenBundle: a text cannot be read.
    """
    if submission.frozen_sha256 is None:
        raise Invalid("This has not been sent yet.")
    remains = remains_of(submission)
    if remains.project is None or len(remains.left) < len(remains.evaluations):
        raise Invalid("This text was removed.")
    return Bundle(remains.project, remains.left)


def unreadable(session: Session) -> Iterator[BrokenBundle]:
    """Read every submission that was sent, and say which ones cannot be read, or are not what was frozen."""
    versions = selectinload(Submission.evaluation_versions).joinedload(EvaluationVersion.frozen)
    query = select(Submission).where(Submission.frozen_sha256.is_not(None))
    query = query.order_by(Submission.created_at, Submission.id)
    query = query.options(joinedload(Submission.frozen), versions).execution_options(yield_per=BATCH)
    for submission in session.scalars(query):
        texts = [submission.frozen, *(version.frozen for version in submission.evaluation_versions)]
        changed = [text for text in texts if text and text.body is not None and hash_of(text.body) != text.hash_now]
        try:
            remains_of(submission)
        except BrokenBundle as error:
            yield error
        else:
            for text in changed[:1]:
                yield BrokenBundle(submission.id, text.sha256[:12], "it was changed since")


def project_sent(submission: Submission) -> FrozenProject:
    """The project as it was sent; the evaluations are not looked at.

    :raises Invalid, BrokenBundle: as :func:`bundle_of`.
    """
    found = _thawed(submission, submission.frozen, "project", FrozenProject)
    if found is None:
        raise Invalid("This text was removed." if submission.frozen else "This has not been sent yet.")
    return found


def name_sent(submission: Submission) -> str:
    """What the project was called when it was sent, for headings, lists and mails."""
    found = _thawed(submission, submission.frozen, "project", FrozenProject)
    return found.name if found else REMOVED


def _thawed(submission: Submission, kept: FrozenText | None, key: str, shape: type[T]) -> T | None:
    if kept is None or kept.body is None:
        return None
    try:
        body = in_this_format(kept.body)
        if body.keys() != {"format", key}:
            raise Unreadable(f"{sorted(body)} instead of format and {key}")
        return read(shape, body[key])
    except Unreadable as error:
        raise BrokenBundle(submission.id, f"{key} {kept.sha256[:12]}", str(error)) from error
