"""Taking a case, and giving it to another editor."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Submission
from evidencehub.review import owning
from evidencehub.review.cases import owner_of
from evidencehub.review.pages import forms
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid


@bp.post("/cases/<uuid:submission_id>/take")
@requires(Permission.CASE_OWN, on=load_case)
def take(submission: Submission) -> ResponseReturnValue:
    owning.take(
        db.session, submission, actor=current_actor(), facts=g.facts, now=utc_now(), links=ReviewLinks()
    )  # fmt: skip
    db.session.commit()
    flash("The case is yours now. Mails about it come to you.")
    return redirect(url_for(".case", submission_id=submission.id), code=303)


@bp.route("/cases/<uuid:submission_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.CASE_OWN, on=load_case)
def hand_over(submission: Submission) -> ResponseReturnValue:
    found = [each for each in owning.who_could(db.session, submission) if each.id != current_actor().id]
    form = forms.HandOverForm()
    form.to.choices = [SelectChoice(str(each.id), each.name) for each in found]
    if form.validate_on_submit():
        try:
            owning.hand_over(
                db.session, submission, UUID(form.to.data), actor=current_actor(), facts=g.facts, now=utc_now(),
                links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The case is theirs now, and they have a mail.")
            return redirect(url_for(".case", submission_id=submission.id), code=303)
    return render_template(
        "review/hand-over.html", form=form, submission=submission, found=found, owner=owner_of(db.session, submission)
    ), 422 if form.errors else 200  # fmt: skip
