"""Describing projects and evaluations; uploading and sending have their own files. Services flush; the edge commits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.accounts.models import Organisation
from evidencehub.projects.addresses import free_slug, move
from evidencehub.projects.figures.working_out import worked_out
from evidencehub.projects.models import Evaluation, OutcomeResult, Project
from evidencehub.projects.outcomes import slug_of
from evidencehub.projects.references.shape import TITLES
from evidencehub.projects.sending import AlreadyOpen, Links, send
from evidencehub.projects.study.answering import keep_answers, of_columns
from evidencehub.projects.study.asked import columns
from evidencehub.projects.tasks import EVALUATION_TASKS, PROJECT_TASKS
from evidencehub.projects.terms import known_measure
from evidencehub.projects.uploading import (
    add_document,
    explain_no_document,
    receive,
    remove_document,
    same_elsewhere,
    say_what_it_is,
)
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid

__all__ = [
    "AlreadyOpen",
    "Links",
    "add_document",
    "add_result",
    "create_evaluation",
    "create_project",
    "edit_evaluation",
    "edit_project",
    "edit_references",
    "edit_reporting",
    "edit_result",
    "explain_no_document",
    "receive",
    "remove_document",
    "remove_result",
    "same_elsewhere",
    "say_what_it_is",
    "send",
]

_OF_PROJECT = frozenset(name for task in PROJECT_TASKS for name in task.fields)
_OF_EVALUATION = frozenset(name for task in EVALUATION_TASKS for name in task.fields) | columns()
_KEPT_SOURCES = {"md", "change"}  # metrics in the unit of the measure, as the differences on file are


def create_project(
    session: Session, *, organisation: Organisation, name: str, summary: str, actor_id: UUID | None, now: datetime
) -> Project:
    """Add a project of an organisation; two may have the same name, and get different addresses."""
    project = Project(
        id=uuid4(),
        organisation=organisation,
        slug=free_slug(session, name),
        name=name,
        summary=summary,
        populations=[],
        settings=[],
        outcome_areas=[],
        source_ratings=[],
        demo=organisation.demo,
        created_at=now,
        updated_at=now,
    )
    session.add(project)
    session.flush()
    audit.record(session, "project.created", subject_type="project", subject_id=project.id, actor_id=actor_id, at=now)
    return project


def edit_project(
    session: Session, project: Project, changes: Mapping[str, Any], *, actor_id: UUID | None, now: datetime
) -> None:
    """Write answers into a project's draft. A new name gives a new address, once it is public if it was sent.

    :raises Invalid: the ages are the wrong way round.
    """
    from_, to = (changes.get(name, getattr(project, name)) for name in ("age_from", "age_to"))
    if from_ is not None and to is not None and from_ > to:
        raise Invalid("The ages are the wrong way round", {"age_to": "The oldest age must not be below the youngest"})
    changed = _write(project, changes, _OF_PROJECT)
    if "name" in changed and project.published_at is None:
        move(session, project, project.name)
    if changed:
        project.updated_at = now
        _record(session, "project", project, changed, actor_id, now)


def create_evaluation(
    session: Session, project: Project, *, title: str, actor_id: UUID | None, now: datetime
) -> Evaluation:
    """Add an evaluation to a project. Nothing is said yet of its people: those of a study need not be the project's."""
    evaluation = Evaluation(
        id=uuid4(),
        project=project,
        title=title,
        authors=[],
        populations=[],
        settings=[],
        outcome_areas=[],
        demo=project.demo,
        created_at=now,
        updated_at=now,
        results=[],
        documents=[],
    )
    session.add(evaluation)
    project.updated_at = now
    session.flush()
    audit.record(
        session, "evaluation.created", subject_type="evaluation", subject_id=evaluation.id, actor_id=actor_id, at=now
    )
    return evaluation


def edit_evaluation(
    session: Session, evaluation: Evaluation, changes: Mapping[str, Any], *, actor_id: UUID | None, now: datetime
) -> None:
    """Write answers into an evaluation's draft.

    :raises Invalid: it ended before it started, or more people are in the results than were there at the start.
    """
    started, ended = (changes.get(name, getattr(evaluation, name)) for name in ("started_on", "ended_on"))
    if started and ended and started > ended:
        raise Invalid("The dates are the wrong way round", {"ended_on": "The last day must not be before the first"})
    written = _write(evaluation, of_columns(evaluation, changes), _OF_EVALUATION)
    if changed := [*written, *keep_answers(evaluation, changes)]:
        _touch(evaluation, now)
        _record(session, "evaluation", evaluation, changed, actor_id, now)


