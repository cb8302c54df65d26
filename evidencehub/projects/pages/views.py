"""The team's pages: home and a project's pages here; importing the others puts them on the blueprint."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from evidencehub.accounts import queries as accounts
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Permission
from evidencehub.projects import queries, services, terms
from evidencehub.projects.described import described
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_project
from evidencehub.projects.learning import queries as learning
from evidencehub.projects.missing import evaluation_missing, in_use, project_missing
from evidencehub.projects.models import Project
from evidencehub.projects.on_request import queries as report_requests
from evidencehub.projects.pages import (
    again_views,
    asked_views,
    closing_views,
    cost_views,
    design_views,
    disclosure_views,
    document_views,
    evaluation_views,
    held_views,
    later_views,
    log_views,
    one_document_views,
    plan_views,
    reference_views,
    report_request_views,
    reporting_views,
    result_views,
    statement_views,
    submission_views,
    table_views,
    theory_views,
    transfer_views,
    upload_views,
)
from evidencehub.projects.pages.answers import project_sections, studies_in_words
from evidencehub.projects.pages.asked_of import what_was_asked
from evidencehub.projects.pages.blueprint import bp, load_project, load_section, render, saves, told
from evidencehub.projects.pages.forms import PROJECT_FORMS, NewProjectForm
from evidencehub.projects.pages.going_on import after_section, from_check
from evidencehub.projects.pages.next_step import how_awards_stand, latest, next_step, of_awards
from evidencehub.projects.plans import queries as plans
from evidencehub.projects.questions import queries as questions
from evidencehub.projects.tasks import PROJECT_TASKS, task_in
from evidencehub.projects.transfers import queries as transfers
from evidencehub.shared import saving
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db

__all__ = [
    "again_views",
    "asked_views",
    "bp",
    "closing_views",
    "cost_views",
    "design_views",
    "disclosure_views",
    "document_views",
    "evaluation_views",
    "held_views",
    "later_views",
    "log_views",
    "one_document_views",
    "plan_views",
    "reference_views",
    "report_request_views",
    "reporting_views",
    "result_views",
    "statement_views",
    "submission_views",
    "table_views",
    "theory_views",
    "transfer_views",
    "upload_views",
]


@bp.get("/team")
@requires(Permission.ACCOUNT_USE)
def home() -> ResponseReturnValue:
    """Where a team lands: one thing to do next, then everything they have."""
    actor = current_actor()
    projects = queries.projects_of(db.session, actor)
    asked = questions.to_answer(db.session, [sent.id for each in projects if (sent := latest(each))])
    waiting = report_requests.waiting_by_organisation(db.session, actor.owns)
    planned = plans.written(db.session, [study.id for each in projects for study in each.evaluations])
    return render(
        "home.html", reports_asked=waiting.total(), projects=projects,
        step=next_step(actor, projects, asked, of_awards(db.session, projects), planned),
        asked=asked, latest=latest, standing=how_awards_stand(db.session, projects),
        organisations=accounts.organisations_of(db.session, actor.id) if actor.id else [],
        offers=transfers.offered_to(db.session, actor.owns, now=utc_now()) if actor.owns else [],
        gaps={evaluation.id: evaluation_missing(evaluation) for each in projects for evaluation in each.evaluations},
        project_gaps={each.id: project_missing(each) for each in projects},
    )  # fmt: skip


@bp.route("/team/projects/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_CREATE)
def new() -> ResponseReturnValue:
    actor = current_actor()
    organisations = {str(each.id): each for each in accounts.adding_for(db.session, actor)}
    if actor.organisations and not organisations:
        flash("Your organisation is closed, or you only read along in your team: no project can be added.")
        return redirect(url_for(".home"), code=303)
    form = NewProjectForm()
    form.organisation_id.choices = [SelectChoice(key, each.name) for key, each in organisations.items()]
    if len(organisations) == 1:
        del form.organisation_id
    if form.validate_on_submit():
        chosen = form.organisation_id.data if "organisation_id" in form else next(iter(organisations))
        project = services.create_project(
            db.session, organisation=organisations[chosen], name=form.name.data, summary=form.summary.data,
            actor_id=actor.id, now=utc_now(),
        )  # fmt: skip
        db.session.commit()
        return redirect(url_for(".project", project_id=project.id), code=303)
    return render("new.html", form)


@bp.get("/team/projects/<uuid:project_id>")
@requires(Permission.PROJECT_FOLLOW, on=load_project)
def project(project: Project) -> ResponseReturnValue:
    """The task list of a project; for readers of the team what it holds."""
    sent = latest(project)
    asked = questions.to_answer(db.session, [sent.id]).get(sent.id) if sent else None
    if not permits(Permission.PROJECT_EDIT, g.facts):
        whole = frozen_project(project)
        evaluations = [frozen_evaluation(evaluation) for evaluation in project.evaluations]
        studies = studies_in_words(evaluations)
        return render(
            "read.html", project=project, sent=sent, asked=asked, in_use=in_use,
            project_sections=project_sections(whole, evaluations),
            studies=list(zip(project.evaluations, studies, strict=True)),
        )  # fmt: skip
    return render(
        "project.html", project=project, tasks=[(task, task.progress(project)) for task in PROJECT_TASKS],
        gaps=project_missing(project), sent=sent, asked=asked, was_asked=what_was_asked(db.session, project),
        is_open=sent is not None and not sent.state.is_closed, log_entries=learning.count(db.session, project.id),
        offer=transfers.open_of(db.session, project.id),
        may_hand_over=permits(Permission.TRANSFER_OFFER, g.facts),
        evaluation_gaps={evaluation.id: evaluation_missing(evaluation) for evaluation in project.evaluations},
    )  # fmt: skip


@bp.route("/team/projects/<uuid:project_id>/<slug>", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_section)
def section(found: tuple[Project, str]) -> ResponseReturnValue:
    """One page of a project's answers."""
    project, slug = found
    form = PROJECT_FORMS[slug](obj=project)

    def save(answers: Mapping[str, Any]) -> None:
        services.edit_project(db.session, project, answers, actor_id=current_actor().id, now=utc_now())

    saved = saves(form, project, save)
    if saving.is_by_itself():
        return told(form, project, saved=saved)
    if saved:
        return redirect(after_section(project, slug), code=303)
    return render(
        "section.html", form, project=project, task=task_in(PROJECT_TASKS, slug), need_hints=terms.hints("need-levels"),
        from_check=from_check(), described=described(frozen_project(project)),
    )  # fmt: skip
