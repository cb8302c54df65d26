"""Calls for the theory of change of one's own project: its steps, and which of them leads to which."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

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
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_project
from evidencehub.projects.models import Project
from evidencehub.projects.pages.blueprint import load_project
from evidencehub.projects.pages.theory_forms import LinkForm, StepForm, adding
from evidencehub.projects.pages.theory_views import load_link, load_step
from evidencehub.projects.theory import editing
from evidencehub.projects.theory.keeping import stored, theory_of
from evidencehub.projects.theory.kinds import KINDS, OUTCOME
from evidencehub.projects.theory.shape import Link, Step, Theory
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.links import absolute

Values = Mapping[str, Any]
_NOT_ASKED = "This is not asked of a step of this kind."
_NOTHING = "There is nothing of yours to choose here yet."


@bp.get("/team/projects/<uuid:project_id>/theory")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_project)
@bp.response(200, schemas.OwnTheory)
def own_theory(project: Project) -> Answer:
    """The theory of change of a project: its steps and links."""
    theory = theory_of(project)
    record = {
        "steps": [_step(theory, each) for each in theory.ordered],
        "links": [_link(each) for step in theory.ordered for each in theory.links_from(step.id)],
        "page": absolute("projects.theory", project_id=project.id),
    }
    return Answer(record, headers={"ETag": f'"{versions.marker_of(record)}"'})


@bp.post("/team/projects/<uuid:project_id>/theory/steps")
@needs(Scope.PROJECTS_WRITE)
@once
@requires(Permission.PROJECT_EDIT, on=load_project)
@bp.arguments(schemas.NewStep, location="json")
@bp.response(201, schemas.OwnStep)
def add_theory_step(project: Project, sent: Values) -> Answer:
    """Add a step to a theory of change.

    The very same one is not added a second time: the answer is the one that is there.
    """
    kind, answers = KINDS[sent["kind"]], dict(sent["answers"])
    if kind.slug != OUTCOME:  # its page takes several, a line each
        answers["words"] = [answers.get("words") or ""]
    form = filled(lambda **how: adding(kind, project, meta=UNPROTECTED, **how), answers, not_asked=_NOT_ASKED)
    on_top(lambda: _keep(project, editing.with_steps(theory_of(project), kind.slug, form.said)))
    there = (each for each in theory_of(project).of_kind(kind.slug) if (each.words, each.outcome) in form.said)
    return _step_answer(project, next(there), 201)


@bp.get("/team/projects/<uuid:project_id>/theory/steps/<uuid:step_id>")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_step)
@bp.response(200, schemas.OwnStep)
def own_theory_step(found: tuple[Project, Step]) -> Answer:
    """One step of a theory of change.

    Its ETag names this version.
    """
    return _step_answer(*found)


@bp.patch("/team/projects/<uuid:project_id>/theory/steps/<uuid:step_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_theory_step")
@requires(Permission.PROJECT_EDIT, on=load_step)
@bp.arguments(schemas.StepChange, location="json")
@bp.response(200, schemas.OwnStep)
def change_theory_step(found: tuple[Project, Step], sent: Values) -> Answer:
    """Change the words of a step, or what it leads to."""
    project, step = found
    form = filled(
        lambda **how: StepForm(project, step, meta=UNPROTECTED, **how), sent["answers"], not_asked=_NOT_ASKED
    )  # fmt: skip

    def change() -> None:
        typed = form.answers()
        theory = editing.with_changed_step(
            theory_of(project), step.id, words=typed["words"], outcome=typed.get("outcome") or "",
            leads_to=[UUID(each) for each in typed["leads_to"]],
        )  # fmt: skip
        _keep(project, theory)

    change_part(form, project, versions.marker_of(_step(theory_of(project), step)), change)
    return _step_answer(project, theory_of(project).step(step.id))


@bp.delete("/team/projects/<uuid:project_id>/theory/steps/<uuid:step_id>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_theory_step")
@requires(Permission.PROJECT_EDIT, on=load_step)
@bp.response(204)
def remove_theory_step(found: tuple[Project, Step]) -> Answer:
    """Remove a step with its links, and the reasons given for them.

    What was sent before keeps them.
    """
    project, step = found
    versions.refuse_other(_step(theory_of(project), step))
    save(lambda: _keep(project, editing.without_step(theory_of(project), step.id)))
    return removed()


@bp.get("/team/projects/<uuid:project_id>/theory/links/<uuid:start>/<uuid:end>")
@needs(Scope.READ)
@requires(Permission.PROJECT_FOLLOW, on=load_link)
@bp.response(200, schemas.OwnLink)
def own_theory_link(found: tuple[Project, Link]) -> Answer:
    """Why a team thinks that one step leads to another.

    Its ETag names this version.
    """
    return _link_answer(*found)


@bp.patch("/team/projects/<uuid:project_id>/theory/links/<uuid:start>/<uuid:end>")
@needs(Scope.PROJECTS_WRITE)
@versioned("own_theory_link")
@requires(Permission.PROJECT_EDIT, on=load_link)
@bp.arguments(schemas.LinkChange, location="json")
@bp.response(200, schemas.OwnLink)
def change_theory_link(found: tuple[Project, Link], sent: Values) -> Answer:
    """Say what has to be true for one step to lead to another, and what shows it."""
    project, link = found
    studies, plan = [frozen_evaluation(each) for each in project.evaluations], frozen_project(project).plan_documents
    form = filled(
        lambda **how: LinkForm(project, link, studies, plan, meta=UNPROTECTED, **how), sent["answers"],
        not_asked=_NOTHING,
    )  # fmt: skip

    def change() -> None:
        _keep(project, editing.with_evidence(project, link.start, link.end, form.said(form.answers())))

    change_part(form, project, versions.marker_of(_link(link)), change)
    return _link_answer(project, theory_of(project).link(link.start, link.end))


def _keep(project: Project, theory: Theory) -> None:
    services.edit_project(db.session, project, {"theory": stored(theory)}, actor_id=current_actor().id, now=utc_now())


def _step(theory: Theory, step: Step) -> dict[str, Any]:
    of_outcome = {"outcome": or_none(step.outcome)} if step.kind == OUTCOME else {}
    leads_to = [link.end for link in theory.links_from(step.id)]
    return {
        "id": step.id,
        "kind": step.kind,
        "answers": {**of_outcome, "words": or_none(step.words), "leads_to": leads_to},
    }


def _link(link: Link) -> dict[str, Any]:
    answers = {
        "because": or_none(link.because), "results": list(link.results), "document": link.document, "page": link.page,
        "references": list(link.references),
    }  # fmt: skip
    return {"start": link.start, "end": link.end, "answers": answers}


def _step_answer(project: Project, step: Step | None, status: int = 200) -> Answer:
    if step is None:
        raise NotFound(editing.GONE)
    record = _step(theory_of(project), step)
    there = absolute("api.own_theory_step", project_id=project.id, step_id=step.id)
    here = {"Location": there} if status == 201 else {}
    return Answer(record, status, {"ETag": f'"{versions.marker_of(record)}"', **here})


def _link_answer(project: Project, link: Link | None) -> Answer:
    if link is None:
        raise NotFound(editing.GONE)
    record = _link(link)
    return Answer(record, headers={"ETag": f'"{versions.marker_of(record)}"'})
