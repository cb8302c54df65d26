"""Reporting a mistake on a public page, and reading what came of it. Nobody needs an account."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.blueprint import may_try
from evidencehub.authz.guard import current_actor, public, requires
from evidencehub.authz.values import Permission
from evidencehub.feedback.mistakes import queries, services
from evidencehub.feedback.mistakes.reminding import DAYS
from evidencehub.feedback.pages.about import About, about_evaluation, about_project
from evidencehub.feedback.pages.blueprint import MistakeLinks, bp, page_of
from evidencehub.feedback.pages.mistake_forms import MistakeForm
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound


@bp.route("/projects/<slug>/mistake", methods=["GET", "POST"])
@requires(Permission.MISTAKE_REPORT, on=about_project)
def on_project(about: About) -> ResponseReturnValue:
    return _take(about)


@bp.route("/evaluations/<uuid:evaluation_id>/mistake", methods=["GET", "POST"])
@requires(Permission.MISTAKE_REPORT, on=about_evaluation)
def on_evaluation(about: About) -> ResponseReturnValue:
    return _take(about)


def _take(about: About) -> ResponseReturnValue:
    project, evaluation = about
    form = MistakeForm()
    if form.validate_on_submit():
        if not may_try("mistake", str(project.id)):
            form.form_errors.append("You have sent many reports in a short time. Wait 15 minutes, and send it again")
        else:
            try:
                made = services.report(
                    db.session, project, evaluation, text=form.text.data, email=form.email.data or "",
                    actor=current_actor(), now=utc_now(), links=MistakeLinks(),
                )  # fmt: skip
            except Invalid as error:
                form.show(error)
            else:
                db.session.commit()
                return redirect(url_for(".report", reference=made.reference), code=303)
    values: dict[str, Any] = {"form": form, "project": project, "evaluation": evaluation, "days": DAYS}
    if evaluation:
        values["back"] = url_for("catalogue.evaluation", evaluation_id=evaluation.id)
    else:
        values["back"] = url_for("catalogue.project", slug=project.slug)
    return render_template("feedback/mistake.html", **values), 422 if form.errors else 200


@bp.get("/reports/<reference>")
@public
def report(reference: str) -> ResponseReturnValue:
    """What came of a report, for whoever has its reference."""
    made = queries.by_reference(db.session, reference)
    if made is None:
        raise NotFound("There is no report with this reference. Look at its letters again.")
    return render_template(
        "feedback/report.html", made=made, page=page_of(made), correction=queries.correction_of(db.session, made)
    )
