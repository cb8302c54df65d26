"""The minutes of panels that met about a case: editors read them and write those of one meeting."""

import re

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import DataRequired

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Submission
from evidencehub.review.minutes import services
from evidencehub.review.minutes.services import MAX_TEXT, Meeting
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid
from evidencehub.shared.forms import DateParts, HubForm, LongText, ShortText

_NUMBER = re.compile("[0-9]{1,3}")


class MinutesForm(HubForm):
    """A service says what is wrong with the rest."""

    met_on = DateParts("When did the panel meet?", [DataRequired("Give the day on which the panel met")])
    academics = ShortText("How many academics were there?")
    practitioners = ShortText("How many practitioners?")
    editors = ShortText("How many editors?")
    others = ShortText("Who else? (optional)", description="In kinds, such as “one young person”. Name nobody.")
    conflicts = LongText(
        "Which conflicts of interest were declared, and what came of them? (optional)", limit=MAX_TEXT,
        description="In kinds, such as “one had worked with the team, and left the room”. Left empty: none.",
    )  # fmt: skip
    decided = LongText(
        "What was decided?", limit=MAX_TEXT,
        description="Everybody can read this on the record once it is public. Name nobody.",
    )  # fmt: skip

    def meeting(self) -> Meeting | None:
        """None without a day, of which the form says so itself."""
        if self.met_on.data is None:
            return None
        return Meeting(
            self.met_on.data, _number(self.academics.data), _number(self.practitioners.data),
            _number(self.editors.data), (self.others.data or "").strip(), (self.conflicts.data or "").strip(),
            (self.decided.data or "").strip(),
        )  # fmt: skip


def _number(typed: str | None) -> int:
    """-1 of what is no number, for the service to refuse."""
    text = (typed or "0").strip()
    return int(text) if _NUMBER.fullmatch(text) else -1


@bp.route("/cases/<uuid:submission_id>/minutes", methods=["GET", "POST"])
@requires(Permission.CASE_RECONCILE, on=load_case)
def minutes(submission: Submission) -> ResponseReturnValue:
    form = MinutesForm()
    if form.validate_on_submit() and (meeting := form.meeting()):
        try:
            services.write(
                db.session, submission, meeting, actor=current_actor(), facts=g.facts, now=utc_now()
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The minutes are kept with the case.")
            return redirect(url_for(".minutes", submission_id=submission.id), code=303)
    return render_template(
        "review/minutes.html", form=form, submission=submission, kept=services.of(db.session, submission),
        present=services.present, against=services.reason_against(submission),
    ), 422 if form.errors else 200  # fmt: skip
