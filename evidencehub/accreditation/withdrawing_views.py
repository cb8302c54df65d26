"""The page on which a team gives its accreditation back; it says first what goes and what stays."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.accreditation import queries, withdrawing
from evidencehub.accreditation.blueprint import bp
from evidencehub.accreditation.models import Accreditation
from evidencehub.accreditation.transitions import ACCREDITATION
from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.access import submission_facts
from evidencehub.shared import transitions
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound, WrongState
from evidencehub.shared.forms import EmptyForm
from evidencehub.shared.links import absolute


def load_accreditation(actor: Actor, number: str) -> Loaded[Accreditation]:
    found = queries.by_number(db.session, number)
    if found is None:
        raise NotFound("There is no accreditation with this number.")
    return Loaded(found, submission_facts(actor, found.submission), secret=False)


@bp.route("/accreditations/<number>/withdraw", methods=["GET", "POST"])
@requires(Permission.ACCREDITATION_WITHDRAW, on=load_accreditation)
def withdraw(accreditation: Accreditation) -> ResponseReturnValue:
    """A second press, or somebody else of the team who was faster, comes to the page that says it is withdrawn."""
    shown = url_for(".show", number=accreditation.number)
    if accreditation.state.is_withdrawn:
        return redirect(shown, code=303)
    if why := transitions.reason_against(ACCREDITATION, accreditation, "withdraw", guards={}):
        raise WrongState(f"This cannot be withdrawn: {why}.")
    form = EmptyForm()
    if form.validate_on_submit():
        leads = f"See what everybody sees: {absolute('accreditation.show', number=accreditation.number)}"
        withdrawing.withdraw(
            db.session, accreditation, actor=current_actor(), facts=g.facts, now=utc_now(), leads=leads
        )
        db.session.commit()
        flash(f"Accreditation {accreditation.number} is withdrawn.")
        return redirect(shown, code=303)
    return render_template("accreditation/withdraw.html", form=form, accreditation=accreditation)
