"""Everything once more before a reviewer sends it, and taking back what was only begun."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.review import entering, grading, quoting, seen, sending, services, wording
from evidencehub.review.models import Assignment
from evidencehub.review.pages import forms
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.grading_views import REFUSED, harm_in_words, load_assignment
from evidencehub.review.routes import routes_of
from evidencehub.review.sheet import sheet_for
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid


@bp.route("/reviews/<uuid:assignment_id>/check", methods=["GET", "POST"])
@requires(Permission.FINDING_RECORD, on=load_assignment)
def check(assignment: Assignment) -> ResponseReturnValue:
    """Everything once more before it is sent; after that nothing can be changed.

    An editor who typed it for the reviewer sends nothing, but asks the reviewer whether it is what they found.
    """
    form = forms.SendForm()
    if form.validate_on_submit() and g.facts.entering:
        try:
            entering.ask(
                db.session, assignment, actor=current_actor(), facts=g.facts, now=utc_now(), links=ReviewLinks()
            )
        except Invalid as error:
            form.show(error)
            return _check_page(assignment, form)
        db.session.commit()
        flash("The reviewer is asked by mail whether this is what they found.")
        return redirect(url_for(".case", submission_id=assignment.submission_id), code=303)
    if form.validate_on_submit():
        try:
            services.send_findings(
                db.session, assignment, actor=current_actor(), now=utc_now(), links=ReviewLinks(),
                seen_then=form.seen.data or "", half_hours=form.half_hours.data,
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            if assignment.state.is_sent:
                flash("Your findings are sent. Thank you.")
            return redirect(url_for(".invitation", assignment_id=assignment.id), code=303)
    return _check_page(assignment, form)


def _check_page(assignment: Assignment, form: forms.SendForm) -> ResponseReturnValue:
    sheet = sheet_for(assignment)
    findings, facts = grading.findings_by_key(db.session, assignment), grading.facts_by_key(db.session, assignment)
    form.seen.data = seen.whole(findings.values(), facts.values())
    progress = sending.progress(sheet, findings, assignment, facts)
    return render_template(
        "review/check.html", form=form, assignment=assignment, sheet=sheet, findings=findings, words=wording,
        facts=facts, progress=progress, routes=routes_of(sheet), harm=harm_in_words(assignment, sheet),
        begun=[(item, seen.version_of(item, findings, facts)) for item in progress.unfinished],
        quoted_words=quoting.in_findings(db.session, assignment.submission, sheet, findings),
    ), REFUSED if form.errors else 200  # fmt: skip


@bp.post("/reviews/<uuid:assignment_id>/clear")
@requires(Permission.FINDING_RECORD, on=load_assignment)
def clear(assignment: Assignment) -> ResponseReturnValue:
    form = forms.ClearForm()
    if form.validate_on_submit():
        key = (form.criterion.data or "", form.result.data or "")
        try:
            services.clear(
                db.session, assignment, key, actor=current_actor(), now=utc_now(), seen_then=form.seen.data or ""
            )
        except Invalid as error:
            if key not in sheet_for(assignment).by_key:
                raise
            showing = forms.SendForm(formdata=None)
            showing.show(error)
            return _check_page(assignment, showing)
        db.session.commit()
        flash("Cleared.")
    return redirect(url_for(".check", assignment_id=assignment.id), code=303)
