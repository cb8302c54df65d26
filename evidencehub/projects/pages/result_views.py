"""Outcome results: a list that says each in words, and a page to add or change one."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import services, terms
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_result
from evidencehub.projects.models import Evaluation, OutcomeResult
from evidencehub.projects.pages.blueprint import bp, load_evaluation, load_result, render, saves
from evidencehub.projects.pages.result_forms import ResultForm
from evidencehub.projects.wording import people_in, sentence
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.forms import EmptyForm
from evidencehub.standards.files.vocabulary import load_measures


@bp.get("/team/evaluations/<uuid:evaluation_id>/results")
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def results(evaluation: Evaluation) -> ResponseReturnValue:
    people = people_in(frozen_evaluation(evaluation))
    return render(
        "results.html", evaluation=evaluation, project=evaluation.project,
        sentences={result.id: sentence(frozen_result(result), people) for result in evaluation.results},
        doubts={result.id: doubt for result in evaluation.results if (doubt := _doubt(result))},
    )  # fmt: skip


@bp.route("/team/evaluations/<uuid:evaluation_id>/results/new", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def new_result(evaluation: Evaluation) -> ResponseReturnValue:
    form = ResultForm()
    if form.validate_on_submit():
        services.add_result(db.session, evaluation, form.answers(), actor_id=current_actor().id, now=utc_now())
        db.session.commit()
        return redirect(url_for(".results", evaluation_id=evaluation.id), code=303)
    return _form(form, evaluation)


@bp.route("/team/results/<uuid:result_id>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_result)
def edit_result(result: OutcomeResult) -> ResponseReturnValue:
    form = ResultForm(obj=result)

    def save(answers: Mapping[str, Any]) -> None:
        services.edit_result(db.session, result, answers, actor_id=current_actor().id, now=utc_now())

    if saves(form, result, save):
        return redirect(url_for(".results", evaluation_id=result.evaluation_id), code=303)
    return _form(form, result.evaluation, result)


@bp.route("/team/results/<uuid:result_id>/remove", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_result)
def remove_result(result: OutcomeResult) -> ResponseReturnValue:
    evaluation, form = result.evaluation, EmptyForm()
    if form.validate_on_submit():
        services.remove_result(db.session, result, actor_id=current_actor().id, now=utc_now())
        db.session.commit()
        flash(f"Removed: {result.outcome}.")
        return redirect(url_for(".results", evaluation_id=evaluation.id), code=303)
    return render(
        "remove.html", form, evaluation=evaluation, project=evaluation.project, what=result.outcome,
        back=url_for(".results", evaluation_id=evaluation.id),
        text="Its numbers go from your draft. What you have sent before keeps them.",
    )  # fmt: skip


def _form(form: ResultForm, evaluation: Evaluation, result: OutcomeResult | None = None) -> ResponseReturnValue:
    said = sentence(frozen_result(result), people_in(frozen_evaluation(evaluation))) if result else ""
    return render(
        "result.html", form, evaluation=evaluation, project=evaluation.project, result=result, said=said,
        measures=[measure.label for measure in load_measures()],
    )  # fmt: skip


def _doubt(result: OutcomeResult) -> str:
    """Where the team's answer differs from what is on file for a well-known measure."""
    measure = terms.known_measure(result.measure_name)
    if measure is None or result.higher_is is None or measure.higher_is == result.higher_is:
        return ""
    usual = "better" if measure.higher_is == "better" else "worse"
    return f"With “{measure.label}” a higher number is usually {usual}. You say the opposite: please look again."
