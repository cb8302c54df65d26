"""What editors see of two frozen reviews: on one page all that differs, to be settled."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Submission
from evidencehub.projects.wording import sentence
from evidencehub.review import discussing, reconciling, services, settling, thirds, wording
from evidencehub.review.pages.blueprint import bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.settling_form import SettlingForm, as_text, in_hand, name_of, result_of, settling_form
from evidencehub.review.reconciling import Comparison
from evidencehub.shared import saving
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db

OVERTAKEN, REFUSED = 409, 422


@bp.get("/cases/<uuid:submission_id>/reconcile")
@requires(Permission.CASE_RECONCILE, on=load_case)
def reconcile(submission: Submission) -> ResponseReturnValue:
    comparison = reconciling.compare(db.session, submission)
    return settling_page(comparison, settling_form(comparison.asked))


@bp.post("/cases/<uuid:submission_id>/reconcile")
@requires(Permission.CASE_RECONCILE, on=load_case)
def settle(submission: Submission) -> ResponseReturnValue:
    comparison = settling.begin(db.session, submission, actor=current_actor(), facts=g.facts)
    return keep_settled(comparison, url_for(".reconcile", submission_id=submission.id))


def keep_settled(comparison: Comparison, page: str) -> ResponseReturnValue:
    """Keep everything that is whole, one question or all of them; the rest comes back with its errors.

    :param comparison: from ``settling.begin``, in the same transaction.
    :param page: where it is settled.
    """
    submission = comparison.sides[0].submission
    form = settling_form(in_hand(comparison))
    if not form.validate_on_submit():
        return settling_page(comparison, form), REFUSED
    then = form.seen_then()
    outcome = services.settle(
        db.session, submission, comparison, form.typed(), actor=current_actor(), now=utc_now(), seen_then=then
    )
    db.session.commit()
    if saving.is_by_itself():
        state: saving.State = "overtaken" if outcome.overtaken else "saved" if outcome.is_whole else "part"
        return saving.told(state, as_text({**then, **outcome.marks}))
    if outcome.is_whole:
        flash("Saved.")
        place = request.form.get("then", "")
        return redirect(f"{page}#q{place}" if place.isdecimal() else page, code=303)
    now = reconciling.compare(db.session, submission, comparison.appeal)
    form.show_outcome(outcome, now.everything)
    return settling_page(now, form), OVERTAKEN if outcome.overtaken else REFUSED


def settling_page(comparison: Comparison, form: SettlingForm) -> str:
    submission, appeal = comparison.sides[0].submission, comparison.appeal
    measured = {one.key: (one.result, study.frozen) for study in comparison.sheet.studies for one in study.measured}
    return render_template(
        "review/reconcile.html", submission=submission, comparison=comparison, form=form, measured=measured,
        name_of=name_of, result_of=result_of, seat_of=discussing.seat_of, sentence=sentence, words=wording,
        appeal=appeal,
        against_a_third="it is an appeal" if appeal else thirds.reason_against_asking(comparison),
        against_deciding=reconciling.reason_against_deciding(comparison),
        is_settling=appeal.state.is_settling if appeal else submission.state.is_settling,
    )  # fmt: skip
