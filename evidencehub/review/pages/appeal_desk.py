"""What editors see and do of an appeal: take it, refuse it, choose two fresh reviewers, settle what differs."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accounts.models import Person
from evidencehub.authz.guard import Loaded, Withheld, current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.appeals import queries
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.transitions import APPEAL
from evidencehub.projects.appeals.words import seen_from
from evidencehub.review import choosing, joined, panels, reconciling, workload
from evidencehub.review import queries as reviews
from evidencehub.review.appeals import handling, pairing
from evidencehub.review.appeals.access import appeal_facts
from evidencehub.review.appeals.stepping import due_at
from evidencehub.review.cases import owner_of
from evidencehub.review.coauthors import YEARS
from evidencehub.review.deadlines import REVIEWERS, is_past
from evidencehub.review.pages.appeal_forms import RefuseForm
from evidencehub.review.pages.appeal_views import in_words
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.choosing_forms import AssignForm
from evidencehub.review.sheet import sheet_of
from evidencehub.shared import transitions
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound


def load_appeal(actor: Actor, submission_id: UUID) -> Loaded[Appeal] | Withheld:
    """The case is checked before it is said whether there is an appeal."""
    loaded = load_case(actor, submission_id)
    if not permits(Permission.CASE_READ, loaded.facts):
        return Withheld(loaded.facts)
    appeal = queries.of_submission(db.session, loaded.resource)
    if appeal is None:
        raise NotFound("There is no appeal on this case.")
    return Loaded(appeal, appeal_facts(db.session, actor, appeal))


@bp.get("/cases/<uuid:submission_id>/appeal")
@requires(Permission.CASE_READ, on=load_appeal)
def case_appeal(appeal: Appeal) -> ResponseReturnValue:
    """Who may not act on it reads that it is there, and neither the team's words nor who grades."""
    may_take, in_hand = permits(Permission.APPEAL_TAKE, g.facts), permits(Permission.APPEAL_MANAGE, g.facts)
    due, now = due_at(appeal), utc_now()
    seats = [one for one in reviews.seats_of(db.session, appeal.submission) if one.appeal_id == appeal.id]
    conflicted = joined.conflicted(db.session, appeal, seats) if in_hand else []
    return render_template(
        "review/appeal-desk.html", appeal=appeal, submission=appeal.submission, may_take=may_take, in_hand=in_hand,
        no_conflict=g.facts.no_conflict is True, due_at=due, is_late=due is not None and is_past(due, now),
        questions=in_words(sheet_of(appeal.submission), appeal), editor=owner_of(db.session, appeal),
        seats=seats if in_hand else [], conflicted={one.assignment.id: one for one in conflicted},
        free=REVIEWERS - len(pairing.seated(db.session, appeal)),
        is_settled=in_hand and appeal.state.is_settling and not _left_to_settle(appeal),
        seen_from=seen_from,
        can_refuse=transitions.starts_from(APPEAL, appeal, "refuse"),
    )  # fmt: skip


def _left_to_settle(appeal: Appeal) -> str | None:
    return reconciling.reason_against_deciding(reconciling.compare(db.session, appeal.submission, appeal))


@bp.post("/cases/<uuid:submission_id>/appeal/take")
@requires(Permission.APPEAL_TAKE, on=load_appeal)
def take_appeal(appeal: Appeal) -> ResponseReturnValue:
    handling.take_in_hand(db.session, appeal, actor=current_actor(), facts=g.facts, now=utc_now())
    return _back(appeal, "You have this appeal in hand now.")


@bp.route("/cases/<uuid:submission_id>/appeal/refuse", methods=["GET", "POST"])
@requires(Permission.APPEAL_MANAGE, on=load_appeal)
def refuse_appeal(appeal: Appeal) -> ResponseReturnValue:
    if not transitions.starts_from(APPEAL, appeal, "refuse"):
        flash("This appeal has moved on, so that cannot be done any more.")
        return redirect(url_for(".case_appeal", submission_id=appeal.submission_id), code=303)
    form = RefuseForm()
    if form.validate_on_submit():
        handling.refuse(
            db.session, appeal, because=form.because.data or "", actor=current_actor(), facts=g.facts, now=utc_now(),
            links=ReviewLinks(),
        )  # fmt: skip
        return _back(appeal, "The appeal is not opened. The team has a mail that says why.")
    return render_template(
        "review/appeal-refuse.html", form=form, appeal=appeal, submission=appeal.submission
    ), 422 if form.errors else 200  # fmt: skip


@bp.route("/cases/<uuid:submission_id>/appeal/assign", methods=["GET", "POST"])
@requires(Permission.APPEAL_MANAGE, on=load_appeal)
def assign_appeal(appeal: Appeal) -> ResponseReturnValue:
    """As for the case itself, with those left out who were asked for it."""
    submission, now = appeal.submission, utc_now()
    taken = pairing.seated(db.session, appeal)
    free = REVIEWERS - len(taken)
    if not free or not appeal.state.takes_reviewers:
        flash("Reviewers cannot be chosen now.")
        return redirect(url_for(".case_appeal", submission_id=submission.id), code=303)
    busy = workload.busy(db.session, editor_id=current_actor().id, now=now)
    found = pairing.candidates(db.session, appeal, now=now, busy=busy)
    proposed = choosing.suggested(submission, found, taken)
    ids = {one.id for one in proposed}
    found.sort(key=lambda one: one.person.id not in ids)  # stable: the others keep their order
    form = AssignForm()
    form.offer(found)
    form.reviewers.label.text = "Who should grade it anew?" if free == REVIEWERS else "Who should take the free place?"
    if form.validate_on_submit():
        people = [db.session.get(Person, UUID(chosen)) for chosen in form.reviewers.data or []]
        try:
            pairing.ask(
                db.session, appeal, [person for person in people if person], actor=current_actor(), facts=g.facts,
                now=now, said=choosing.Said(form.overruling.data or "", form.exception.data or ""),
                links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            told = "The invitation is sent." if free == 1 else "Two reviewers are invited, and the team is told."
            return _back(appeal, told)
    return render_template(
        "review/assign.html", form=form, submission=submission, candidates=found, free=free, years=YEARS,
        panel=panels.wanted(sheet_of(submission)), suggested=proposed, appeal=appeal,
    ), 422 if form.errors else 200  # fmt: skip


def _back(appeal: Appeal, message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message)
    return redirect(url_for(".case_appeal", submission_id=appeal.submission_id), code=303)
