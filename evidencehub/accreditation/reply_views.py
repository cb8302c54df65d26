"""An editor holds back a reply that names somebody."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accreditation import forms
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.letter_loading import load_letter
from evidencehub.accreditation.replies import services
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.frozen.keeping import name_sent
from evidencehub.projects.models import Submission
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import WrongState
from evidencehub.shared.links import absolute


class ReplyLinks:
    def letter(self, submission_id: UUID) -> str:
        return f"Open the letter and the reply: {absolute('accreditation.letter', submission_id=submission_id)}"


@bp.route("/submissions/<uuid:submission_id>/reply/hold", methods=["GET", "POST"])
@requires(Permission.REPLY_HOLD, on=load_letter)
def hold_reply(submission: Submission) -> ResponseReturnValue:
    """A second press, or another editor who was faster, comes back to the letter and does nothing."""
    done = redirect(url_for(".letter", submission_id=submission.id), code=303)
    stands, form = services.latest(db.session, submission), forms.HoldReplyForm()
    if stands is None or stands.state.is_held:
        return done
    if form.validate_on_submit():
        try:
            seen = UUID(form.seen.data or "")
        except ValueError:
            raise WrongState("Open this page again, and read the reply first.") from None
        services.hold_back(
            db.session, submission, because=form.because.data or "", seen=seen, actor=current_actor(), facts=g.facts,
            now=utc_now(), links=ReplyLinks(),
        )  # fmt: skip
        db.session.commit()
        flash("The reply is held back, and the team has a mail that says why.")
        return done
    form.seen.data = str(stands.id)
    return render_template(
        "accreditation/hold-reply.html", form=form, submission=submission, reply=stands, project=name_sent(submission)
    ), 422 if form.errors else 200  # fmt: skip
