"""What editors see of two frozen reviews: on one page all that differs, to be settled."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Submission
from evidencehub.projects.wording import sentence
from evidencehub.review import discussing, reconciling, services, settling, thirds, wording
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.settling_form import SettlingForm, as_text, in_hand, name_of, settling_form
from evidencehub.review.reconciling import Comparison
from evidencehub.shared import saving
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db

OVERTAKEN, REFUSED = 409, 422


@bp.get("/cases/<uuid:submission_id>/reconcile")
@requires(Permission.CASE_RECONCILE, on=load_case)
def reconcile(submission: Submission) -> ResponseReturnValue:
    comparison = reconciling.compare(db.session, submission)
    return _page(submission, comparison, settling_form(comparison.asked))


@bp.post("/cases/<uuid:submission_id>/reconcile")
@requires(Permission.CASE_RECONCILE, on=load_case)
def settle(submission: Submission) -> ResponseReturnValue:
    """Keep everything that is whole, one question or all of them; the rest comes back with its errors."""
    told: dict[str, Any] = {"actor": current_actor(), "now": utc_now()}
    comparison = settling.begin(db.session, submission, actor=told["actor"], facts=g.facts)
    form = settling_form(in_hand(comparison))
    if not form.validate_on_submit():
        return _page(submission, comparison, form), REFUSED
    then = form.seen_then()
    outcome = services.settle(db.session, submission, comparison, form.typed(), **told, seen_then=then)
    db.session.commit()
    if saving.is_by_itself():
        state: saving.State = "overtaken" if outcome.overtaken else "saved" if outcome.is_whole else "part"
        return saving.told(state, as_text({**then, **outcome.marks}))
    if outcome.is_whole:
        flash("Saved.")
        place = request.form.get("then", "")
        anchor = f"q{place}" if place.isdecimal() else None
        return redirect(url_for(".reconcile", submission_id=submission.id, _anchor=anchor), code=303)
    now = reconciling.compare(db.session, submission)
    form.show_outcome(outcome, now.everything)
    return _page(submission, now, form), OVERTAKEN if outcome.overtaken else REFUSED


def _page(submission: Submission, comparison: Comparison, form: SettlingForm) -> str:
    measured = {one.key: (one.result, study.frozen) for study in comparison.sheet.studies for one in study.measured}
    return render_template(
        "review/reconcile.html", submission=submission, comparison=comparison, form=form, measured=measured,
        name_of=name_of, seat_of=discussing.seat_of, sentence=sentence, words=wording,
        against_a_third=thirds.reason_against_asking(comparison),
        against_deciding=reconciling.reason_against_deciding(comparison),
    )  # fmt: skip
