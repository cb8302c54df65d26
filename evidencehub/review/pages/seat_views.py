"""A seat on a case: the reviewer says no or asks for more time, the editor gives time or the seat to somebody else."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature

from evidencehub.accounts.queries import actor_for
from evidencehub.authz.guard import Loaded, Withheld, current_actor, public, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.review import access, extending, queries, services, training
from evidencehub.review.appeals.access import seat_facts
from evidencehub.review.models import Assignment
from evidencehub.review.pages import forms
from evidencehub.review.pages.blueprint import ReviewLinks, bp, say_no_tokens
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.grading_views import load_assignment
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound
from evidencehub.shared.forms import EmptyForm, HubForm


@bp.route("/reviews/<uuid:assignment_id>/decline", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_LEAVE, on=load_assignment)
def decline(assignment: Assignment) -> ResponseReturnValue:
    form = forms.DeclineForm()
    if form.validate_on_submit():
        _decline(assignment, form, current_actor())
        flash("Thank you for telling us. We ask somebody else.")
        return redirect(url_for(".my_reviews"), code=303)
    back = url_for(".invitation", assignment_id=assignment.id)
    return render_template("review/decline.html", form=form, assignment=assignment, back=back), _status(form)


@bp.route("/reviews/say-no/<token>", methods=["GET", "POST"])
@public
def say_no(token: str) -> ResponseReturnValue:
    """The link in an invitation: a no takes no sign-in. It names nobody, and opens nothing else."""
    try:
        found = queries.assignment(db.session, UUID(say_no_tokens().loads(token)))
    except (BadSignature, ValueError, TypeError):
        found = None
    if found is None:
        raise NotFound("There is no such page.")
    reviewer = actor_for(found.reviewer)
    may_answer = permits(Permission.ASSIGNMENT_LEAVE, access.assignment_facts(reviewer, found))
    if not found.state.is_invited or not may_answer:
        return render_template("review/said-no.html", assignment=found)
    form = forms.DeclineForm()
    if form.validate_on_submit():
        _decline(found, form, reviewer)
        return redirect(url_for(".say_no", token=token), code=303)
    return render_template("review/decline.html", form=form, assignment=found, back=None), _status(form)


def _decline(assignment: Assignment, form: forms.DeclineForm, actor: Actor) -> None:
    services.decline(
        db.session, assignment, because=form.because.data or "", suggestion=form.suggestion.data or "", actor=actor,
        now=utc_now(), links=ReviewLinks(),
    )  # fmt: skip
    db.session.commit()


@bp.route("/reviews/<uuid:assignment_id>/more-time", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_LEAVE, on=load_assignment)
def more_time(assignment: Assignment) -> ResponseReturnValue:
    form = forms.MoreTimeForm(data={"until": assignment.wants_until, "because": assignment.wants_because})
    if form.validate_on_submit() and form.until.data:
        try:
            extending.ask(
                db.session, assignment, until=form.until.data, because=form.because.data or "", actor=current_actor(),
                now=utc_now(), links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("The editors are asked. You get their answer by mail.")
            return redirect(url_for(".invitation", assignment_id=assignment.id), code=303)
    return render_template("review/more-time.html", form=form, assignment=assignment), _status(form)


def _status(form: HubForm) -> int:
    return 422 if form.errors else 200


def load_seat(actor: Actor, submission_id: UUID, assignment_id: UUID) -> Loaded[Assignment] | Withheld:
    """The case is checked before it is said whether there is such a seat."""
    loaded = load_case(actor, submission_id)
    if not permits(Permission.CASE_ASSIGN, loaded.facts):
        return Withheld(loaded.facts)
    assignment = queries.assignment(db.session, assignment_id)
    if assignment is None or assignment.submission_id != submission_id:
        raise NotFound("There is no such place on this case.")
    return Loaded(assignment, seat_facts(db.session, actor, assignment))


@bp.post("/cases/<uuid:submission_id>/seats/<uuid:assignment_id>/free")
@requires(Permission.CASE_ASSIGN, on=load_seat)
def free_seat(assignment: Assignment) -> ResponseReturnValue:
    services.free(
        db.session, assignment, actor=current_actor(), facts=g.facts, now=utc_now(), links=ReviewLinks()
    )  # fmt: skip
    return _back_to_the_case(assignment, "The place is free, and the reviewer is told. Choose somebody else.")


@bp.get("/cases/<uuid:submission_id>/seats/<uuid:assignment_id>")
@requires(Permission.CASE_ASSIGN, on=load_seat)
def seat(assignment: Assignment) -> ResponseReturnValue:
    return _seat_page(assignment)


def _seat_page(assignment: Assignment, **typed: HubForm) -> ResponseReturnValue:
    """Two forms on one page; ``typed`` is the one that came back with an error."""
    time = typed.get("time") or forms.GiveTimeForm(formdata=None, data={"until": assignment.wants_until})
    other = typed.get("other") or forms.ReplaceForm(formdata=None)
    return render_template(
        "review/seat.html", assignment=assignment, submission=assignment.submission, time=time, other=other,
        form=typed.get("time") or other,
    ), 422 if typed else 200  # fmt: skip


@bp.post("/cases/<uuid:submission_id>/seats/<uuid:assignment_id>/time")
@requires(Permission.CASE_ASSIGN, on=load_seat)
def give_time(assignment: Assignment) -> ResponseReturnValue:
    form = forms.GiveTimeForm()
    if form.validate_on_submit() and form.until.data:
        try:
            extending.give(
                db.session, assignment, until=form.until.data, actor=current_actor(), facts=g.facts, now=utc_now(),
                links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            return _back_to_the_case(assignment, "The reviewer has more time, and is told.")
    return _seat_page(assignment, time=form)


@bp.post("/cases/<uuid:submission_id>/seats/<uuid:assignment_id>/no-time")
@requires(Permission.CASE_ASSIGN, on=load_seat)
def refuse_time(assignment: Assignment) -> ResponseReturnValue:
    if EmptyForm().validate_on_submit():
        extending.refuse(
            db.session, assignment, actor=current_actor(), facts=g.facts, now=utc_now(), links=ReviewLinks()
        )  # fmt: skip
    return _back_to_the_case(assignment, "The day stays as it is, and the reviewer is told.")


@bp.post("/cases/<uuid:submission_id>/seats/<uuid:assignment_id>/replace")
@requires(Permission.CASE_ASSIGN, on=load_seat)
def replace_seat(assignment: Assignment) -> ResponseReturnValue:
    form = forms.ReplaceForm()
    if not form.validate_on_submit():
        return _seat_page(assignment, other=form)
    services.replace(
        db.session, assignment, because=form.because.data or "", actor=current_actor(), facts=g.facts, now=utc_now(),
        links=ReviewLinks(),
    )  # fmt: skip
    return _back_to_the_case(assignment, "The place is free, and the reviewer is told. Choose somebody else.")


@bp.route("/cases/<uuid:submission_id>/seats/<uuid:assignment_id>/excuse", methods=["GET", "POST"])
@requires(Permission.CASE_ASSIGN, on=load_seat)
def excuse_from_training(assignment: Assignment) -> ResponseReturnValue:
    form = forms.ExcuseForm()
    if form.validate_on_submit():
        training.excuse(
            db.session, assignment, because=form.because.data or "", actor=current_actor(), facts=g.facts, now=utc_now()
        )
        return _back_to_the_case(assignment, "They can begin without the example.")
    return render_template("review/excuse.html", form=form, assignment=assignment), _status(form)


def _back_to_the_case(assignment: Assignment, message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message)
    page = ".case_appeal" if assignment.is_on_appeal else ".case"
    return redirect(url_for(page, submission_id=assignment.submission_id), code=303)
