"""Calls for what one's own project costs, line by line."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp, removed
from evidencehub.api.own import part_schemas as schemas
from evidencehub.api.own import versions
from evidencehub.api.own.answering import change_part, filled, on_top, save
from evidencehub.api.own.once import once
from evidencehub.api.own.typed import UNPROTECTED
from evidencehub.api.own.versions import versioned
from evidencehub.api.said import or_none
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import services
from evidencehub.projects.costs import editing
from evidencehub.projects.costs.keeping import costs_of, stored
from evidencehub.projects.costs.shape import CostLine, Costs
from evidencehub.projects.models import Project
from evidencehub.projects.pages.blueprint import load_project
from evidencehub.projects.pages.cost_forms import LineForm, PeopleForm
from evidencehub.projects.pages.cost_views import load_line
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]
Found = tuple[Project, CostLine]


@bp.get("/team/projects/<uuid:project_id>/costs")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_project)
@bp.response(200, schemas.OwnCosts)
def own_costs(project: Project) -> Answer:
    """What a project costs, line by line.

    Its ETag names this version.
    """
    return _answer(project)


@bp.patch("/team/projects/<uuid:project_id>/costs")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_costs")
@requires(Permission.PROJECT_EDIT, on=load_project)
@bp.arguments(schemas.PeopleChange, location="json")
@bp.response(200, schemas.OwnCosts)
def change_costs(project: Project, sent: Values) -> Answer:
    """Say how many people and groups the lines are for."""
    form = filled(lambda **how: PeopleForm(project, meta=UNPROTECTED, **how), sent["answers"])
    marker = versions.marker_of(_record(project))
    change_part(form, project, marker, lambda: _keep(project, replace(costs_of(project), **form.answers())))
    return _answer(project)


@bp.post("/team/projects/<uuid:project_id>/costs/lines")
@needs(Scope.PROJECTS_WRITE)
@once
@requires(Permission.PROJECT_EDIT, on=load_project)
@bp.arguments(schemas.NewLine, location="json")
@bp.response(201, schemas.OwnLine)
def add_cost_line(project: Project, sent: Values) -> Answer:
    """Add a line of costs, as the last.

    The very same one is not added a second time: the answer is the one that is there.
    """
    said = filled(lambda **how: LineForm(project, meta=UNPROTECTED, **how), sent["answers"]).said
    on_top(lambda: _keep(project, editing.with_line(costs_of(project), said)))
    return _line_answer(project, editing.line_saying(costs_of(project), said), 201)


@bp.get("/team/projects/<uuid:project_id>/costs/lines/<uuid:line_id>")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_line)
@bp.response(200, schemas.OwnLine)
def own_cost_line(found: Found) -> Answer:
    """One line of costs.

    Its ETag names this version.
    """
    return _line_answer(*found)


@bp.patch("/team/projects/<uuid:project_id>/costs/lines/<uuid:line_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_cost_line")
@requires(Permission.PROJECT_EDIT, on=load_line)
@bp.arguments(schemas.LineChange, location="json")
@bp.response(200, schemas.OwnLine)
def change_cost_line(found: Found, sent: Values) -> Answer:
    """Change a line of costs."""
    project, line = found
    form = filled(lambda **how: LineForm(project, line.id, meta=UNPROTECTED, **how), sent["answers"])

    def change() -> None:
        _keep(project, editing.with_changed_line(costs_of(project), line.id, form.said))

    change_part(form, project, versions.marker_of(_line(line)), change)
    return _line_answer(project, costs_of(project).line(line.id))


@bp.delete("/team/projects/<uuid:project_id>/costs/lines/<uuid:line_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_cost_line")
@requires(Permission.PROJECT_EDIT, on=load_line)
@bp.response(204)
def remove_cost_line(found: Found) -> Answer:
    """Remove a line of costs.

    What was sent before keeps it.
    """
    project, line = found
    versions.refuse_other(_line(line))
    save(lambda: _keep(project, editing.without_line(costs_of(project), line.id)))
    return removed()


def _keep(project: Project, costs: Costs) -> None:
    services.edit_project(db.session, project, {"costs": stored(costs)}, actor_id=current_actor().id, now=utc_now())


def _record(project: Project) -> dict[str, Any]:
    costs = costs_of(project)
    return {
        "lines": [_line(each) for each in costs.lines],
        "answers": {"people": costs.people, "groups": costs.groups},
        "page": absolute("projects.costs", project_id=project.id),
    }  # fmt: skip


def _line(line: CostLine) -> dict[str, Any]:
    answers = {
        "what": line.what, "kind": line.kind, "amount": line.hundredths / 100, "currency": line.currency,
        "per": line.per, "price_year": line.price_year, "paid_by": or_none(line.paid_by),
    }  # fmt: skip
    return {"id": line.id, "answers": answers}


def _answer(project: Project) -> Answer:
    record = _record(project)
    return Answer(record, headers={"ETag": f'"{versions.marker_of(record)}"'})


def _line_answer(project: Project, line: CostLine | None, status: int = 200) -> Answer:
    if line is None:
        raise NotFound(editing.GONE)
    record = _line(line)
    there = absolute("api.own_cost_line", project_id=project.id, line_id=line.id)
    here = {"Location": there} if status == 201 else {}
    return Answer(record, status, {"ETag": f'"{versions.marker_of(record)}"', **here})
