"""Choosing the reviewers of a case, and ruling on what the machine found of somebody."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.models import Person
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Submission
from evidencehub.review import barred, cases, choosing, panels, proposing, services, workload
from evidencehub.review.coauthors import YEARS
from evidencehub.review.deadlines import REVIEWERS, seats
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.choosing_forms import AssignForm, RulingForm
from evidencehub.review.sheet import sheet_of
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid


@bp.get("/cases/proposals")
@requires(Permission.CASES_LIST)
def proposals() -> ResponseReturnValue:
    """Reviewers for all cases that wait for some, so that nobody gets more of them than the others."""
    found = proposing.proposals(db.session, actor=current_actor(), now=utc_now())
    return render_template("review/proposals.html", proposals=found)


@bp.route("/cases/<uuid:submission_id>/assign", methods=["GET", "POST"])
@requires(Permission.CASE_ASSIGN, on=load_case)
def assign(submission: Submission) -> ResponseReturnValue:
    busy = workload.busy(db.session, editor_id=current_actor().id, now=utc_now())
    found = services.candidates(db.session, submission, now=utc_now(), busy=busy)
    taken = seats(cases.assignments_of(db.session, submission))
    free = REVIEWERS - len(taken)
    if not free:  # the page was gone back to, or another editor chose first
        flash("Both places are taken. Give somebody up on the page of their place before you ask another.")
        return redirect(url_for(".case", submission_id=submission.id), code=303)
    proposed = choosing.suggested(submission, found, taken)
    ids = {one.id for one in proposed}
    found.sort(key=lambda one: one.person.id not in ids)  # stable: the others keep their order
    form = AssignForm()
    form.offer(found)
    if request.method == "GET":  # from the page of proposals; the editor looks, and presses
        offered = {str(one.person.id) for one in found if not one.blocked}
        form.reviewers.data = [each for each in request.args.getlist("ask")[:free] if each in offered]
    form.reviewers.label.text = "Who should grade this?" if free == REVIEWERS else "Who should take the free place?"
    if form.validate_on_submit():
        said = choosing.Said(form.overruling.data or "", form.exception.data or "")
        people = [db.session.get(Person, UUID(chosen)) for chosen in form.reviewers.data or []]
        try:
            services.assign(
                db.session, submission, [person for person in people if person], actor=current_actor(), facts=g.facts,
                now=utc_now(), said=said, links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The invitation is sent." if free == 1 else "Two reviewers are invited, and the team is told.")
            return redirect(url_for(".case", submission_id=submission.id), code=303)
    return render_template(
        "review/assign.html", form=form, submission=submission, candidates=found, free=free, years=YEARS,
        panel=panels.wanted(sheet_of(submission)), suggested=proposed,
    ), 422 if form.errors else 200  # fmt: skip


@bp.route("/cases/<uuid:submission_id>/conflicts", methods=["GET", "POST"])
@requires(Permission.CASE_READ, on=load_case)
def rule_on_conflicts(submission: Submission) -> ResponseReturnValue:
    """What stands against editors and reviewers of a case; what may be ruled on here, by whom, the service knows."""
    found = barred.people(db.session, submission, actor=current_actor(), facts=g.facts)
    form = RulingForm()
    form.offer(found)
    if form.validate_on_submit():
        try:
            barred.rule(
                db.session, submission, UUID(form.person.data), reason=form.reason.data or "", actor=current_actor(),
                facts=g.facts, now=utc_now(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Your decision is kept with the case, and stands in its story.")
            return redirect(url_for(".case", submission_id=submission.id), code=303)
    return render_template(
        "review/conflicts.html", form=form, submission=submission, found=found
    ), 422 if form.errors else 200  # fmt: skip
