"""The plan of a study: what it says so far, its pages of answers, and sending it."""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects import services
from evidencehub.projects.disclosure.queries import pointed_out
from evidencehub.projects.frozen.keeping import frozen_evaluation
from evidencehub.projects.models import Evaluation
from evidencehub.projects.pages.blueprint import PlanLinks, bp, load_evaluation, render, saves
from evidencehub.projects.pages.plan_forms import HappenedForm, MissingForm, PlanForm, PlannedOutcomeForm, SendPlanForm
from evidencehub.projects.plans import disclosing, drafting, files, queries, sending
from evidencehub.projects.plans.comparing import Comparison
from evidencehub.projects.plans.models import StudyPlan
from evidencehub.projects.plans.outcomes import Planned, planned_of
from evidencehub.projects.plans.told import comparisons
from evidencehub.shared.clock import hub_today, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm
from evidencehub.standards.files.measures import load_measures
from evidencehub.standards.files.outcomes import load_outcomes

_HAPPENED = ("started_on", "ended_on")


def _plan(evaluation: Evaluation) -> StudyPlan:
    return queries.of_evaluation(db.session, evaluation.id) or drafting.blank(evaluation)


def _happened(evaluation: Evaluation) -> dict[str, date | None]:
    """A day to come is planned, and did not happen yet."""
    days = {name: getattr(evaluation, name) for name in _HAPPENED}
    return {name: on if on and on <= hub_today() else None for name, on in days.items()}


def _page(template: str, form: Any, evaluation: Evaluation, **values: Any) -> ResponseReturnValue:
    return render(template, form, evaluation=evaluation, project=evaluation.project, **values)


@bp.get("/team/evaluations/<uuid:evaluation_id>/plan")
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def plan(evaluation: Evaluation) -> ResponseReturnValue:
    """All of it on one page, with what is public and what waits."""
    plan = _plan(evaluation)
    shown, waits = sending.shown_of(plan), sending.waiting_of(plan)
    sent = waits or shown
    return _page(
        "plan.html", None, evaluation, plan=plan, planned=planned_of(plan), files=files.to_send(evaluation),
        gaps=list(sending.missing(evaluation, plan)), shown=shown, waits=waits, happened=_happened(evaluation),
        last=plan.versions[-1] if plan.versions else None,
        differs=sent is None or bool(sending.differs(plan, sent, hub_today())), compared=_compared(evaluation),
    )  # fmt: skip


