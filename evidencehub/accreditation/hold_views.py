"""The pages on which an editor puts an accreditation on hold, and ends the hold with a reason."""

from flask import current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accreditation import forms, queries
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.holds import services
from evidencehub.accreditation.holds.grounds import grounds
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.transitions import ACCREDITATION
from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.review.access import case_facts
from evidencehub.shared import transitions
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.links import absolute


class HoldLinks:
    """Where the mails about a hold lead, each as a whole sentence."""

    def public(self, number: str) -> str:
        return f"See what everybody sees: {absolute('accreditation.show', number=number)}"

    def contact(self) -> str:
        address = current_app.config["SETTINGS"].operator.contact
        return f"If you have something to say to it, write to {address}." if address else ""

    def decide(self, number: str) -> str:
        return f"Release it or withdraw it: {absolute('accreditation.end_hold', number=number)}"


def load_for_hold(actor: Actor, number: str) -> Loaded[Accreditation]:
    found = queries.by_number(db.session, number)
    if found is None:
        raise NotFound("There is no accreditation with this number.")
    return Loaded(found, case_facts(db.session, actor, found.submission), secret=False)


@bp.route("/accreditations/<number>/hold", methods=["GET", "POST"])
@requires(Permission.ACCREDITATION_HOLD, on=load_for_hold)
def hold(accreditation: Accreditation) -> ResponseReturnValue:
    if accreditation.state.is_on_hold:
        return redirect(url_for(".end_hold", number=accreditation.number), code=303)
    if why := transitions.reason_against(ACCREDITATION, accreditation, "hold", guards={}):
        raise WrongState(f"This cannot be put on hold: {why}.")
    form = forms.HoldForm()
    if form.validate_on_submit():
        try:
            services.hold(
                db.session, accreditation, ground=form.ground.data or "", because=form.because.data or "",
                actor=current_actor(), facts=g.facts, now=utc_now(), links=HoldLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash(f"Accreditation {accreditation.number} is on hold, and the team has a mail.")
            return redirect(url_for(".show", number=accreditation.number), code=303)
    page = render_template(
        "accreditation/hold.html", form=form, accreditation=accreditation, grounds=grounds().values()
    )
    return page, 422 if form.errors else 200


@bp.route("/accreditations/<number>/hold/end", methods=["GET", "POST"])
@requires(Permission.ACCREDITATION_HOLD, on=load_for_hold)
def end_hold(accreditation: Accreditation) -> ResponseReturnValue:
    """A second press, or another editor who was faster, comes to the page that says what became of it."""
    if not accreditation.state.is_on_hold:
        return redirect(url_for(".show", number=accreditation.number), code=303)
    form = forms.EndHoldForm()
    if form.validate_on_submit():
        end, done = _ENDS[form.outcome.data]
        try:
            end(
                db.session, accreditation, reason=form.reason.data or "", actor=current_actor(), facts=g.facts,
                now=utc_now(), links=HoldLinks(),
            )  # fmt: skip
        except Invalid as error:
            form.show(error)
        else:
            db.session.commit()
            flash(f"Accreditation {accreditation.number} {done}, and the team has a mail.")
            return redirect(url_for(".show", number=accreditation.number), code=303)
    page = render_template("accreditation/end-hold.html", form=form, accreditation=accreditation)
    return page, 422 if form.errors else 200


_ENDS = {"release": (services.release, "is released"), "revoke": (services.revoke, "is withdrawn")}
