"""Calls for one's own projects, as they are in the draft."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms import SelectChoice

from evidencehub.accounts import queries as accounts
from evidencehub.accounts.programs.scopes import Scope
from evidencehub.api.asking import asks, each_only, from_cursor, go_on, in_parts, listing_of
from evidencehub.api.bearer import needs
from evidencehub.api.blueprint import Answer, bp
from evidencehub.api.own import schemas, versions, wrong
from evidencehub.api.own.answering import answers_in, checked, makers, refuse_overtaken, save
from evidencehub.api.own.once import once
from evidencehub.api.own.typed import UNPROTECTED, sent_of
from evidencehub.api.own.versions import versioned
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects import queries, services
from evidencehub.projects.models import Project
from evidencehub.projects.pages.blueprint import load_project
from evidencehub.projects.pages.forms import PROJECT_FORMS, NewProjectForm
from evidencehub.projects.pages.next_step import latest
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]
_FORMS = tuple(PROJECT_FORMS.values())


@bp.get("/team/projects")
@needs(Scope.READ)
@requires(Permission.ACCOUNT_USE)
@bp.arguments(asks(schemas.OwnProjectInShort, more=in_parts()), location="query")
@bp.response(
    200, listing_of(schemas.OwnProjectInShort, "The projects of your teams, in an order that does not change.")
)
def own_projects(asked: Values) -> Values:
    """The projects of your teams, public or not."""
    after, size = from_cursor(asked["cursor"], UUID), asked["per_page"]
    every = sorted(queries.projects_of(db.session, current_actor()), key=lambda each: each.id)
    shown = [each for each in every if after is None or each.id > after]
    return {
        "items": each_only(asked, [_in_short(each) for each in shown[:size]]),
        "next": go_on("api.own_projects", asked, shown[size - 1].id) if len(shown) > size else None,
    }


def _in_short(project: Project) -> Values:
    sent = latest(project)
    return {
        "id": project.id, "name": project.name, "slug": project.slug,
        "organisation": project.organisation.name if project.organisation else "", "changed_at": project.updated_at,
        "state": sent.state.told.own.label if sent else None,
    }  # fmt: skip


@bp.post("/team/projects")
@needs(Scope.PROJECTS_WRITE)
@once
@requires(Permission.PROJECT_CREATE)
@bp.arguments(schemas.NewProject, location="json")
@bp.response(201, schemas.OwnProject)
def add_project(sent: Values) -> Answer:
    """Add a project of one of your organisations.

    All else is answered by changing it.
    """
    actor = current_actor()
    organisations = {str(each.id): each for each in accounts.adding_for(db.session, actor)}
    form = NewProjectForm(formdata=None, meta=UNPROTECTED)
    form.organisation_id.choices = [SelectChoice(key, each.name) for key, each in organisations.items()]
    typed = sent_of(form, sent["answers"])
    form.process(typed)
    if not form.validate():
        raise wrong.of_form(form, "/answers")
    project = services.create_project(
        db.session, organisation=organisations[form.organisation_id.data], name=form.name.data or "",
        summary=form.summary.data or "", actor_id=actor.id, now=utc_now(),
    )  # fmt: skip
    return _answer(project, 201)


@bp.get("/team/projects/<uuid:project_id>")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_project)
@bp.response(200, schemas.OwnProject)
def own_project(project: Project) -> Answer:
    """What a team has answered of its project, as it would be sent now.

    Its ETag names this version.
    """
    return _answer(project)


@bp.patch("/team/projects/<uuid:project_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_project")
@requires(Permission.PROJECT_EDIT, on=load_project)
@bp.arguments(schemas.ProjectChange, location="json")
@bp.response(200, schemas.OwnProject)
def change_project(project: Project, sent: Values) -> Answer:
    """Change answers of a project.

    Each is checked as its page checks it.
    """
    forms = makers(_FORMS, project)
    answers = checked(forms, sent["answers"])
    kept = {name: getattr(project, name) for name in answers}
    refuse_overtaken(answers, kept, _marker(project))
    save(lambda: services.edit_project(db.session, project, answers, actor_id=current_actor().id, now=utc_now()))
    return _answer(project)


def _record(project: Project) -> dict[str, Any]:
    return {
        "id": project.id, "slug": project.slug, "organisation_id": project.organisation_id,
        "page": absolute("projects.project", project_id=project.id), "answers": answers_in(makers(_FORMS, project)),
    }  # fmt: skip


def _marker(project: Project) -> str:
    return versions.marker_of(_record(project))


def _answer(project: Project, status: int = 200) -> Answer:
    record = _record(project)
    here = {"Location": absolute("api.own_project", project_id=project.id)} if status == 201 else {}
    return Answer(record, status, {"ETag": f'"{versions.marker_of(record)}"', **here})
