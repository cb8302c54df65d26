"""An evaluation's task list and its pages of answers."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.told import Words
from evidencehub.authz.values import Permission
from evidencehub.projects import services, terms
from evidencehub.projects.later import queries as later
from evidencehub.projects.missing import evaluation_missing, in_use, project_missing
from evidencehub.projects.models import Evaluation, Project
from evidencehub.projects.pages.blueprint import bp, load_evaluation, load_part, load_project, render, saves, told
from evidencehub.projects.pages.evaluation_forms import EVALUATION_FORMS, NewEvaluationForm
from evidencehub.projects.pages.forms import TeamForm
from evidencehub.projects.pages.going_on import after_part, from_check, task_address, when_ready
from evidencehub.projects.pages.study_forms import StudyForm
from evidencehub.projects.pages.study_words import FLOW, losses_in_words
from evidencehub.projects.plans import queries as plans
from evidencehub.projects.study import asked as study
from evidencehub.projects.study import reporting
from evidencehub.projects.study.flow import flow_of
from evidencehub.projects.tasks import EVALUATION_TASKS, PEOPLE, Progress, task_in
from evidencehub.shared import saving
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.standards.files.reporting import reporting_lists
from evidencehub.standards.files.studies import StudySection


@bp.route("/team/projects/<uuid:project_id>/evaluations/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_project)
def new_evaluation(project: Project) -> ResponseReturnValue:
    form, is_plan = NewEvaluationForm(), request.args.get("plan") == "yes"
    if is_plan:
        form.title.label.text, form.title.description = "What will the study be called?", "You can change it later."
    if form.validate_on_submit():
        evaluation = services.create_evaluation(
            db.session, project, title=form.title.data, actor_id=current_actor().id, now=utc_now()
        )
        db.session.commit()
        page = ".plan" if is_plan else ".evaluation"
        return redirect(url_for(page, evaluation_id=evaluation.id), code=303)
    return render("new-evaluation.html", form, project=project, is_plan=is_plan)


@bp.get("/team/evaluations/<uuid:evaluation_id>")
@requires(Permission.EVALUATION_EDIT, on=load_evaluation)
def evaluation(evaluation: Evaluation) -> ResponseReturnValue:
    """The task list of an evaluation."""
    return render(
        "evaluation.html", evaluation=evaluation, project=evaluation.project,
        tasks=[(task, task.progress(evaluation), task_address(evaluation, task)) for task in EVALUATION_TASKS],
        lists=[(each, *reporting.progress(evaluation, each)) for each in reporting_lists(evaluation.design)],
        sections=[(part, *study.progress(evaluation, part)) for part in study.sections(evaluation.design)],
        results_progress=_results_progress(evaluation), documents_progress=_documents_progress(evaluation),
        gaps=evaluation_missing(evaluation), documents=in_use(evaluation.documents),
        project_gaps=project_missing(evaluation.project), following=when_ready(evaluation),
        plan_state=_plan_state(evaluation),
        later_state=_later_state(evaluation),
    )  # fmt: skip


@bp.route("/team/evaluations/<uuid:evaluation_id>/<slug>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_EDIT, on=load_part)
def part(found: tuple[Evaluation, str]) -> ResponseReturnValue:
    """One page of an evaluation's answers."""
    evaluation, slug = found
    if (asked := study.section(slug)) is not None:
        return _study_part(evaluation, asked)
    task = task_in(EVALUATION_TASKS, slug)
    is_first = slug == PEOPLE and task is not None and task.progress(evaluation) is Progress.NOT_STARTED
    from_project = is_first and request.method == "GET"
    form = EVALUATION_FORMS[slug](obj=evaluation.project if from_project else evaluation)
    if (answer := _saved(evaluation, form, slug)) is not None:
        return answer
    return render(
        "part.html", form, evaluation=evaluation, project=evaluation.project, task=task,
        design_hints=terms.hints("designs"), from_check=from_check(),
        from_project=from_project and any(form.answers().values()),
    )  # fmt: skip


def _study_part(evaluation: Evaluation, part: StudySection) -> ResponseReturnValue:
    """One section of the questions that fit the design, with what follows from the answers."""
    form = StudyForm.of(part, evaluation)
    if (answer := _saved(evaluation, form, part.slug)) is not None:
        return answer
    fits = bool(part.fitting(evaluation.design))
    worked_out = losses_in_words(flow_of(study.fitting(evaluation.study, evaluation.design), evaluation.participants))
    return render(
        "study-part.html", form, evaluation=evaluation, project=evaluation.project, part=part, fits=fits,
        from_check=from_check(), worked_out=worked_out if part.slug == FLOW else (),
    )  # fmt: skip


def _saved(evaluation: Evaluation, form: TeamForm, slug: str) -> ResponseReturnValue | None:
    """Save what was typed, and say where to go; None where the page is shown."""

    def save(answers: Mapping[str, Any]) -> None:
        services.edit_evaluation(db.session, evaluation, answers, actor_id=current_actor().id, now=utc_now())

    saved = saves(form, evaluation, save)
    if saving.is_by_itself():
        return told(form, evaluation, saved=saved)
    return redirect(after_part(evaluation, slug), code=303) if saved else None


def _plan_state(evaluation: Evaluation) -> Words | None:
    """How far its plan is; None where nothing of one is written."""
    plan = plans.of_evaluation(db.session, evaluation.id)
    if plan is None:
        return None
    return plan.versions[-1].state.told.own if plan.versions else Words("In progress", "blue")


def _later_state(evaluation: Evaluation) -> Words | None:
    """How far what was added later is; None where the study is not graded and public."""
    if later.graded_version(evaluation) is None:
        return None
    sent = later.of_evaluation(db.session, evaluation.id)
    return sent[-1].state.told.own if sent else Words("None")


def _results_progress(evaluation: Evaluation) -> Progress:
    if not evaluation.results:
        return Progress.NOT_STARTED
    confirmed = all(result.higher_is is not None for result in evaluation.results)
    return Progress.DONE if confirmed else Progress.IN_PROGRESS


def _documents_progress(evaluation: Evaluation) -> Progress:
    return Progress.DONE if in_use(evaluation.documents) or evaluation.documents_note else Progress.NOT_STARTED
