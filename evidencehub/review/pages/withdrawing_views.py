"""The team takes back what it sent; the page says first what will become of it."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.blueprint import load_submission
from evidencehub.projects.transitions import SUBMISSION
from evidencehub.review import moving, services
from evidencehub.review.pages import forms
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.shared import transitions
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import WrongState


@bp.route("/team/submissions/<uuid:submission_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SUBMISSION_WITHDRAW, on=load_submission)
def withdraw(submission: Submission) -> ResponseReturnValue:
    """A second press, or somebody else of the team who was faster, comes to the page that says it is withdrawn."""
    done = url_for("projects.submission", submission_id=submission.id)
    if submission.state.is_withdrawn:
        return redirect(done, code=303)
    guards = moving.guards(db.session)
    if why := transitions.reason_against(SUBMISSION, submission, "withdraw", guards=guards):
        raise WrongState(f"This cannot be withdrawn: {why}.")
    form = forms.WithdrawForm()
    if form.validate_on_submit():
        services.withdraw(
            db.session, submission, because=form.because.data or "", actor=current_actor(), facts=g.facts,
            now=utc_now(), links=ReviewLinks(),
        )  # fmt: skip
        db.session.commit()
        flash("It is withdrawn.")
        return redirect(done, code=303)
    return render_template(
        "review/withdraw.html", form=form, submission=submission, project=submission.project,
        decided=any(one.state.is_over for one in submission.project.submissions),
    ), 422 if form.errors else 200  # fmt: skip
