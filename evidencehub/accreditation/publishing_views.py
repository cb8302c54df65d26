"""The team says that what was found becomes public at once; the page says first what that means."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accreditation import publishing
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.letter_loading import leads_of, load_letter
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.review.corrections import queries as corrections
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.forms import EmptyForm


@bp.route("/submissions/<uuid:submission_id>/publish", methods=["GET", "POST"])
@requires(Permission.RECORD_PUBLISH, on=load_letter)
def publish(submission: Submission) -> ResponseReturnValue:
    """A second press, or one after its days are over, comes back to the letter and does nothing."""
    done = url_for(".letter", submission_id=submission.id)
    form = EmptyForm()
    if form.validate_on_submit():
        publishing.publish_now(
            db.session, submission, actor=current_actor(), facts=g.facts, now=utc_now(), leads=leads_of(submission)
        )
        db.session.commit()
        flash("It is public now.")
        return redirect(done, code=303)
    if not submission.state.is_with_team:
        return redirect(done, code=303)
    return render_template(
        "accreditation/publish.html", form=form, submission=submission, project=name_sent(submission),
        waiting=sum(one.state.is_waiting for one in corrections.of_submission(db.session, submission.id)),
    ), 422 if form.errors else 200  # fmt: skip
