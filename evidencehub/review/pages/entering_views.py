"""Typing for a reviewer who cannot use the site, and the reviewer's word that it is what they found."""

from datetime import datetime
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature

from evidencehub.accounts.queries import actor_for
from evidencehub.authz.guard import current_actor, public, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Permission
from evidencehub.projects.frozen.keeping import project_sent
from evidencehub.review import access, entering, grading, queries, seen, services, wording
from evidencehub.review.models import Assignment
from evidencehub.review.pages import forms
from evidencehub.review.pages.blueprint import ReviewLinks, bp, confirm_tokens
from evidencehub.review.pages.grading_views import harm_in_words
from evidencehub.review.pages.seat_views import load_seat
from evidencehub.review.sheet import sheet_for
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound


@bp.route("/cases/<uuid:submission_id>/seats/<uuid:assignment_id>/enter", methods=["GET", "POST"])
@requires(Permission.CASE_ASSIGN, on=load_seat)
def enter_for(assignment: Assignment) -> ResponseReturnValue:
    form = forms.EnterForm()
    against = entering.reason_against(db.session, assignment, current_actor())
    if not against and assignment.entered_by == current_actor().id and request.method == "GET":  # begun before
        return redirect(url_for(".check", assignment_id=assignment.id), code=303)
    if form.validate_on_submit():
        entering.begin(
            db.session, assignment, because=form.because.data or "", actor=current_actor(), facts=g.facts, now=utc_now()
        )
        db.session.commit()
        return redirect(url_for(".check", assignment_id=assignment.id), code=303)
    return render_template(
        "review/enter.html", form=form, assignment=assignment, against=against
    ), 422 if form.errors else 200  # fmt: skip


def _of_token(token: str) -> Assignment:
    """:raises NotFound: the token is not ours, or of another time when the reviewer was asked."""
    try:
        key, asked_at = confirm_tokens().loads(token)
        found = queries.assignment(db.session, UUID(key))
        asked = datetime.fromisoformat(asked_at)
    except (BadSignature, ValueError, TypeError):
        raise NotFound("There is no such page.") from None
    if found is None or (found.asked_to_confirm_at != asked and not found.state.is_sent):
        raise NotFound("This link is old. Open the one in the newest mail.")
    return found


@bp.route("/reviews/confirm/<token>", methods=["GET", "POST"])
@public
def confirm_findings(token: str) -> ResponseReturnValue:
    """The link in the mail that asks: a yes takes no sign-in. It shows what was typed for this reviewer alone."""
    assignment = _of_token(token)
    reviewer = actor_for(assignment.reviewer)
    may_send = permits(Permission.FINDING_SEND, access.assignment_facts(reviewer, assignment))
    if not may_send or assignment.asked_to_confirm_at is None:
        return render_template("review/confirmed.html", assignment=assignment)
    said = request.form.get("answer")
    form = forms.ConfirmForm() if said == "yes" else forms.ConfirmForm(formdata=None)
    other = forms.NotMineForm() if said == "no" else forms.NotMineForm(formdata=None)
    if said == "no" and other.validate_on_submit():
        entering.refuse(
            db.session, assignment, because=other.because.data or "", actor=reviewer, now=utc_now(), links=ReviewLinks()
        )
        db.session.commit()
        return render_template("review/confirmed.html", assignment=assignment)
    if said == "yes" and form.validate_on_submit():
        try:
            services.send_findings(
                db.session, assignment, actor=reviewer, now=utc_now(), links=ReviewLinks(),
                seen_then=form.seen.data or "",
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            return redirect(url_for(".confirm_findings", token=token), code=303)
    sheet = sheet_for(assignment)
    findings, facts = grading.findings_by_key(db.session, assignment), grading.facts_by_key(db.session, assignment)
    form.seen.data = seen.whole(findings.values(), facts.values())
    failed = form if form.errors else other if other.errors else None
    return render_template(
        "review/confirm-findings.html", form=failed, yes=form, other=other, assignment=assignment, sheet=sheet,
        findings=findings, facts=facts, words=wording, harm=harm_in_words(assignment, sheet),
        project=project_sent(assignment.submission),
    ), 422 if failed else 200  # fmt: skip
