"""Building a theory of change in small steps, each with the drawing beside it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects import services
from evidencehub.projects.frozen.keeping import frozen_evaluation, frozen_project
from evidencehub.projects.models import Project
from evidencehub.projects.pages.blueprint import bp, load_project, render, saves
from evidencehub.projects.pages.theory_forms import LinkForm, StepForm, adding
from evidencehub.projects.theory import editing
from evidencehub.projects.theory.keeping import stored, theory_of
from evidencehub.projects.theory.kinds import KINDS, ORDER, Kind
from evidencehub.projects.theory.shape import Link, Step, Theory
from evidencehub.projects.theory.words import LeadInWords, StepInWords, in_words, words_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import EmptyForm

_TRIES = 3


def load_kind(actor: Actor, project_id: UUID, slug: str) -> Loaded[tuple[Project, Kind]]:
    loaded = load_project(actor, project_id)
    if slug not in KINDS:
        raise NotFound("There is no such page.")
    return Loaded((loaded.resource, KINDS[slug]), loaded.facts)


def load_step(actor: Actor, project_id: UUID, step_id: UUID) -> Loaded[tuple[Project, Step]]:
    loaded = load_project(actor, project_id)
    step = theory_of(loaded.resource).step(step_id)
    if step is None:
        raise NotFound(editing.GONE)
    return Loaded((loaded.resource, step), loaded.facts)


def load_link(actor: Actor, project_id: UUID, start: UUID, end: UUID) -> Loaded[tuple[Project, Link]]:
    loaded = load_project(actor, project_id)
    link = theory_of(loaded.resource).link(start, end)
    if link is None:
        raise NotFound(editing.GONE)
    return Loaded((loaded.resource, link), loaded.facts)


@bp.get("/team/projects/<uuid:project_id>/theory")
@requires(Permission.PROJECT_EDIT, on=load_project)
def theory(project: Project) -> ResponseReturnValue:
    """All of it: the steps, what is not linked yet, and the drawing."""

    def change(step: StepInWords) -> str:
        return url_for(".theory_step", project_id=project.id, step_id=step.id)

    def change_link(lead: LeadInWords) -> str:
        return url_for(".theory_link", project_id=project.id, start=lead.start, end=lead.end)

    loose = [(step, words_of(step), what) for step, what in theory_of(project).loose]
    return _show("theory.html", project, loose=loose, change=change, change_link=change_link)


@bp.route("/team/projects/<uuid:project_id>/theory/<slug>", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_kind)
def theory_kind(found: tuple[Project, Kind]) -> ResponseReturnValue:
    """The steps of one kind, and adding to them."""
    project, kind = found
    form = adding(kind, project)
    if form.validate_on_submit():
        try:
            _change(project, lambda theory: editing.with_steps(theory, kind.slug, form.said))
        except Invalid as error:
            form.show(error)
        else:
            return redirect(url_for(".theory_kind", project_id=project.id, slug=kind.slug), code=303)
    later = ORDER[ORDER.index(kind.slug) + 1 :]
    steps = [(step, words_of(step)) for step in theory_of(project).of_kind(kind.slug)]
    return _show(
        "theory-kind.html", project, form, kind=kind, steps=steps, number=ORDER.index(kind.slug) + 1,
        next_kind=KINDS[later[0]] if later else None,
    )  # fmt: skip


@bp.route("/team/projects/<uuid:project_id>/theory/steps/<uuid:step_id>", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_step)
def theory_step(found: tuple[Project, Step]) -> ResponseReturnValue:
    """The words of one step, and what it leads to."""
    project, step = found
    form = StepForm(project, step)

    def save(answers: Mapping[str, Any]) -> None:
        theory = editing.with_changed_step(
            theory_of(project), step.id, words=answers["words"], outcome=answers.get("outcome", ""),
            leads_to=[UUID(each) for each in answers["leads_to"]],
        )  # fmt: skip
        _keep(project, theory)

    if saves(form, project, save):
        return redirect(url_for(".theory", project_id=project.id), code=303)
    return _show("theory-step.html", project, form, kind=KINDS[step.kind], step=step, said=words_of(step))


@bp.route("/team/projects/<uuid:project_id>/theory/steps/<uuid:step_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_step)
def remove_theory_step(found: tuple[Project, Step]) -> ResponseReturnValue:
    project, step = found
    form = EmptyForm()
    if form.validate_on_submit():
        _change(project, lambda theory: editing.without_step(theory, step.id))
        flash(f"Removed: {words_of(step)}.")
        return redirect(url_for(".theory", project_id=project.id), code=303)
    return render(
        "remove.html", form, project=project, what=f"“{words_of(step)}”",
        back=url_for(".theory_step", project_id=project.id, step_id=step.id),
        text="Its arrows go too, with the reasons that you gave for them. What you have sent before keeps them.",
    )  # fmt: skip


@bp.route("/team/projects/<uuid:project_id>/theory/links/<uuid:start>/<uuid:end>", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=load_link)
def theory_link(found: tuple[Project, Link]) -> ResponseReturnValue:
    """What has to be true for one step to lead to another, and the evidence for it."""
    project, link = found
    evaluations = [frozen_evaluation(each) for each in project.evaluations]
    form = LinkForm(project, link, evaluations, frozen_project(project).plan_documents)

    def save(answers: Mapping[str, Any]) -> None:
        _keep(project, editing.with_evidence(project, link.start, link.end, form.said(dict(answers))))

    if saves(form, project, save):
        return redirect(url_for(".theory", project_id=project.id), code=303)
    kept = theory_of(project)
    start, end = kept.step(link.start), kept.step(link.end)
    if start is None or end is None:
        raise NotFound(editing.GONE)
    return _show("theory-link.html", project, form, start=words_of(start), end=words_of(end))


def _keep(project: Project, theory: Theory) -> None:
    services.edit_project(
        db.session, project, {"theory": stored(theory)}, actor_id=current_actor().id, now=utc_now()
    )  # fmt: skip


def _change(project: Project, change: Callable[[Theory], Theory]) -> None:
    """Add or take away, on top of what others saved in this moment.

    :raises Invalid: the change is refused.
    """
    for _ in range(_TRIES):
        try:
            _keep(project, change(theory_of(project)))
            db.session.commit()
        except StaleDataError:
            db.session.rollback()
            continue
        return
    raise StaleDataError("three others were faster")


def _show(template: str, project: Project, form: Any = None, **values: Any) -> ResponseReturnValue:
    told = in_words(frozen_project(project), [frozen_evaluation(each) for each in project.evaluations])
    return render(template, form, project=project, told=told, kinds=KINDS, **values)