def edit_reporting(
    session: Session, evaluation: Evaluation, changes: Mapping[str, str], *, actor_id: UUID | None, now: datetime
) -> None:
    """Write down where a report says what one of its kind should; "" takes an entry away."""
    kept = {**evaluation.reporting, **changes}
    kept = {name: words for name, words in kept.items() if words}
    if kept != evaluation.reporting:
        evaluation.reporting = kept
        _touch(evaluation, now)
        _record(session, "evaluation", evaluation, ["reporting"], actor_id, now)


def edit_references(
    session: Session,
    evaluation: Evaluation,
    lists: Mapping[str, list[dict[str, Any]]],
    *,
    actor_id: UUID | None,
    now: datetime,
) -> None:
    """Keep a study's lists of references as :mod:`.references.keeping` makes them."""
    if changed := _write(evaluation, lists, frozenset(TITLES)):
        _touch(evaluation, now)
        _record(session, "evaluation", evaluation, changed, actor_id, now)


def add_result(
    session: Session, evaluation: Evaluation, values: Mapping[str, Any], *, actor_id: UUID | None, now: datetime
) -> OutcomeResult:
    """Add an outcome result, with the smallest worthwhile difference that is on file for its measure."""
    position = max((result.position for result in evaluation.results), default=-1) + 1
    result = OutcomeResult(id=uuid4(), evaluation=evaluation, position=position, source_values={}, **complete(values))
    session.add(result)
    _touch(evaluation, now)
    session.flush()
    audit.record(session, "result.added", subject_type="result", subject_id=result.id, actor_id=actor_id, at=now)
    return result


def edit_result(
    session: Session, result: OutcomeResult, values: Mapping[str, Any], *, actor_id: UUID | None, now: datetime
) -> None:
    words = ("outcome", "outcome_area", "measure_name")
    is_named_as_before = all(values.get(name, getattr(result, name)) == getattr(result, name) for name in words)
    stated = {"outcome_slug": result.outcome_slug} if is_named_as_before else {}
    made = complete({**stated, **values})
    if changed := _write(result, made, frozenset(made)):
        _touch(result.evaluation, now)
        _record(session, "result", result, changed, actor_id, now)


def remove_result(session: Session, result: OutcomeResult, *, actor_id: UUID | None, now: datetime) -> None:
    """Take a result out of the draft; what was sent before still holds it."""
    evaluation = result.evaluation
    evaluation.results.remove(result)
    _touch(evaluation, now)
    session.flush()
    audit.record(session, "result.removed", subject_type="result", subject_id=result.id, actor_id=actor_id, at=now)


def complete(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed of a result, with the effect that follows, its measure, and the outcome that its words name.

    An outcome that is stated (``outcome_slug``) stays; forms state none, and an edit keeps it while its words stay.
    """
    made = {**values, **worked_out(values)}
    measure = known_measure(str(made.get("measure_name") or ""))
    if "outcome" in made and "outcome_area" in made:
        measured = measure.outcome if measure and measure.outcome_area == made["outcome_area"] else ""
        named = slug_of(made["outcome"], made["outcome_area"]) or measured
        made["outcome_slug"] = made.get("outcome_slug") or named
    if (
        measure is not None
        and measure.proposed_worthwhile is not None
        and made.get("smallest_worthwhile") is None
        and made.get("effect_metric") in _KEPT_SOURCES
    ):
        made["smallest_worthwhile"] = measure.proposed_worthwhile
        made["smallest_worthwhile_source"] = measure.smallest_worthwhile_said_by
    return made


def _write(record: Any, changes: Mapping[str, Any], allowed: frozenset[str]) -> list[str]:
    """Set what differs, and return its names. :raises KeyError: a name that is not an answer of this record."""
    if unknown := set(changes) - allowed:
        raise KeyError(f"no page of tasks.py asks for {sorted(unknown)}")
    changed = [name for name, value in changes.items() if getattr(record, name) != value]
    for name in changed:
        setattr(record, name, changes[name])
    return sorted(changed)


def _touch(evaluation: Evaluation, now: datetime) -> None:
    # A result has no version of its own: changing the evaluation's row makes two edits at once meet there.
    evaluation.updated_at = evaluation.project.updated_at = now


def _record(session: Session, kind: str, record: Any, changed: list[str], actor_id: UUID | None, now: datetime) -> None:
    session.flush()
    audit.record(
        session,
        f"{kind}.edited",
        subject_type=kind,
        subject_id=record.id,
        actor_id=actor_id,
        at=now,
        details={"answers": changed},
    )
