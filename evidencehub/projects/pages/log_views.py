"""The learning log of a project: what its team writes down while the work goes on, and what of it others read."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission, team_facts
from evidencehub.projects.learning import looking, queries, sending, writing
from evidencehub.projects.learning.models import LogEntry
from evidencehub.projects.models import Project
from evidencehub.projects.pages.blueprint import LogLinks, bp, load_project, render, saves, told
from evidencehub.projects.pages.log_forms import LogEntryForm, SendEntryForm
from evidencehub.shared import saving
from evidencehub.shared.clock import hub_today, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.paging import page_number

Opened = tuple[Project, LogEntry | None, UUID]


def _load(actor: Actor, project_id: UUID, entry_id: UUID) -> Loaded[Opened]:
    """An entry of this project, or one that nobody has written yet."""
    loaded = load_project(actor, project_id)
    entry = queries.entry(db.session, entry_id)
    if entry is not None and entry.project_id != project_id:
        raise NotFound("There is no such entry.")
    return Loaded((loaded.resource, entry, entry_id), loaded.facts)


def _load_written(actor: Actor, project_id: UUID, entry_id: UUID) -> Loaded[LogEntry]:
    loaded = _load(actor, project_id, entry_id)
    if loaded.resource[1] is None:
        raise NotFound("There is no such entry. Somebody may have removed it.")
    return Loaded(loaded.resource[1], loaded.facts)


@bp.get("/team/projects/<uuid:project_id>/log")
@requires(Permission.PROJECT_FOLLOW, on=load_project)
def log(project: Project) -> ResponseReturnValue:
    found = queries.of_project(db.session, project.id, page_number(request.args.get("page")))
    facts = team_facts(current_actor(), project.organisation_id)
    return render(
        "log.html", project=project, page_of=found, is_graded=queries.is_being_graded(db.session, project.id),
        may_edit=permits(Permission.PROJECT_EDIT, facts), may_send=permits(Permission.LOG_SEND, facts),
        last_of=sending.last_of, public_of=sending.public_of, differs=sending.differs, may_remove=writing.may_remove,
        is_hidden=queries.is_hidden(db.session, project),
    )  # fmt: skip


@bp.get("/team/projects/<uuid:project_id>/log/new")
@requires(Permission.PROJECT_EDIT, on=load_project)
def new_log_entry(project: Project) -> ResponseReturnValue:
    """An empty page. Its address to save to is new, so that it is saved once however often it is sent."""
    entry_id = uuid4()
    return _page(project, None, entry_id, _form(project, writing.blank(project, entry_id, hub_today())))


@bp.route("/team/projects/<uuid:project_id>/log/<uuid:entry_id>", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=_load)
def log_entry(opened: Opened) -> ResponseReturnValue:
    project, entry, entry_id = opened
    record = entry or writing.blank(project, entry_id, hub_today())
    form = _form(project, record)
    if entry is None and form.is_submitted():
        form.seen.data = ""  # nobody can have been faster, and the day that stands in an empty page changes at midnight

    def save(answers: Mapping[str, Any]) -> None:
        writing.keep(db.session, project, entry_id, answers, actor_id=current_actor().id, now=utc_now())

    saved = saves(form, record, save)
    if saving.is_by_itself():
        return told(form, SimpleNamespace(**form.answers()) if saved else record, saved=saved)
    if saved and form.is_for_all.stored and _may_send_now(project, entry_id):
        return redirect(url_for(".send_log_entry", project_id=project.id, entry_id=entry_id), code=303)
    if saved:
        flash("Saved.")
        return redirect(url_for(".log", project_id=project.id), code=303)
    return _page(project, entry, entry_id, form)


def _form(project: Project, record: LogEntry) -> LogEntryForm:
    form = LogEntryForm(project, obj=record)
    if not form.is_submitted():
        form.seen.data = form.fingerprint(record)
    return form


def _page(project: Project, entry: LogEntry | None, entry_id: UUID, form: LogEntryForm) -> ResponseReturnValue:
    return render(
        "log-entry.html", form, project=project, entry=entry, entry_id=entry_id,
        shown=sending.public_of(entry) if entry else None, waits=sending.waiting_of(entry) if entry else None,
    )  # fmt: skip


def _may_send_now(project: Project, entry_id: UUID) -> bool:
    """Whether there is something to send, and this person may."""
    entry = queries.entry(db.session, entry_id)
    facts = team_facts(current_actor(), project.organisation_id)
    if entry is None or not permits(Permission.LOG_SEND, facts) or queries.is_being_graded(db.session, project.id):
        return False
    return sending.differs(entry)


@bp.route("/team/projects/<uuid:project_id>/log/<uuid:entry_id>/send", methods=["GET", "POST"])
@requires(Permission.LOG_SEND, on=_load_written)
def send_log_entry(entry: LogEntry) -> ResponseReturnValue:
    """What everybody would read, what is pointed out in it, and sending it."""
    form, back = SendEntryForm(), url_for(".log", project_id=entry.project_id)
    frozen = sending.frozen_of(entry)
    if form.validate_on_submit():
        try:
            sending.send(
                db.session, entry, actor=current_actor(), facts=g.facts, now=utc_now(), links=LogLinks()
            )  # fmt: skip
        except (Invalid, WrongState) as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash("An editor reads it before it is public. You get a mail.")
            return redirect(back, code=303)
    return render(
        "log-send.html", form, project=entry.project, entry=entry, made=SimpleNamespace(**frozen), back=back,
        shown=sending.public_of(entry), differs=sending.differs(entry),
        is_graded=queries.is_being_graded(db.session, entry.project_id),
        looked=looking.look(db.session, entry.project_id, frozen),
    )  # fmt: skip


@bp.route("/team/projects/<uuid:project_id>/log/<uuid:entry_id>/take-back", methods=["GET", "POST"])
@requires(Permission.LOG_SEND, on=_load_written)
def take_back_log_entry(entry: LogEntry) -> ResponseReturnValue:
    form, back = EmptyForm(), url_for(".log", project_id=entry.project_id)
    if form.validate_on_submit():
        sending.take_back(db.session, entry, actor=current_actor(), facts=g.facts, now=utc_now())
        db.session.commit()
        flash("It is taken back. Only your team can read it.")
        return redirect(back, code=303)
    return render(
        "log-take-back.html", form, project=entry.project, entry=entry, back=back, shown=sending.public_of(entry),
        waits=sending.waiting_of(entry),
    )  # fmt: skip


@bp.route("/team/projects/<uuid:project_id>/log/<uuid:entry_id>/remove", methods=["GET", "POST"])
@requires(Permission.PROJECT_EDIT, on=_load_written)
def remove_log_entry(entry: LogEntry) -> ResponseReturnValue:
    form, back = EmptyForm(), url_for(".log", project_id=entry.project_id)
    if form.validate_on_submit():
        writing.remove(db.session, entry, actor_id=current_actor().id, now=utc_now())
        db.session.commit()
        flash("It is removed from the learning log.")
        return redirect(back, code=303)
    return render(
        "remove.html", form, project=entry.project, what="this entry of the learning log", back=back,
        text="It is gone for your whole team. Nobody else has read it.",
    )  # fmt: skip
