"""An editor reads the plan of a study before everybody can, and says yes or no."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects import terms
from evidencehub.projects.disclosure import queries as disclosures
from evidencehub.projects.pages.blueprint import PlanLinks
from evidencehub.projects.plans import queries, sending
from evidencehub.projects.plans.files import files_of
from evidencehub.projects.plans.models import PlanVersion
from evidencehub.projects.plans.outcomes import planned_of
from evidencehub.review import beside_conflicts
from evidencehub.review.barred import is_a_name_alone
from evidencehub.review.beside_conflicts import of_plan
from evidencehub.review.conflicts import Check
from evidencehub.review.pages.beside_deciding import decided, is_ruled_on
from evidencehub.review.pages.beside_forms import YES, NoConflictForm, PlanLookForm
from evidencehub.review.pages.blueprint import bp
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import HubForm


def load_plan(actor: Actor, plan_version_id: UUID) -> Loaded[PlanVersion]:
    made = queries.version(db.session, plan_version_id)
    if made is None:
        raise NotFound("There is no such plan.")
    return Loaded(made, beside_conflicts.beside_facts(db.session, actor, of_plan(made)))


@bp.route("/cases/plans/<uuid:plan_version_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_OPEN, on=load_plan)
def plan(made: PlanVersion) -> ResponseReturnValue:
    """Read it, and say yes or no; or say that what stands against you is no conflict, where it is a name alone."""
    against = beside_conflicts.against(db.session, current_actor(), of_plan(made))
    return _rule(made, against) if against else _look(made)


def _rule(made: PlanVersion, against: Sequence[Check]) -> ResponseReturnValue:
    form = NoConflictForm() if is_a_name_alone(against) else None
    if is_ruled_on(of_plan(made), form):
        return redirect(url_for(".plan", plan_version_id=made.id), code=303)
    return _page(made, form, against)


def _look(made: PlanVersion) -> ResponseReturnValue:
    form = PlanLookForm()
    if (done := decided(form, lambda: _decide(made, form))) is not None:
        return done
    form.seen.data, form.seen.raw_data = str(made.version), None
    return _page(made, form, ())


def _page(made: PlanVersion, form: HubForm | None, against: Sequence[Check]) -> ResponseReturnValue:
    before = next((each for each in made.plan.versions if each.is_latest and each is not made), None)
    files = files_of(made)
    known = disclosures.of_documents(db.session, [each.id for each in files]) if files else {}
    return render_template(
        "review/plan.html", made=made, form=form, planned=planned_of(made), before=before, against=against,
        files=files, pointed_out=_pointed_out(made), notes={key: each.team_note for key, each in known.items()},
        design=terms.label("designs", made.design) if made.design else "",
    ), 422 if form and form.errors else 200  # fmt: skip


def _pointed_out(made: PlanVersion) -> dict[UUID, int]:
    """How many places in each file that is to be public may give somebody away, of which nobody said otherwise."""
    public = [each.id for each in files_of(made) if each.is_public]
    return {each: len(disclosures.pointed_out(db.session, each).left) for each in public}


def _decide(made: PlanVersion, form: PlanLookForm) -> str:
    """What the editor is told when it is done."""
    who: dict[str, Any] = {
        "seen": form.seen.data or "", "actor": current_actor(), "facts": g.facts, "now": utc_now(),
        "links": PlanLinks(),
    }  # fmt: skip
    if form.act.data == YES:
        sending.register(db.session, made, note=form.note.data or "", **who)
        return "Everybody can read the plan now, and its team gets a mail."
    sending.refuse(db.session, made, form.because.data or "", **who)
    return "The plan is not public, and its team gets your words by mail."
