"""The one page about the whole case: whether anything got worse for people."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.frozen.keeping import project_sent
from evidencehub.review import harm, queries
from evidencehub.review.models import Assignment
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.forms import HarmForm
from evidencehub.review.pages.grading_views import load_assignment
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid


@bp.route("/reviews/<uuid:assignment_id>/harm", methods=["GET", "POST"])
@requires(Permission.FINDING_RECORD, on=load_assignment)
def harm_page(assignment: Assignment) -> ResponseReturnValue:
    form = HarmForm(obj=harm.harm_of(assignment))
    if form.validate_on_submit():
        said = harm.Harm(form.seen.data or "", form.looked_for.data or "", form.what.data or "")
        try:
            harm.record(db.session, assignment, said, actor=current_actor(), now=utc_now())
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Saved.")
            return redirect(url_for(".check", assignment_id=assignment.id), code=303)
    return render_template(
        "review/harm.html", form=form, assignment=assignment, project=project_sent(assignment.submission),
        reports=queries.reports(db.session, assignment.submission, with_text=False),
    ), 422 if form.errors else 200  # fmt: skip
