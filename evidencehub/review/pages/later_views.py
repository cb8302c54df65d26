"""An editor reads later results before everybody can, and says yes or no. Nothing is graded."""

from uuid import UUID

from flask import g, render_template
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice
from wtforms.validators import InputRequired

from evidencehub.authz.guard import Loaded, current_actor, requires
from evidencehub.authz.values import Actor, Permission
from evidencehub.projects.later import queries, sending
from evidencehub.projects.later.models import LaterResults
from evidencehub.projects.pages.answers import studies_in_words
from evidencehub.projects.pages.blueprint import LaterLinks
from evidencehub.review.access import case_facts
from evidencehub.review.pages.beside_deciding import decided
from evidencehub.review.pages.blueprint import bp
from evidencehub.shared.clock import utc_now
from evidencehub.shared.db import db
from evidencehub.shared.errors import NotFound
from evidencehub.shared.forms import HubForm, LongText, Radios

YES, NO = "yes", "no"


class LaterLookForm(HubForm):
    act = Radios(
        "May everybody read them?", [InputRequired("Say whether everybody may read them")],
        choices=[SelectChoice(YES, "Yes, as later and not graded yet"), SelectChoice(NO, "No, they go back")],
        description="Look for names, for small numbers of people, and for whether it is the same study. It need not be "
        "good news, and you grade nothing.",
    )  # fmt: skip
    because = LongText(
        "If not: what has to change?", limit=sending.MAX_BECAUSE, description="The team gets your words by mail."
    )


def _load(actor: Actor, later_id: UUID) -> Loaded[LaterResults]:
    made = queries.by_id(db.session, later_id)
    if made is None:
        raise NotFound("There are no such results.")
    return Loaded(made, case_facts(db.session, actor, made.submission))


@bp.route("/cases/later-results/<uuid:later_id>", methods=["GET", "POST"])
@requires(Permission.LATER_LOOK, on=_load)
def later_results(made: LaterResults) -> ResponseReturnValue:
    form = LaterLookForm()
    if (done := decided(form, lambda: _decide(made, form))) is not None:
        return done
    study = queries.study_in(made)
    return render_template(
        "review/later-results.html", made=made, form=form, study=study,
        results=studies_in_words([study])[0].results if study else (),
    ), 422 if form.errors else 200  # fmt: skip


def _decide(made: LaterResults, form: LaterLookForm) -> str:
    """What the editor is told when it is done."""
    actor, now, links = current_actor(), utc_now(), LaterLinks()
    if form.act.data == YES:
        sending.show(db.session, made, actor=actor, facts=g.facts, now=now, links=links)
        return "Everybody can read them now, and the team gets a mail."
    sending.refuse(db.session, made, form.because.data or "", actor=actor, facts=g.facts, now=now, links=links)
    return "They are not public, and the team gets your words by mail."
