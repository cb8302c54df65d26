"""An editor reads the plan of a study before everybody can, and says yes or no."""

from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectChoice
from wtforms.validators import DataRequired, InputRequired

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission, team_facts
from evidencehub.projects import terms
from evidencehub.projects.pages.blueprint import PlanLinks
from evidencehub.projects.plans import queries, sending
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.review.pages.blueprint import bp
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import Invalid, NotFound, WrongState
from evidencehub.shared.forms import HubForm, LongText, Radios

YES, NO = "yes", "no"


class LookForm(HubForm):
    """``seen`` is the version of what the team sent, as the page shows it."""

    seen = HiddenField(validators=[DataRequired("Open this page again, and read what everybody would get")])
    act = Radios(
        "May everybody read it?", [InputRequired("Say whether everybody may read it")],
        choices=[SelectChoice(YES, "Yes, it is public at once"), SelectChoice(NO, "No, it goes back to the team")],
        description="Look for names, for blame of somebody, and for what other people own. It need not be a good plan.",
    )  # fmt: skip
    because = LongText(
        "If not: what has to change?", limit=sending.MAX_BECAUSE, description="The team gets your words by mail."
    )


def _load(actor: Actor, plan_version_id: UUID) -> Loaded[PlanVersion]:
    made = queries.version(db.session, plan_version_id)
    if made is None:
        raise NotFound("There is no such plan.")
    facts = team_facts(actor, made.plan.evaluation.project.organisation_id)
    return Loaded(made, facts.and_(no_conflict=not facts.team))


@bp.route("/cases/plans/<uuid:plan_version_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_LOOK, on=_load)
def plan(made: PlanVersion) -> ResponseReturnValue:
    form = LookForm()
    if form.validate_on_submit():
        try:
            said = _decide(made, form)
        except (Invalid, WrongState) as error:
            db.session.rollback()
            form.show(error)
        else:
            db.session.commit()
            flash(said)
            return redirect(url_for(".board"), code=303)
    form.seen.data, form.seen.raw_data = str(made.version), None
    before = next((each for each in made.plan.versions if each.is_latest and each is not made), None)
    return render_template(
        "review/plan.html", made=made, form=form, planned=planned_of(made), before=before,
        design=terms.label("designs", made.design) if made.design else "",
    ), 422 if form.errors else 200  # fmt: skip


def _decide(made: PlanVersion, form: LookForm) -> str:
    """What the editor is told when it is done."""
    who: dict[str, Any] = {
        "seen": form.seen.data or "", "actor": current_actor(), "facts": g.facts, "now": utc_now(),
        "links": PlanLinks(),
    }  # fmt: skip
    if form.act.data == YES:
        sending.register(db.session, made, **who)
        return "Everybody can read the plan now, and its team gets a mail."
    sending.refuse(db.session, made, form.because.data or "", **who)
    return "The plan is not public, and its team gets your words by mail."
