"""What a project costs line by line: adding, changing and ordering lines, and what they come to."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects import services
from evidencehub.projects.costs import editing
from evidencehub.projects.costs.headline import headline_of
from evidencehub.projects.costs.keeping import costs_of, stored
from evidencehub.projects.costs.kinds import KINDS
from evidencehub.projects.costs.shape import CostLine, Costs
from evidencehub.projects.costs.words import in_words, told_of
from evidencehub.projects.models import Project
from evidencehub.projects.pages.blueprint import bp, load_project, render, saves
from evidencehub.projects.pages.cost_forms import LineForm, PeopleForm
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import EmptyForm

_TRIES = 3
UP, DOWN, HEADLINE = "up", "down", "headline"


def load_line(actor: Actor, project_id: UUID, line_id: UUID) -> Loaded[tuple[Project, CostLine]]:
    loaded = load_project(actor, project_id)
    line = costs_of(loaded.resource).line(line_id)
    if line is None:
        raise NotFound(editing.GONE)
    return Loaded((loaded.resource, line), loaded.facts)


@bp.route("/team/projects/<uuid:project_id>/costs", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_project)
def costs(project: Project) -> ResponseReturnValue:
    """All lines and what they come to. A press moves a line, or takes over what one person costs."""
    form = EmptyForm()
    if form.validate_on_submit():
        _press(project)
        return redirect(url_for(".costs", project_id=project.id), code=303)
    held = costs_of(project)
    return render(
        "costs.html", form, project=project, told=in_words(held), items=told_of(held), headline=headline_of(held),
    )  # fmt: skip


@bp.route("/team/projects/<uuid:project_id>/costs/new", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_project)
def new_cost(project: Project) -> ResponseReturnValue:
    form = LineForm(project)
    if form.validate_on_submit():
        try:
            _change(project, lambda costs: editing.with_line(costs, form.said))
        except Invalid as error:
            form.show(error)
        else:
            flash(f"Saved: {form.what.data}.")
            onward = ".costs" if request.form.get("then") == "list" else ".new_cost"
            return redirect(url_for(onward, project_id=project.id), code=303)
    return _show_line(form, project, None)


@bp.route("/team/projects/<uuid:project_id>/costs/lines/<uuid:line_id>", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_line)
def cost_line(found: tuple[Project, CostLine]) -> ResponseReturnValue:
    project, line = found
    form = LineForm(project, line.id)

    def save(_answers: Mapping[str, Any]) -> None:
        _keep(project, editing.with_changed_line(costs_of(project), line.id, form.said))

    if saves(form, project, save):
        return redirect(url_for(".costs", project_id=project.id), code=303)
    return _show_line(form, project, line)


@bp.route("/team/projects/<uuid:project_id>/costs/lines/<uuid:line_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_line)
def remove_cost_line(found: tuple[Project, CostLine]) -> ResponseReturnValue:
    project, line = found
    form = EmptyForm()
    if form.validate_on_submit():
        _change(project, lambda costs: editing.without_line(costs, line.id))
        flash(f"Removed: {line.what}.")
        return redirect(url_for(".costs", project_id=project.id), code=303)
    return render(
        "remove.html", form, project=project, what=f"“{line.what}”",
        back=url_for(".cost_line", project_id=project.id, line_id=line.id),
        text="What the lines come to changes with it. What you have sent before keeps it.",
    )  # fmt: skip


@bp.route("/team/projects/<uuid:project_id>/costs/people", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_project)
def cost_people(project: Project) -> ResponseReturnValue:
    form = PeopleForm(project)

    def save(answers: Mapping[str, Any]) -> None:
        _keep(project, replace(costs_of(project), **answers))

    if saves(form, project, save):
        return redirect(url_for(".costs", project_id=project.id), code=303)
    return render("cost-people.html", form, project=project)


def _show_line(form: LineForm, project: Project, line: CostLine | None) -> ResponseReturnValue:
    return render(
        "cost-line.html", form, project=project, line=line, number=len(costs_of(project).lines) + 1,
        kind_hints={kind.slug: kind.help for kind in KINDS.values()},
    )  # fmt: skip


def _press(project: Project) -> None:
    """:raises NotFound: the line is not there any more."""
    for name, by in ((UP, -1), (DOWN, 1)):
        if name in request.form:
            _change(project, partial(editing.with_moved_line, key=_id(request.form[name]), by=by))
    if HEADLINE in request.form and (found := headline_of(costs_of(project))):
        changes = {"cost_per_person_gbp": found.pounds, "cost_year": found.year}
        services.edit_project(db.session, project, changes, actor_id=current_actor().id, now=utc_now())
        db.session.commit()
        flash(f"Your figure for one person is now {found.words}.")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(editing.GONE) from None


def _keep(project: Project, costs: Costs) -> None:
    services.edit_project(db.session, project, {"costs": stored(costs)}, actor_id=current_actor().id, now=utc_now())


def _change(project: Project, change: Callable[[Costs], Costs]) -> None:
    """Add, move or take away, on top of what others saved in this moment.

    :raises Invalid: the change is refused.
    """
    for _ in range(_TRIES):
        try:
            _keep(project, change(costs_of(project)))
            db.session.commit()
        except StaleDataError:
            db.session.rollback()
            continue
        return
    raise StaleDataError("three others were faster")