@bp.route("/team/evaluations/<uuid:evaluation_id>/plan/about", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def plan_about(evaluation: Evaluation) -> ResponseReturnValue:
    plan = _plan(evaluation)
    form = PlanForm(obj=plan)

    def save(answers: Mapping[str, Any]) -> None:
        drafting.keep(db.session, evaluation, answers, actor_id=current_actor().id, now=utc_now())

    if saves(form, plan, save):
        return redirect(url_for(".plan", evaluation_id=evaluation.id), code=303)
    return _page("plan-about.html", form, evaluation)


@bp.route("/team/evaluations/<uuid:evaluation_id>/plan/happened", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def plan_happened(evaluation: Evaluation) -> ResponseReturnValue:
    """When it began and ended, and why it was stopped or nothing is published."""
    plan = _plan(evaluation)
    record = SimpleNamespace(
        **_happened(evaluation),
        **{name: getattr(plan, name) for name in drafting.AFTER},
    )
    form = HappenedForm(obj=record)

    def save(answers: Mapping[str, Any]) -> None:
        who: dict[str, Any] = {"actor_id": current_actor().id, "now": utc_now()}
        typed = {name: answers[name] for name in _HAPPENED if answers[name] != getattr(record, name)}
        services.edit_evaluation(db.session, evaluation, typed, **who)
        drafting.keep(db.session, evaluation, {name: answers[name] for name in drafting.AFTER}, **who)

    if saves(form, record, save):
        return redirect(url_for(".plan", evaluation_id=evaluation.id), code=303)
    return _page("plan-happened.html", form, evaluation)


Outcome = tuple[Evaluation, Planned | None]


def _load_outcome(actor: Actor, evaluation_id: UUID, key: str) -> Loaded[Outcome]:
    loaded = load_evaluation(actor, evaluation_id)
    found = next((each for each in planned_of(_plan(loaded.resource)) if each.key == key), None)
    if found is None and key != "new":
        raise NotFound("There is no such outcome in the plan. Somebody may have removed it.")
    return Loaded((loaded.resource, found), loaded.facts)


@bp.route("/team/evaluations/<uuid:evaluation_id>/plan/outcomes/<key>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=_load_outcome)
def plan_outcome(found: Outcome) -> ResponseReturnValue:
    """One outcome; "new" adds one."""
    evaluation, outcome = found
    nothing = SimpleNamespace(outcome_area=_usual_area(evaluation), outcome="", measure="", when="", is_main=None)
    record = outcome or nothing
    form = PlannedOutcomeForm(obj=record)

    def save(answers: Mapping[str, Any]) -> None:
        key = outcome.key if outcome else ""
        drafting.keep_outcome(db.session, evaluation, key, answers, actor_id=current_actor().id, now=utc_now())

    if saves(form, record, save):
        if request.form.get("step") == "another":
            flash(f"Saved: {form.outcome.data}.")
            return redirect(url_for(".plan_outcome", evaluation_id=evaluation.id, key="new"), code=303)
        return redirect(url_for(".plan", evaluation_id=evaluation.id), code=303)
    return _page(
        "plan-outcome.html", form, evaluation, outcome=outcome,
        outcomes=[term.label for term in load_outcomes().by_slug.values()],
        measures=[measure.label for measure in load_measures()],
    )  # fmt: skip


def _usual_area(evaluation: Evaluation) -> str:
    """Where the study looks at one outcome area alone, it need not be chosen again."""
    return evaluation.outcome_areas[0] if len(evaluation.outcome_areas) == 1 else ""


@bp.route("/team/evaluations/<uuid:evaluation_id>/plan/outcomes/<key>/remove", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=_load_outcome)
def remove_plan_outcome(found: Outcome) -> ResponseReturnValue:
    evaluation, outcome = found
    if outcome is None:
        raise NotFound("There is no such outcome in the plan.")
    form, back = EmptyForm(), url_for(".plan", evaluation_id=evaluation.id)
    if form.validate_on_submit():
        drafting.remove_outcome(
            db.session, evaluation, outcome.key, actor_id=current_actor().id, now=utc_now()
        )  # fmt: skip
        db.session.commit()
        flash(f"Removed: {outcome.outcome}.")
        return redirect(back, code=303)
    return _page(
        "remove.html", form, evaluation, what=outcome.outcome, back=back,
        text="It goes from your draft. Versions that you have sent keep it, and show when it was taken out.",
    )  # fmt: skip


@bp.route("/team/evaluations/<uuid:evaluation_id>/plan/send", methods=["GET", "POST"])
@requires(Permission.PLAN_SEND, on=load_evaluation)
def send_plan(evaluation: Evaluation) -> ResponseReturnValue:
    """What everybody will read, and sending it."""
    form, plan = SendPlanForm(), _plan(evaluation)
    gaps = list(sending.missing(evaluation, plan))
    if form.validate_on_submit() and not gaps:
        try:
            made = sending.send(
                db.session, evaluation, because=form.because.data or "", note=form.note.data or "",
                actor=current_actor(), facts=g.facts, now=utc_now(), links=PlanLinks(),
            )  # fmt: skip
        except (Invalid, WrongState) as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash(
                "It is public now." if made.state.is_public
                else "We have your plan. An editor reads it before it is public, and we write to you."
            )  # fmt: skip
            return redirect(url_for(".plan", evaluation_id=evaluation.id), code=303)
    asks = not gaps and plan.versions and sending.needs_reason(plan, hub_today())
    frozen = None if gaps else sending.frozen_of(plan, hub_today())
    new = disclosing.new_to_the_public(db.session, evaluation) if frozen else []
    looked = [(each, pointed_out(db.session, each.id).left) for each in new]
    return _page(
        "plan-send.html", form, evaluation, plan=plan, planned=planned_of(plan), gaps=gaps, asks_why=asks,
        frozen=frozen, files=files.files_of(frozen) if frozen else [],
        pointed_out=[(each, len(finds)) for each, finds in looked if finds],
    )  # fmt: skip


@bp.route("/team/evaluations/<uuid:evaluation_id>/plan/missing", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def plan_missing(evaluation: Evaluation) -> ResponseReturnValue:
    """Why an outcome that was planned has no result."""
    plan, compared = _plan(evaluation), _compared(evaluation)
    form = MissingForm.asking(compared.missing if compared else (), plan)

    def save(answers: Mapping[str, Any]) -> None:
        drafting.explain(db.session, evaluation, answers, actor_id=current_actor().id, now=utc_now())

    if saves(form, form.record, save):
        return redirect(url_for(".plan", evaluation_id=evaluation.id), code=303)
    return _page("plan-missing.html", form, evaluation)


def _compared(evaluation: Evaluation) -> Comparison | None:
    study = frozen_evaluation(evaluation)
    return comparisons(db.session, [study]).get(study.id)
