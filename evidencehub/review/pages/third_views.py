"""Asking a third reviewer for what two see differently."""

from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice
from wtforms.validators import InputRequired

from evidencehub.accounts.models import Person
from evidencehub.authz.guard import current_actor, requires
from evidencehub.authz.values import Permission
from evidencehub.projects.models import Submission
from evidencehub.review import reconciling, services, thirds, wording, workload
from evidencehub.review.pages.blueprint import ReviewLinks, bp
from evidencehub.review.pages.case_views import load_case
from evidencehub.review.pages.choosing_forms import overruling_field
from evidencehub.review.pages.settling_form import name_of, result_of
from evidencehub.review.reconciling import FactDifference
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, WrongState
from evidencehub.shared.forms import HubForm, Radios
from evidencehub.shared.words import capitalize_first


class ThirdForm(HubForm):
    reviewer = Radios("Who should grade these?", [InputRequired("Choose a reviewer")])
    overruling = overruling_field()


@bp.route("/cases/<uuid:submission_id>/third", methods=["GET", "POST"])
@requires(Permission.CASE_ASSIGN, on=load_case)
def ask_third(submission: Submission) -> ResponseReturnValue:
    comparison = reconciling.compare(db.session, submission)
    if against := thirds.reason_against_asking(comparison):
        raise WrongState(f"No third reviewer can be asked: {against}.")
    busy = workload.busy(db.session, editor_id=current_actor().id, now=utc_now())
    candidates = services.candidates(db.session, submission, now=utc_now(), busy=busy)
    form = ThirdForm()
    form.reviewer.choices = [SelectChoice(str(one.person.id), one.person.name) for one in candidates if not one.blocked]
    if form.validate_on_submit():
        person = db.session.get_one(Person, UUID(form.reviewer.data))
        try:
            services.ask_third(
                db.session, submission, person, actor=current_actor(), facts=g.facts, now=utc_now(),
                overruling=form.overruling.data or "", links=ReviewLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("A third reviewer is invited.")
            return redirect(url_for(".reconcile", submission_id=submission.id), code=303)
    questions = thirds.questions_for_a_third(comparison)
    numbers = sum(isinstance(one, FactDifference) for one in questions)
    labels = comparison.sheet.labels
    return render_template(
        "review/third.html", form=form, submission=submission, candidates=candidates, words_of=_words_of,
        questions=questions, part=wording.part_in_words(len(questions) - numbers, numbers), name_of=name_of,
        about_of=lambda one: labels.get(result_of(one), ""),
    ), 422 if form.errors else 200  # fmt: skip


def _words_of(candidate: services.Candidate) -> str:
    """Who somebody is, and what speaks for and against asking them."""
    parts = [candidate.person.title, ", ".join(candidate.organisations), capitalize_first(candidate.reasons)]
    told = ". ".join(part for part in parts if part) + "."
    return f"{told} Please look: this person {candidate.doubt}." if candidate.doubt else told
