"""An evaluation's task list and its pages of answers."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import services, terms
from evidencehub.projects.missing import evaluation_missing, in_use
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.pages.blueprint import bp, load_evaluation, load_part, load_project, render, saves, told
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS, NewEvaluationForm
from evidencehub.projects.tasks import EVALUATION_TASKS, Progress, task_in
from evidencehub.shared import saving
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db


@bp.route("/team/projects/<uuid:project_id>/evaluations/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_project)
def new_evaluation(project: Project) -> ResponseReturnValue:
    form = NewEvaluationForm()
    if form.validate_on_submit():
        evaluation = services.create_evaluation(
            db.session, project, title=form.title.data, actor_id=current_actor().id, now=utc_now()
        )
        db.session.commit()
        return redirect(url_for(".evaluation", evaluation_id=evaluation.id), code=303)
    return render("new-evaluation.html", form, project=project)


@bp.get("/team/evaluations/<uuid:evaluation_id>")
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def evaluation(evaluation: Evaluation) -> ResponseReturnValue:
    """The task list of an evaluation."""
    return render(
        "evaluation.html", evaluation=evaluation, project=evaluation.project,
        tasks=[(task, task.progress(evaluation)) for task in EVALUATION_TASKS],
        results_progress=_results_progress(evaluation), documents_progress=_documents_progress(evaluation),
        gaps=evaluation_missing(evaluation), documents=in_use(evaluation.documents),
    )  # fmt: skip


@bp.route("/team/evaluations/<uuid:evaluation_id>/<slug>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_part)
def part(found: tuple[Evaluation, str]) -> ResponseReturnValue:
    """One page of an evaluation's answers."""
    evaluation, slug = found
    form = EVALUATION_FORMS[slug](obj=evaluation)

    def save(answers: Mapping[str, Any]) -> None:
        services.edit_evaluation(db.session, evaluation, answers, actor_id=current_actor().id, now=utc_now())

    saved = saves(form, evaluation, save)
    if saving.is_by_itself():
        return told(form, evaluation, saved=saved)
    if saved:
        return redirect(url_for(".evaluation", evaluation_id=evaluation.id), code=303)
    return render(
        "part.html", form, evaluation=evaluation, project=evaluation.project, task=task_in(EVALUATION_TASKS, slug),
        design_hints=terms.hints("designs"),
    )  # fmt: skip


def _results_progress(evaluation: Evaluation) -> Progress:
    if not evaluation.results:
        return Progress.NOT_STARTED
    confirmed = all(result.higher_is is not None for result in evaluation.results)
    return Progress.DONE if confirmed else Progress.IN_PROGRESS


def _documents_progress(evaluation: Evaluation) -> Progress:
    return Progress.DONE if in_use(evaluation.documents) or evaluation.documents_note else Progress.NOT_STARTED
