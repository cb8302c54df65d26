"""Taking a public page down at once, and putting it back: for every editor and admin, whatever they are to it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms.validators import DataRequired

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission, facts_of
from evidencehub.projects.models import Project
from evidencehub.projects.on_request import services as report_requests
from evidencehub.projects.pages.blueprint import ReportRequestLinks
from evidencehub.projects.queries import project_by_slug
from evidencehub.projects.takedown import services
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import HubForm, LongText


class TakeDownPageForm(HubForm):
    reason = LongText(
        "Why?", [DataRequired("Say why")], limit=services.MAX_REASON,
        description="The team, the editors and the admins read this. Do not write down what must not be seen.",
    )  # fmt: skip


def _load(actor: Actor, slug: str) -> Loaded[Project]:
    project, _ = project_by_slug(db.session, slug)
    if project is None or not services.is_public(db.session, project):
        raise NotFound("There is no such public page.")
    return Loaded(project, facts_of(actor))


@bp.get("/taken-down")
@requires(Permission.PROJECT_TAKE_DOWN)
def taken_down() -> ResponseReturnValue:
    return render_template("review/taken-down.html", every=services.every(db.session))


@bp.route("/projects/<slug>/take-down", methods=["GET", "POST"])
@requires(Permission.PROJECT_TAKE_DOWN, on=_load)
def take_down(project: Project) -> ResponseReturnValue:
    return _page(project, _take_down, "It is taken down.")


@bp.post("/projects/<slug>/put-back")
@requires(Permission.PROJECT_TAKE_DOWN, on=_load)
def put_back(project: Project) -> ResponseReturnValue:
    return _page(project, services.put_back, "It is public again.")


def _take_down(session: Session, project: Project, reason: str, *, now: datetime, **who: Any) -> None:
    services.take_down(session, project, reason, now=now, **who)
    report_requests.answer_all_of(session, project.id, now=now, links=ReportRequestLinks())


def _page(project: Project, act: Callable[..., object], said: str) -> ResponseReturnValue:
    form = TakeDownPageForm()
    if form.validate_on_submit():
        try:
            act(
                db.session, project, form.reason.data or "", actor=current_actor(), facts=g.facts, now=utc_now(),
                links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash(said)
            return redirect(url_for(".taken_down"), code=303)
    found = services.holding(db.session, project.id)
    return render_template(
        "review/take-down.html", form=form, project=project, found=found
    ), 422 if form.errors else 200  # fmt: skip
