"""The pages of a light renewal: a team's short form, and the editor's list and answer."""

from uuid import UUID

from flask import current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accreditation import forms, queries
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.renewals import answering, sending
from evidencehub.accreditation.renewals import queries as renewals
from evidencehub.accreditation.renewals.models import Renewal
from evidencehub.accreditation.withdrawing_views import load_accreditation
from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.later import queries as later_results
from evidencehub.review.access import case_facts
from evidencehub.shared.clock import day_of, utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.links import absolute


class RenewalLinks:
    """Where the mails about a renewal lead, each as a whole sentence."""

    def read(self, renewal_id: UUID) -> str:
        return f"Read it, and accept it or not: {absolute('accreditation.renewal', renewal_id=renewal_id)}"

    def public(self, number: str) -> str:
        return f"See what everybody sees: {absolute('accreditation.show', number=number)}"

    def projects(self) -> str:
        return f"Open your projects: {absolute('projects.home')}"


def in_a_row() -> int:
    return int(current_app.config["SETTINGS"].light_renewals)


@bp.route("/accreditations/<number>/renew", methods=["GET", "POST"])
@requires(Permission.RENEWAL_SEND, on=load_accreditation)
def renew(accreditation: Accreditation) -> ResponseReturnValue:
    """A second press, or somebody else of the team who was faster, comes to the letter that says where it is."""
    letter = url_for(".letter", submission_id=accreditation.submission_id)
    if any(one.state.is_waiting for one in renewals.of(db.session, accreditation)):
        return redirect(letter, code=303)
    if why := sending.reason_against(db.session, accreditation, in_a_row=in_a_row()):
        raise WrongState(f"This cannot be renewed on your word: {why}.")
    form = forms.RenewForm()
    if form.validate_on_submit():
        try:
            sending.send(
                db.session, accreditation, form.word, actor=current_actor(), facts=g.facts, now=utc_now(),
                links=RenewalLinks(), in_a_row=in_a_row(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash("An editor reads what you sent. You get a mail.")
            return redirect(letter, code=303)
    return render_template(
        "accreditation/renew.html", form=form, accreditation=accreditation, letter=letter,
        year=queries.evidence_year(accreditation.submission), graded_in=day_of(accreditation.graded_at).year,
    ), 422 if form.errors else 200  # fmt: skip


@bp.get("/renewals")
@requires(Permission.CASES_LIST)
def renewals_waiting() -> ResponseReturnValue:
    waiting = renewals.waiting(db.session, editor_id=current_actor().id)
    return render_template("accreditation/renewals.html", waiting=waiting)


def load_renewal(actor: Actor, renewal_id: UUID) -> Loaded[Renewal]:
    found = renewals.by_id(db.session, renewal_id)
    if found is None:
        raise NotFound("There is no such renewal.")
    return Loaded(found, case_facts(db.session, actor, found.accreditation.submission))


@bp.route("/renewals/<uuid:renewal_id>", methods=["GET", "POST"])
@requires(Permission.ACCREDITATION_RENEW, on=load_renewal)
def renewal(found: Renewal) -> ResponseReturnValue:
    """A second press, or another editor who was faster, sees what became of it."""
    form = forms.AnswerRenewalForm()
    if found.state.is_waiting and form.validate_on_submit():
        told = {"actor": current_actor(), "facts": g.facts, "now": utc_now(), "links": RenewalLinks()}
        try:
            if form.outcome.data == "accept":
                answering.accept(db.session, found, **told)
            else:
                answering.ask_for_the_whole(db.session, found, reason=form.reason.data or "", **told)
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash(f"{found.state.told.editor.label}. The team has a mail.")
            return redirect(url_for(".renewals_waiting"), code=303)
    award = found.accreditation
    return render_template(
        "accreditation/renewal.html", form=form, renewal=found, accreditation=award, delivered=sending.DELIVERED,
        earlier=[one for one in renewals.of(db.session, award) if one.state.is_accepted and one.id != found.id],
        year=queries.evidence_year(award.submission), standing=queries.standing_in_words(award),
        decision=queries.decision_of(db.session, award.submission),
        later=later_results.outcomes_of(db.session, award.submission),
    ), 422 if form.errors else 200  # fmt: skip
