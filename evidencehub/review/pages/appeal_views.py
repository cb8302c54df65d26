"""The team's page of an appeal: how to make one, what becomes of it, and taking it back."""

from itertools import groupby

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.policies import permits
from evidencehub.authz.values import Permission
from evidencehub.projects.appeals import queries, window
from evidencehub.projects.appeals.grounds import grounds
from evidencehub.projects.appeals.models import Appeal
from evidencehub.projects.appeals.transitions import APPEAL
from evidencehub.projects.appeals.words import came_of_it, seen_from
from evidencehub.projects.models import Submission
from evidencehub.projects.pages.blueprint import load_submission
from evidencehub.review.appeals import making
from evidencehub.review.appeals.stepping import due_at
from evidencehub.review.deadlines import is_past
from evidencehub.review.pages.appeal_forms import AppealForm
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.sheet import Sheet, as_text, sheet_of
from evidencehub.shared import transitions
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import EmptyForm


@bp.get("/team/submissions/<uuid:submission_id>/appeal")
@requires(Permission.SUBMISSION_READ, on=load_submission)
def appeal(submission: Submission) -> ResponseReturnValue:
    made = queries.of_submission(db.session, submission)
    return _state_page(submission, made) if made else _form_page(submission, AppealForm())


@bp.post("/team/submissions/<uuid:submission_id>/appeal")
@requires(Permission.APPEAL_MAKE, on=load_submission)
def make_appeal(submission: Submission) -> ResponseReturnValue:
    """A second press, or somebody else of the team who was faster, comes to the page of the one appeal there is."""
    here = url_for(".appeal", submission_id=submission.id)
    if queries.of_submission(db.session, submission) is not None:
        return redirect(here, code=303)
    form = AppealForm()
    _offer(form, submission)
    if form.validate_on_submit():
        try:
            making.make(
                db.session, submission, form.wanted, actor=current_actor(), facts=g.facts, now=utc_now(),
                links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("Your appeal is sent. An editor who did not decide your case reads it.")
            return redirect(here, code=303)
    return _form_page(submission, form)


@bp.route("/team/submissions/<uuid:submission_id>/appeal/withdraw", methods=["GET", "POST"])
@requires(Permission.APPEAL_MAKE, on=load_submission)
def withdraw_appeal(submission: Submission) -> ResponseReturnValue:
    made, here = queries.of_submission(db.session, submission), url_for(".appeal", submission_id=submission.id)
    if made is None:
        raise NotFound("There is no appeal.")
    if made.state.is_withdrawn:
        return redirect(here, code=303)
    if why := transitions.reason_against(APPEAL, made, "withdraw", guards={}):
        raise WrongState(f"This appeal cannot be taken back: {why}.")
    form = EmptyForm()
    if form.validate_on_submit():
        making.withdraw(
            db.session, made, actor=current_actor(), facts=g.facts, now=utc_now(), links=ReviewLinks()
        )  # fmt: skip
        db.session.commit()
        flash("Your appeal is taken back.")
        return redirect(here, code=303)
    return render_template("review/appeal-withdraw.html", form=form, submission=submission, project=submission.project)


def _form_page(submission: Submission, form: AppealForm) -> ResponseReturnValue:
    if not submission.state.is_graded:
        raise NotFound("There is no decision yet, so there is nothing to appeal against.")
    _offer(form, submission)
    return render_template(
        "review/appeal-new.html", form=form, submission=submission, project=submission.project,
        grounds=grounds().values(), last_day=window.last_day(submission), days=window.DAYS,
        against=making.reason_against(db.session, submission, now=utc_now()),
    ), 422 if form.errors else 200  # fmt: skip


def _offer(form: AppealForm, submission: Submission) -> None:
    sheet = sheet_of(submission)
    form.offer(making.contestable(db.session, submission, sheet), sheet.standard.tiers)


def _state_page(submission: Submission, made: Appeal) -> ResponseReturnValue:
    due = due_at(made)
    return render_template(
        "review/appeal.html", submission=submission, project=submission.project, appeal=made, due_at=due,
        is_late=due is not None and is_past(due, utc_now()),
        questions=in_words(sheet_of(submission), made), came=came_of_it(made.outcome) if made.outcome else "",
        seen_from=seen_from,
        can_withdraw=permits(Permission.APPEAL_MAKE, g.facts)
        and transitions.reason_against(APPEAL, made, "withdraw", guards={}) is None,
    )  # fmt: skip


def in_words(sheet: Sheet, made: Appeal) -> list[str]:
    """What is contested, in the order in which it is asked; what is asked of several outcomes together."""
    asked = [item for item in sheet.items if as_text(item.key) in made.contested]
    found = []
    for short, same in groupby(asked, key=lambda item: item.criterion.short):
        about = [item.about for item in same if item.about]
        found.append(short + (f", for {'; '.join(about)}" if about else ""))
    return found
