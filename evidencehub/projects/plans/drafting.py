"""Writing a plan down, before any of it is sent. Services flush; the edge commits."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from evidencehub.projects.models import Evaluation
from evidencehub.projects.plans import queries
from evidencehub.projects.plans.models import StudyPlan
from evidencehub.projects.plans.outcomes import with_outcome, with_reasons, without_outcome
from evidencehub.shared import audit
from evidencehub.shared.errors import Invalid

MAX_OUTCOMES = 40
ABOUT = ("starts_on", "ends_on", "reports_on", "participants", "analysis")
AFTER = ("unpublished_because", "is_stopped", "stopped_because")


def blank(evaluation: Evaluation) -> StudyPlan:
    """What a plan is before anything of it was written; in no session."""
    return StudyPlan(
        evaluation_id=evaluation.id, outcomes=[], analysis="", unpublished_because="", is_stopped=False,
        stopped_because="", versions=[],
    )  # fmt: skip


def keep(
    session: Session, evaluation: Evaluation, changes: Mapping[str, Any], *, actor_id: UUID | None, now: datetime
) -> StudyPlan:
    """Write answers into the draft. :raises Invalid: days in the wrong order, or stopped without a reason."""
    plan = _plan(session, evaluation, now)
    values = {name: changes.get(name, getattr(plan, name)) for name in (*ABOUT, *AFTER)}
    _refuse_days(values["starts_on"], values["ends_on"], values["reports_on"])
    if values["is_stopped"] and not values["stopped_because"]:
        raise Invalid("Say why", {"stopped_because": "Say why the study was stopped"})
    return _write(session, plan, changes, actor_id, now)


def keep_outcome(
    session: Session, evaluation: Evaluation, key: str, typed: Mapping[str, Any], *, actor_id: UUID | None,
    now: datetime,
) -> StudyPlan:  # fmt: skip
    """Add an outcome, or write that of this key anew. :raises Invalid: it is there already, or there are too many."""
    plan = _plan(session, evaluation, now)
    made = with_outcome(plan, key, typed)
    if len(made) > MAX_OUTCOMES:
        raise Invalid(f"A plan names {MAX_OUTCOMES} outcomes at most, and this one has {MAX_OUTCOMES} already")
    same = [_same(each) for each in made]
    if len(same) != len(set(same)):
        raise Invalid("It is there", {"outcome": "This outcome is in the plan already, with this measure and time"})
    return _write(session, plan, {"outcomes": made}, actor_id, now)


def remove_outcome(
    session: Session, evaluation: Evaluation, key: str, *, actor_id: UUID | None, now: datetime
) -> StudyPlan:
    plan = _plan(session, evaluation, now)
    return _write(session, plan, {"outcomes": without_outcome(plan, key)}, actor_id, now)


def explain(
    session: Session, evaluation: Evaluation, reasons: Mapping[str, str], *, actor_id: UUID | None, now: datetime
) -> StudyPlan:
    """Keep why outcomes of the plan have no result; by their keys, "" for no reason."""
    plan = _plan(session, evaluation, now)
    return _write(session, plan, {"outcomes": with_reasons(plan, reasons)}, actor_id, now)


def _same(outcome: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(outcome[name]).casefold() for name in ("outcome_area", "outcome", "measure", "when"))


def _refuse_days(starts: date | None, ends: date | None, reports: date | None) -> None:
    if starts and ends and starts > ends:
        raise Invalid("The days are the wrong way round", {"ends_on": "The last day must not be before the first"})
    if reports and (last := ends or starts) and reports < last:
        raise Invalid("The days are the wrong way round", {"reports_on": "The report cannot be there before the study"})


def _plan(session: Session, evaluation: Evaluation, now: datetime) -> StudyPlan:
    plan = queries.of_evaluation(session, evaluation.id)
    if plan is None:
        plan = blank(evaluation)
        plan.id, plan.evaluation, plan.created_at, plan.updated_at = uuid4(), evaluation, now, now
        session.add(plan)
    return plan


def _write(
    session: Session, plan: StudyPlan, changes: Mapping[str, Any], actor_id: UUID | None, now: datetime
) -> StudyPlan:
    changed = [name for name, value in changes.items() if getattr(plan, name) != value]
    for name in changed:
        setattr(plan, name, changes[name])
    if changed:
        plan.updated_at = plan.evaluation.updated_at = plan.evaluation.project.updated_at = now
        session.flush()
        audit.record(
            session, "plan.edited", subject_type="plan", subject_id=plan.id, actor_id=actor_id, at=now,
            details={"answers": sorted(changed)},
        )  # fmt: skip
    return plan
